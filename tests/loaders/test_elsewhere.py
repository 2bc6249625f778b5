"""What the loaders ask of their engine can be asked of PostgreSQL and of Spark too."""

from __future__ import annotations

import ibis
import pytest
import sqlglot

from tests.loaders.elsewhere import ENGINES, KNOWN, expressions, odd_rows, table_of

NUMBERS = dict.fromkeys(("row", "first_row", "n_rows"), "int64")
ROWS = ibis.table({**{f"c{at}": "string" for at in KNOWN.values()}, **NUMBERS}, name="rows")


@pytest.mark.parametrize("engine", ENGINES)
def test_every_expression_is_sql_of_the_engine(engine: str) -> None:
    for asked in expressions(ROWS).values():
        sql = str(ibis.to_sql(asked, dialect=engine))
        assert sqlglot.parse_one(sql, read={"pyspark": "spark"}.get(engine, engine)).find(sqlglot.exp.Table)
        assert "(?" not in sql  # no look-around, which only some engines have


def test_the_rows_compared_elsewhere_take_every_way() -> None:
    judged = ibis.duckdb.connect().to_pyarrow(expressions(table_of(odd_rows()))["judged"])
    assert set(judged["kind"].to_pylist()) == {"record", "quarantined", "total", "note"}
    assert len(set(judged["broken"].to_pylist())) > 15
