"""The optional operations table: public facts about operations, and about nobody in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import pandera.errors
import pandera.pandas as pa
from pyarrow import Table

from loaders import refusals
from loaders.asides import NOTE
from loaders.choices import Choices
from loaders.columns import DATE_PATTERN, PERIOD_PATTERN, plain
from loaders.engines import opened, reading
from loaders.errors import ColumnsError, Fault, LoadError, PersonalDataError, gathered
from loaders.layouts import open_source
from loaders.personal import OPERATION, allowed
from loaders.sources import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

# Canonical value → other spellings, compared like headers.
STATUSES: Final[Mapping[str, tuple[str, ...]]] = {
    "ongoing": ("active", "open", "en curso", "activo", "activa"),
    "concluded": ("closed", "completed", "ended", "concluida", "concluido", "terminada", "terminado"),
}
LISTS: Final = ("lead_agencies", "partner_agencies", "investigations", "services_offered", "facts")
# Check → what a cell should hold instead.
EXPECTED: Final = {
    "not_nullable": "the operation's name",
    "field_uniqueness": "each operation once",
    "status": " or ".join(STATUSES),
    "when": "a year, quarter, month or day such as 2021-05",
    "order": "an end that is not before the start",
}


def _column(*aliases: str, check: pa.Check | None = None, required: bool = False) -> pa.Column:
    metadata = {"aliases": aliases}
    return pa.Column(pd.StringDtype(), check, nullable=not required, unique=required, metadata=metadata)


_WHEN: Final = pa.Check.str_matches(f"({PERIOD_PATTERN})|({DATE_PATTERN})", error="when")
_STATUS: Final = pa.Check.isin(list(STATUSES), error="status")
OPERATIONS: Final = pa.DataFrameSchema(
    {
        "operation": _column("operation_name", "operacion", "operativo", required=True),
        "start": _column("start_month", "start_date", "inicio", "fecha_de_inicio", check=_WHEN),
        "end": _column("end_month", "end_date", "fin", "fecha_de_fin", check=_WHEN),
        "status": _column("estado", "estatus", check=_STATUS),
        "jurisdiction": _column("jurisdiccion"),
        "lead_agencies": _column("lead_agency", "led_by", "agencias_lideres", "agencia_lider"),
        "partner_agencies": _column("partner_agency", "partners", "agencias_asociadas", "agencias_participantes"),
        "investigations": _column("investigaciones"),
        "services_offered": _column("services", "servicios", "servicios_ofrecidos"),
        "facts": _column("further_facts", "hechos"),
        "source": _column("data_source", "fuente"),
        "source_date": _column("fecha_de_la_fuente", check=_WHEN),
    },
    strict=True,
    ordered=True,
)


def read_operations(path: Path, *, engine: str = "duckdb") -> pd.DataFrame:
    """Read the operations table.

    Parameters
    ----------
    path
        A file of any format that records may have.
    engine
        Where the content is looked at.

    Returns
    -------
    The columns of `OPERATIONS`, sorted by operation; the items of lists are joined by ``; ``, and what the table does
    not say is missing.

    Raises
    ------
    LoadError
        When the table cannot be read, names single persons, lacks the column ``operation``, or holds what its column
        cannot have; all reasons at once.
    """
    where = path.name
    with opened(engine, [path]) as opened_engine, reading(where):
        sheets = open_source(Source(path, where, where), opened_engine, Choices(is_plain=True))
        source = max(sheets, key=lambda sheet: len(set(map(plain, sheet.header)) & set(OPERATIONS.columns)))
        known = _known(where, source.header)
        table = source.patient() if source.patient else source.table
        cells = opened_engine.fetch(table.order_by("row")).set_index("row")
        rows = _tidied(cells, known)
        sought = {name: allowed(name, OPERATION) for name in known}
        found = list(refusals.by_content(opened_engine.arrow(_items(rows)), sought, opened_engine))
    if found:
        headers = {name: source.header[at].strip() for name, at in known.items()}
        raise PersonalDataError(refusals.fault(where, f"column {headers[n]!r}", rule, "content") for n, rule in found)
    if faults := [*_misshapen(where, cells), *_misfits(where, rows)]:
        raise ColumnsError(faults)
    return rows.sort_values("operation", ignore_index=True)


def aliases_of(name: str) -> tuple[str, ...]:
    """Return the other headers that stand for a column."""
    metadata: dict[str, tuple[str, ...]] = OPERATIONS.columns[name].metadata or {}
    return metadata["aliases"]


def _known(where: str, header: Sequence[str]) -> dict[str, int]:
    """Find the columns in a header, and refuse any other: the table is short, and all of it is shown."""
    by_alias = {alias: name for name in OPERATIONS.columns for alias in (name, *aliases_of(name))}
    names = [by_alias.get(plain(text)) for text in header]
    known = {name: at for at, name in enumerate(names) if name is not None}
    others = {at: header[at] for at, name in enumerate(names) if name is None or known[name] != at}
    # Without its first column, what was taken for the header may be data.
    is_sure = "operation" in known
    named = {at: f"column {text.strip()!r}" if is_sure else f"column {at + 1}" for at, text in others.items()}
    announced = refusals.by_header(others, lenient=False)
    personal = announced.refused | {at: what.rule for at, what in announced.doubted.items()}
    expected = f"once each of {', '.join(OPERATIONS.columns)}"
    faults = [
        Fault(f"{where}, {named[at]}", "no column of the operations table", expected, "Remove or rename it.")
        for at in others
        if at not in personal
    ]
    if not is_sure:
        faults.append(Fault(where, "no column for operation", "a column 'operation'", "Name the operations in it."))
    errors: list[LoadError] = [ColumnsError(faults)] if faults else []
    if personal:
        refused = (refusals.fault(where, named[at], rule, "header") for at, rule in personal.items())
        errors.append(PersonalDataError(refused))
    if errors:
        raise gathered(errors)
    return known


def _tidied(cells: pd.DataFrame, known: Mapping[str, int]) -> pd.DataFrame:
    """Select the columns, trim their values and list items, and write statuses in one spelling."""
    absent = pd.Series(pd.NA, index=cells.index, dtype="string")
    rows = pd.DataFrame({name: cells[f"c{known[name]}"] if name in known else absent for name in OPERATIONS.columns})
    rows = rows.apply(_trimmed)
    for name in LISTS:
        items = _trimmed(rows[name].str.split(";").explode().astype("string")).dropna()
        rows[name] = items.groupby(level=0).agg("; ".join).astype("string").reindex(rows.index)
    spellings = {plain(other): status for status, others in STATUSES.items() for other in (status, *others)}
    status = rows["status"].map(lambda text: spellings.get(plain(text), text), na_action="ignore")
    return rows.assign(status=status.astype("string")).dropna(how="all")


def _trimmed(column: pd.Series[str]) -> pd.Series[str]:
    text = column.str.strip()
    return text.where(text != "")


def _items(rows: pd.DataFrame) -> Table:
    """Take lists apart, for an item is a name where the whole list is none."""
    items = {name: rows[name].str.split(";").explode().reset_index(drop=True) for name in rows}
    return Table.from_pandas(pd.DataFrame(items).astype("string"), preserve_index=False)


def _misshapen(where: str, cells: pd.DataFrame) -> Iterator[Fault]:
    """Find rows whose shape is broken."""
    expected, remedy = "as many fields as the header has", "Complete or quote the row."
    for row, rule in cells["fault"].dropna().items():
        if rule != NOTE:
            yield Fault(f"{where}, row {row}", str(rule), expected, remedy)


def _misfits(where: str, rows: pd.DataFrame) -> Iterator[Fault]:
    """Find cells that do not hold what the declaration of their column says."""
    found: list[tuple[int, str, str]] = []
    try:
        OPERATIONS.validate(rows, lazy=True)
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases[["index", "column", "check"]]
        found = [(int(row), str(column), str(check)) for row, column, check in cases.itertuples(index=False, name=None)]
    is_reversed = rows["start"].str.slice(0, 4) > rows["end"].str.slice(0, 4)
    found += [(int(row), "end", "order") for row in rows.index[is_reversed.fillna(value=False)]]
    for row, column, check in sorted(found):
        yield Fault(f"{where}, row {row}, column {column!r}", "another value", EXPECTED[check], "Correct the cell.")
