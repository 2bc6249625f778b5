"""What an attacker finds in a folder: tables as they stand there, and the trees of their dimensions.

Nothing is taken from a manifest but what made it, and which tables and rules there are. Any folder with tables and
trees will do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geodata.errors import GeodataError, ReleaseError
from geodata.policy import DIMENSIONS
from geodata.protected import AT_LEAST, SHOWN
from geodata.release.manifest import misshapen, parsed
from geodata.release.reading import REGIONS, SIDES, as_text, csv_frame
from geodata.release.shelf import MANIFEST
from geodata.trees import Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

WITHHELD: Final = ("", "*")
_COUNT: Final = r"[0-9]{1,15}"


@dataclass(frozen=True, eq=False)
class Published:
    """The files of a folder, read as they are.

    Attributes
    ----------
    manifest
        The manifest, empty when there is none.
    tables
        Name → codes per dimension, count (missing unless shown), status.
    trees
        Dimension → tree.
    places
        The table of regions, when there is one.
    """

    where: str
    manifest: dict[str, Any]
    tables: dict[str, pd.DataFrame]
    trees: dict[str, Tree]
    places: pd.DataFrame | None


def read_published(folder: Path) -> Published:
    """Read the tables and trees of a release directory, or of a folder made by hand.

    Parameters
    ----------
    folder
        Holds ``tables/*.csv``, and for each dimension a file of codes and parents that is named after it.

    Raises
    ------
    ReleaseError
        When files are missing or can't be read; all faults in one message.
    """
    manifest = _manifest(folder)
    found = [file for form in ("parquet", "csv") for file in sorted((folder / "tables").glob(f"*.{form}"))]
    stored = {file.stem: file for file in found}
    files = [stored[name] for name in sorted(stored)]  # its Parquet file where there is no CSV
    declared = [str(entry["name"]) for entry in manifest.get("tables", [])]
    left_out = set(manifest.get("left_out", ()))
    here = {f"tables/{file.name}" for file in stored.values()} | left_out
    faults = [f"tables/{name}.csv is missing" for name in declared if f"tables/{name}.csv" not in here]
    faults += [f"tables/{name}.parquet is missing" for name in declared if name not in stored and not faults]
    if not files:
        faults.append("no tables/*.csv or *.parquet")
    tables, frames = {}, {}
    for file in files:
        tables[file.stem] = _gather(faults, f"tables/{file.name}", partial(_table, file))
    dimensions = _in_order({c for t in tables.values() if t is not None for c in t.columns} - {"count", "status"})
    for dimension in dimensions:
        frames[dimension] = _gather(faults, dimension, partial(_codes, folder, dimension))
    trees = {d: _gather(faults, d, partial(_tree, d, f)) for d, f in frames.items() if f is not None}
    if faults:
        msg = f"{folder.name}: {'; '.join(faults)}; expected tables/*.csv and a code,parent file for each dimension."
        raise ReleaseError(msg + " Complete the folder.")
    sides = [frames[side] for side in SIDES if frames.get(side) is not None]
    places = pd.concat(sides).drop_duplicates("code", ignore_index=True) if sides else None
    known = {d: t for d, t in trees.items() if t is not None}
    return Published(folder.name, manifest, {n: t for n, t in tables.items() if t is not None}, known, places)


def _gather(faults: list[str], where: str, read: Callable[[], Any]) -> Any:  # noqa: ANN401 -- what `read` returns
    """Read something; a fault is noted and the reading goes on, so that all faults are told at once."""
    try:
        return read()
    except ReleaseError as error:
        faults.append(f"{where}: {error}")
    except (GeodataError, OSError, ValueError, KeyError, pa.ArrowException) as error:
        faults.append(f"{where}: not readable ({type(error).__name__})")
    return None


def _in_order(dimensions: set[str]) -> list[str]:
    return [d for d in DIMENSIONS if d in dimensions] + sorted(dimensions - set(DIMENSIONS))


def _manifest(folder: Path) -> dict[str, Any]:
    file = folder / MANIFEST
    if not folder.is_dir():
        msg = f"{folder.name}: no directory; expected a release or a folder of tables. Check the path."
        raise ReleaseError(msg)
    if not file.is_file():
        return {}
    try:
        manifest = parsed(file.read_bytes())
        read = ("tables", "policy", "territories")
        is_odd = any(fault.startswith((*read, "left_out")) for fault in misshapen(manifest))
        plain = {} if is_odd else {name: manifest[name] for name in read}
        plain |= {name: manifest[name] for name in ("software", "digest") if name in manifest}
        plain["left_out"] = manifest.get("left_out", {})
        plain["tables"]  # of one that is misshapen there are none
    except (ValueError, KeyError, TypeError, RecursionError):
        msg = f"{folder.name}: {MANIFEST} can't be read; expected that of a release. Publish it again."
        raise ReleaseError(msg) from None
    return plain


def _table(file: Path) -> pd.DataFrame:
    """Read a table as an attacker does: a number that stands there is known, whatever the status beside it says."""
    is_text = file.suffix == ".csv"
    frame = csv_frame(file.read_bytes()) if is_text else as_text(pq.read_table(BytesIO(file.read_bytes())).to_pandas())
    dimensions = [c for c in frame.columns if c not in {"count", "status"}]
    if "count" not in frame or not dimensions:
        msg = "no column count, or none of codes"
        raise ReleaseError(msg)
    count, status = frame["count"].str.strip(), frame.get("status", pd.Series("", index=frame.index))
    blank = count.isin(WITHHELD)
    odd = ~blank & ~count.str.fullmatch(_COUNT)
    lost = blank & status.isin(SHOWN)
    if odd.any() or lost.any():
        rows = (np.flatnonzero(odd | lost)[:5] + 2).tolist()
        msg = f"lines {rows}: a cell without its number, or no whole number"
        raise ReleaseError(msg)
    cells = frame[dimensions].copy()
    cells["count"] = pd.to_numeric(count.mask(blank)).astype("Int64")
    told = np.where(status.isin(["rounded", AT_LEAST]), status, "published")
    cells["status"] = np.where(~blank, told, np.where(status == "not_reported", "not_reported", "withheld"))
    stored = file.with_suffix(".parquet")
    return _with_numbers_of(stored, cells, dimensions) if is_text and stored.is_file() else cells


def _with_numbers_of(stored: Path, cells: pd.DataFrame, dimensions: Sequence[str]) -> pd.DataFrame:
    """Add what the Parquet file shows and the CSV does not: an attacker reads both."""
    try:
        other = pq.read_table(BytesIO(stored.read_bytes()), columns=[*dimensions, "count"]).to_pandas()
    except (pa.ArrowException, KeyError, ValueError):
        msg = f"{stored.name} can't be read, or has other columns"
        raise ReleaseError(msg) from None
    shown = other.dropna(subset="count").drop_duplicates(list(dimensions)).rename(columns={"count": "seen"})
    seen = cells[list(dimensions)].merge(shown, how="left", on=list(dimensions))["seen"].astype("Int64").array
    found = cells["count"].isna() & ~pd.isna(seen)
    cells.loc[found, "count"] = seen[found.to_numpy()]
    cells.loc[found, "status"] = "published"
    return cells


def _codes(folder: Path, dimension: str) -> pd.DataFrame:
    """Read the file of a dimension: named after it, in the singular or plural; of a place also regions.csv."""
    names = [f"{dimension}.csv", f"{_plural(dimension)}.csv", REGIONS if dimension in SIDES else ""]
    for name in filter(None, names):
        if (folder / name).is_file():
            frame = csv_frame((folder / name).read_bytes())
            if not {"code", "parent"} <= set(frame.columns):
                msg = f"{name}: no columns code and parent"
                raise ReleaseError(msg)
            return frame
    msg = f"no file {names[0]}"
    raise ReleaseError(msg)


def _plural(word: str) -> str:
    if word.endswith("y"):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"


def _tree(dimension: str, frame: pd.DataFrame) -> Tree:
    if frame["code"].duplicated().any():
        msg = "a code stands twice"
        raise ReleaseError(msg)
    return Tree.from_parents(dimension, {c: p or None for c, p in zip(frame["code"], frame["parent"], strict=True)})
