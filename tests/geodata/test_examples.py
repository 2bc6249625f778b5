"""The examples: true to the press release, synthetic where they say so, the same bytes everywhere."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from geodata.examples import EXAMPLES, write_example
from geodata.examples.draws import Draws
from geodata.examples.geography import COUNTRIES
from geodata.examples.national_synthetic import records_csv
from geodata.regions import Regions

if TYPE_CHECKING:
    from pathlib import Path

OPERATION_COLUMNS = [
    "operation", "start", "end", "status", "jurisdiction", "lead_agencies", "partner_agencies", "investigations",
    "services_offered", "facts", "source", "source_date",
]  # fmt: skip


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def synthetic() -> pd.DataFrame:
    frame = pd.read_csv(io.BytesIO(records_csv()), dtype=str, keep_default_na=False)
    return frame.assign(count=frame["count"].astype(int))


def test_operation_lost_souls_is_what_its_press_release_states(tmp_path: Path) -> None:
    write_example("operation-lost-souls", tmp_path / "a.csv")
    frame = _read(tmp_path / "a.csv")
    stated = dict(zip(frame["recovery_state"] + frame["recovery_country"], frame["count"].astype(int), strict=True))
    assert stated == {
        "Mexico": 3,
        "Puerto RicoUnited States": 1,
        "CaliforniaUnited States": 1,
        "OklahomaUnited States": 1,
        "TexasUnited States": 18,
    }
    assert frame["basis"].tolist() == frame["basis_recovery"].tolist() == ["stated"] * 4 + ["derived"]
    assert set(frame["basis_origin"]) == {"derived"}
    assert set(frame["origin_state"]) == {"Texas"}
    assert not {"origin_county", "recovery_county"} & set(frame.columns)  # the release states none
    assert set(frame["as_of"]) == {"2021-06-16"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_operations_table_has_the_declared_columns(name: str, tmp_path: Path) -> None:
    write_example(name, tmp_path / "a.csv", tmp_path / "b.csv")
    operations = _read(tmp_path / "b.csv")
    assert operations.columns.tolist() == OPERATION_COLUMNS
    assert set(_read(tmp_path / "a.csv")["operation"]) - {""} == set(operations["operation"])


def test_unknown_example_is_refused_with_the_names_that_exist(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected one of operation-lost-souls, national-synthetic"):
        write_example("operation", tmp_path / "a.csv")
    assert not (tmp_path / "a.csv").exists()


def test_synthetic_size_and_places(synthetic: pd.DataFrame) -> None:
    codes = Regions.packaged().frame
    counties = set(codes.loc[codes["code"].str.fullmatch(r"US-\d{5}"), "code"])
    assert synthetic["count"].sum() == 60_000
    assert synthetic["period"].nunique() == 60
    assert counties <= set(synthetic["origin"])
    assert counties <= set(synthetic["recovery"])
    assert set(COUNTRIES) <= set(synthetic["recovery"])
    assert len(COUNTRIES) == 40
    assert set(synthetic["recovery"]) <= {*codes["code"]}
    abroad = synthetic["recovery"].str.extract(r"^(MX|CA)-")[0].notna()
    assert synthetic.loc[abroad, "recovery"].nunique() == 32 + 13


def test_synthetic_is_sorted_and_says_what_it_is(synthetic: pd.DataFrame) -> None:
    keys = synthetic.columns.drop(["count", "source", "basis", "as_of"]).tolist()
    assert not synthetic.duplicated(keys).any()
    assert synthetic.sort_values(keys, kind="stable").index.equals(synthetic.index)
    assert synthetic["source"].str.startswith("synthetic").all()
    assert synthetic.loc[synthetic["operation"] != "", "operation"].str.startswith("Synthetic").all()


def test_synthetic_shares(synthetic: pd.DataFrame) -> None:
    parents = dict(zip(*Regions.packaged().frame[["code", "parent"]].T.to_numpy(), strict=True))
    state = {code: code if len(code) == 5 else parents[code] for code in parents if code.startswith("US-")}
    origin, recovery = (synthetic[side].map(lambda code: state.get(code, code)) for side in ("origin", "recovery"))
    count = synthetic["count"]

    def share(rows: pd.Series) -> float:
        return float(count[rows].sum() / count.sum())

    inside = origin.str.startswith("US-") & recovery.str.startswith("US-")
    assert 0.72 < share(inside & (origin == recovery)) < 0.80
    assert 0.11 < share(inside & (origin != recovery)) < 0.17
    foreign = ~recovery.str.startswith("US") & (recovery != "unknown")
    assert 0.02 < share(foreign) < 0.04
    texas = synthetic[foreign & (origin == "US-TX")]
    border = texas["recovery"].isin(["MX-CHH", "MX-COA", "MX-NLE", "MX-TAM"])
    assert texas.loc[border, "count"].sum() > texas["count"].sum() / 2


def test_synthetic_bytes_do_not_depend_on_the_machine_settings(tmp_path: Path) -> None:
    code = "import sys, geodata.examples.national_synthetic as n; sys.stdout.buffer.write(n.records_csv())"
    env = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONPATH": ":".join(filter(None, sys.path))}
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=env, cwd=tmp_path).stdout
    assert hashlib.sha256(out).digest() == hashlib.sha256(records_csv()).digest()


def test_draws_follow_the_weights_and_the_seed() -> None:
    drawn = Draws(1).index(np.array([0, 3, 0, 1]), 4000)
    assert set(drawn.tolist()) == {1, 3}
    assert 2850 < int((drawn == 1).sum()) < 3150
    assert drawn.tolist() == Draws(1).index(np.array([0, 3, 0, 1]), 4000).tolist()
    # The raw stream that NumPy promises to keep: a change here would change every release of the example.
    assert Draws(1).below(np.array([100, 100, 100, 100])).tolist() == [51, 95, 14, 94]
