"""Files → Release."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pyarrow.parquet as pq

from geodata.boundaries import read_borders, read_outlines, read_regions
from geodata.errors import GeodataError, ReleaseError
from geodata.policy import DIMENSIONS
from geodata.protected import ProtectedTable
from geodata.regions import Regions, is_pool, is_unspecified
from geodata.release.model import Release
from geodata.release.shelf import open_shelf

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.release.shelf import Shelf

OPERATION_FACTS: Final = "operations_facts.csv"
REGIONS: Final = "regions.csv"
SIDES: Final = ("origin", "recovery")


def read_release(path: Path) -> Release:
    """Read a release from a directory, or from a zip of one.

    Every file must be what the manifest says, and the manifest must say that the audit passed; whether that is true
    only an audit tells, which recomputes everything.

    Raises
    ------
    ReleaseError
        When a file is missing or differs, the recorded audit didn't pass, or a table isn't one.
    """
    shelf = open_shelf(path)
    try:
        return _release(shelf)
    except ReleaseError:
        raise
    except (GeodataError, KeyError, TypeError, ValueError, OSError) as error:
        msg = f"release {shelf.where}: not readable ({type(error).__name__}); expected version 1. Publish it again."
        raise ReleaseError(msg) from error


def _release(shelf: Shelf) -> Release:
    manifest = shelf.manifest
    audit = manifest["audit"]
    if audit["passed"] is not True or audit["complete"] is not True:
        msg = f"release {shelf.where}: its audit didn't pass; expected a complete pass. Publish it again."
        raise ReleaseError(msg)
    tables = {entry["name"]: _table(shelf, entry) for entry in manifest["tables"]}
    frame = csv_frame(shelf[REGIONS])
    codes = {d: _codes(shelf, str(entry["codes"]), frame) for d, entry in manifest["dimensions"].items()}
    facts = csv_frame(shelf[OPERATION_FACTS]) if OPERATION_FACTS in shelf.files else pd.DataFrame({"operation": []})
    return Release(tables, regions_from(frame), manifest, codes, facts)


def _table(shelf: Shelf, entry: dict[str, Any]) -> ProtectedTable:
    dimensions = [d for d in DIMENSIONS if d in entry["dimensions"]]
    stored = shelf[str(entry["file"]).removesuffix(".csv") + ".parquet"]
    cells = pq.read_table(BytesIO(stored), columns=[*dimensions, "count", "status"]).to_pandas()
    return ProtectedTable(str(entry["name"]), dimensions, cells.astype({"count": "Int64"}))


def csv_frame(content: bytes) -> pd.DataFrame:
    """Read a CSV of codes as text: an empty cell is an empty text, and `NA` is Namibia."""
    return pd.read_csv(BytesIO(content), dtype="str", keep_default_na=False, na_values=[], encoding="utf-8")


def as_text(cells: pd.DataFrame) -> pd.DataFrame:
    """Write all values of a stored table as its CSV has them: a missing one is an empty text."""
    if cells.dtypes.get("count") == "float64":
        cells = cells.astype({"count": "Int64"})
    return cells.astype("str").mask(cells.isna(), "").reset_index(drop=True)


def _codes(shelf: Shelf, file: str, regions: pd.DataFrame) -> pd.DataFrame:
    if file == REGIONS:
        return regions[["code", "parent", "name_en"]].rename(columns={"name_en": "label"})
    return csv_frame(shelf[file])[["code", "parent", "label"]]


def regions_from(frame: pd.DataFrame) -> Regions:
    """Rebuild the regions of a release: its tree and names, on the packaged populations, borders and outlines."""
    people = read_regions().set_index("code")["population"]
    table = frame.assign(
        parent=frame["parent"].where(frame["parent"] != ""),
        territory=frame["territory"].str.lower() == "true",
        population=people.reindex(frame["code"]).array,
    )
    inside = frame["parent"].map(is_pool).astype(bool) & ~frame["code"].map(is_unspecified).astype(bool)
    pooled = table[inside].groupby("parent")["population"].agg(lambda values: values.sum(skipna=False))
    table["population"] = table["population"].fillna(table["code"].map(pooled).astype("Int64"))
    borders = read_borders()
    return Regions(table, borders=zip(borders["a"], borders["b"], strict=True), outlines=read_outlines)
