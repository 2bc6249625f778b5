"""Release → the bytes of its files: the same release gives the same bytes anywhere."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.parquet as pq

from geodata.policy import DIMENSIONS
from geodata.protected import table_csv
from geodata.release.assembling import CODE_FILES
from geodata.release.catalogue import citation, data_json, datapackage
from geodata.release.mapped import mapped, mapped_tables
from geodata.release.reading import OPERATION_FACTS, REGIONS
from geodata.release.shelf import is_tables_only

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geodata.protected import ProtectedTable
    from geodata.regions import Regions
    from geodata.release.model import Release

REGION_COLUMNS: Final = ("code", "parent", "level", "name_en", "name_es", "territory")


def contents(release: Release) -> dict[str, bytes]:
    """Write all files of a release but the manifest and the pages of its site; of one of tables only, no maps.

    Returns
    -------
    Path inside the release → bytes.
    """
    files = data(release)
    return files | descriptions(release, files)


def data(release: Release) -> dict[str, bytes]:
    """Write tables and codes: all other files are functions of these and of the manifest."""
    files: dict[str, bytes] = {REGIONS: csv_bytes(_region_rows(release.regions))}
    for name, table in release.tables.items():
        files[f"tables/{name}.csv"] = table_csv(table)
        files[f"tables/{name}.parquet"] = _parquet(table)
    for dimension, file in CODE_FILES.items():
        if dimension in release.codes:
            files[file] = csv_bytes(release.codes[dimension])
    if len(release.operations):
        files[OPERATION_FACTS] = csv_bytes(release.operations)
    return files


def descriptions(release: Release, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Write maps, and what catalogues read, beside tables and codes that are written."""
    files = dict(files)
    before = set(files)
    if not is_tables_only(release.manifest):
        files |= mapped(release)
    described = {"datapackage.json": datapackage(release, files), "data.json": data_json(release, files)}
    made = {path: content for path, content in files.items() if path not in before}
    return made | described | {"CITATION.cff": citation(release)}


def data_files(release: Release) -> list[str]:
    """List the paths of all files that `contents` writes, without writing them."""
    tables = [f"tables/{name}.{form}" for name in release.tables for form in ("csv", "parquet")]
    maps = [f"geo/{name}.{form}" for name in mapped_tables(release) for form in ("geojson", "parquet")]
    maps = [] if is_tables_only(release.manifest) else [*maps, "regions.geojson"]
    codes = [REGIONS, *(file for dimension, file in CODE_FILES.items() if dimension in release.codes)]
    facts = [OPERATION_FACTS] if len(release.operations) else []
    return [*tables, *maps, *codes, *facts, "datapackage.json", "data.json", "CITATION.cff"]


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Write a frame as CSV: UTF-8, LF, no index."""
    return bytes(frame.to_csv(index=False, lineterminator="\n").encode())


def _region_rows(regions: Regions) -> pd.DataFrame:
    frame = regions.frame[list(REGION_COLUMNS)]
    return frame.assign(territory=frame["territory"].map({True: "true", False: "false"}))


def _parquet(table: ProtectedTable) -> bytes:
    """Write a table as Parquet in the order of its CSV, without anything that tells where or by what it was written."""
    dimensions = [d for d in DIMENSIONS if d in table.dimensions]
    cells = table.cells.sort_values(dimensions, kind="stable")
    texts = {d: pa.array(cells[d].to_numpy(dtype=object), pa.string()) for d in [*dimensions, "status"]}
    count = pa.array(cells["count"], pa.int64())
    columns = {**{d: texts[d] for d in dimensions}, "count": count, "status": texts["status"]}
    out = BytesIO()
    pq.write_table(pa.table(columns), out, compression="zstd", store_schema=False)
    return out.getvalue()
