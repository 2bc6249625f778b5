"""Run what the loaders ask of their engine on another one, and compare: nothing may hold for DuckDB alone.

`python -m tests.loaders.elsewhere postgres postgresql://user@host/base` needs psycopg; `… pyspark` pyspark and Java.
`test_elsewhere.py` translates the same expressions for both on every run, without a server.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import ibis
import pandas as pd
import pyarrow as pa

from loaders.columns import READ
from loaders.declared import is_declared, is_plain_count
from loaders.judging import cells_of, judge, kind_of
from loaders.personal import UNREAD
from loaders.refusals import measured, values_of
from tests.loaders.fuzzing import CELLS
from tests.loaders.labelled import PERSONAL_CONTENT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

ENGINES: Final = ("postgres", "pyspark")
KNOWN: Final = {name: at for at, name in enumerate(READ)}
PLAIN: Final = {
    "period": "2021-05", "origin": "US-TX", "recovery": "MX-CHH", "category": "Runaway", "sex": "girls",
    "basis": "stated", "age_band": "12-14", "as_of": "2024-01-31", "count": "1,234",
}  # fmt: skip
DECLARED: Final = {"category": "runaway", "sex": "female", "count": "1234"}


def odd_rows() -> pd.DataFrame:
    """Put every odd cell into every column of two otherwise plain rows, as a layout hands rows on.

    One of them is written as declared, so that rows which need no judging are among them.
    """
    texts = [*(cell for cell in CELLS if "\0" not in cell), *chain(*PERSONAL_CONTENT.values())]  # no engine takes "\0"
    rows = [[""] * len(READ)]
    for written in (PLAIN, PLAIN | DECLARED):
        plain = [written.get(name, "") for name in READ]
        rows += [plain]
        for column in KNOWN.values():
            rows += [[text if at == column else cell for at, cell in enumerate(plain)] for text in texts]
    frame = pd.DataFrame(rows, columns=[f"c{at}" for at in KNOWN.values()], dtype="str").replace("", None)
    return frame.assign(row=range(1, len(rows) + 1), first_row=range(1, len(rows) + 1), n_rows=1)


def expressions(rows: Table) -> Mapping[str, Table]:
    """Return what the loaders ask of a table: group, trim, see what is as declared, judge, look for persons."""
    names = [f"c{at}" for at in KNOWN.values()]
    header = dict.fromkeys(READ, "header")
    cells = cells_of(rows, KNOWN, n_rows=rows["n_rows"])
    declared = cells.mutate(is_declared=is_plain_count(cells["count"], header) & is_declared(cells, header))
    judged = judge(cells, header)
    return {
        "declared": declared,
        "grouped": rows.group_by(names).agg(n_rows=rows.count(), first_row=rows["row"].min()),
        "judged": judged.mutate(kind=kind_of(judged)),
        "persons": measured(values_of(rows, names[:2]), UNREAD),
    }


def table_of(rows: pd.DataFrame) -> Table:
    """Return rows as a table that any engine can take in."""
    return ibis.memtable(pa.Table.from_pandas(rows, preserve_index=False))


def answers(backend: Any, rows: pd.DataFrame) -> Mapping[str, pd.DataFrame]:  # noqa: ANN401
    """Ask an engine, and bring its answers into one form."""
    return {name: _plain(backend.to_pyarrow(asked).to_pandas()) for name, asked in expressions(table_of(rows)).items()}


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    text = frame.astype(object).where(frame.notna(), "<missing>").astype("str")
    text = text.replace({"True": "true", "False": "false"}).replace(r"[.]0$", "", regex=True)
    return text.sort_values(list(text.columns), ignore_index=True)


def main() -> None:
    """Compare an engine with DuckDB; say which answers differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("address", nargs="?", default="")
    given = parser.parse_args()
    if given.engine == "postgres":
        other = ibis.connect(given.address)
    else:
        sql = importlib.import_module("pyspark.sql")
        other = ibis.pyspark.connect(sql.SparkSession.builder.master("local[2]").getOrCreate())
    rows = odd_rows()
    ours, theirs = (answers(backend, rows) for backend in (ibis.duckdb.connect(), other))
    for name, answer in ours.items():
        differing = [column for column in answer.columns if not answer[column].equals(theirs[name][column])]
        told = f"differing in {differing}" if differing else "the same"
        sys.stdout.write(f"{name}: {len(answer)} rows, {told}\n")


if __name__ == "__main__":
    main()
