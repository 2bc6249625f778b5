"""Verify a release on disk: whole, unchanged, the same in all its forms, and as safe as it says."""

from __future__ import annotations

from importlib.metadata import version
from io import BytesIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from geodata.errors import ReleaseError
from geodata.protected import NONE_STATED
from geodata.release.auditing import audit_folder
from geodata.release.reading import REGIONS, SIDES, as_text, csv_frame, read_release
from geodata.release.rebuilding import differences
from geodata.release.shelf import MANIFEST, inspect, is_tables_only
from geodata.release.signing import signature_faults
from geodata.release.stating import misstated
from geodata.release.strangers import strangers, unlike_the_digest
from geodata.release.writing import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from geodata.release.model import Release

KEYS: Final = frozenset(
    {"release", "version", "as_of", "policy", "territories", "coverage", "dimensions", "tables", "audit", "files",
     "software", "digest"}
)  # fmt: skip
ALWAYS: Final = (REGIONS, "datapackage.json", "data.json", "CITATION.cff")
#: What a release has that was published with its pages.
DRAWN: Final = (*PAGES, "regions.geojson")


def verify_folder(
    path: Path,
    *,
    site: Callable[[Release], Mapping[str, bytes]] | None = None,
    key: Ed25519PublicKey | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[str, ...]:
    """Check that a release directory is complete, unchanged, consistent, and audited as it says.

    Parameters
    ----------
    path
        A release directory, or an unpacked packaged release.
    site
        Renders pages: with it, every page and every file of the site is built again from the tables and compared.
    key
        Whose signature the manifest must have; without it signatures are not looked at.
    progress
        Told (targets done, targets in all) of the audit.

    Returns
    -------
    One sentence for each fault; none when all is well.

    Raises
    ------
    ReleaseError
        When it is no release at all.
    """
    if not path.is_dir():
        msg = f"{path.name}: no directory; expected a release directory. Unpack a zip first."
        raise ReleaseError(msg)
    manifest, files, faults = inspect(path)
    listed = {*manifest["files"], *manifest.get("left_out", {})}
    faults += [f"{MANIFEST} lacks {key}" for key in sorted(KEYS - set(manifest))]
    faults += strangers(path, manifest) + unlike_the_digest(path, manifest, files)
    faults += [] if key is None else signature_faults(path, key)
    faults += [f"{name} is not part of the release" for name in sorted(_needed(manifest) - listed)]
    for entry in manifest.get("tables", []):
        faults += _differences(str(entry["file"]), files) + _unlike_the_map(str(entry["file"]), files)
    if not faults or manifest.get("left_out"):  # what is missing or changed is told already
        faults += differences(path, manifest, site) + _misstated(path, manifest)
    return (*faults, *_audited(path, manifest, progress))


def _audited(path: Path, manifest: Mapping[str, Any], progress: Callable[[int, int], None] | None) -> list[str]:
    try:
        report = audit_folder(path, progress=progress).as_dict()
    except ReleaseError as error:
        return [f"it can't be audited: {error}"]
    faults = [] if report["passed"] else ["the audit doesn't pass"]
    if report != manifest.get("audit"):
        faults.append("the audit recorded in the manifest is not what an audit of the files finds")
    return faults


def _misstated(path: Path, manifest: Mapping[str, Any]) -> list[str]:
    """Check that which zeros are facts follows from the cells; an older release than the status itself has none."""
    try:
        release = read_release(path)
    except ReleaseError:
        return []  # told already
    statuses = [table.cells["status"] for table in release.tables.values()]
    is_older = manifest.get("software") != f"recovery-atlas {version('recovery-atlas')}"
    if is_older and not any((status == NONE_STATED).any() for status in statuses):
        return []
    counted = {name: misstated(table, release.codes) for name, table in release.tables.items()}
    return [f"tables/{name}.csv: {n} zeros say otherwise than their own table" for name, n in counted.items() if n]


def _needed(manifest: Mapping[str, Any]) -> set[str]:
    tables = [str(entry["file"]) for entry in manifest.get("tables", [])]
    codes = [str(entry["codes"]) for entry in manifest.get("dimensions", {}).values()]
    return {*ALWAYS, *(() if is_tables_only(manifest) else DRAWN), *tables, *map(_parquet, tables), *codes}


def _parquet(file: str) -> str:
    return str(PurePosixPath(file).with_suffix(".parquet"))


def _unlike_the_map(file: str, files: Mapping[str, bytes]) -> list[str]:
    """Compare a table's CSV with the GeoParquet file of its regions."""
    other = f"geo/{PurePosixPath(file).stem}.parquet"
    if file not in files or other not in files:
        return []
    try:
        text, stored = csv_frame(files[file]), pq.read_table(BytesIO(files[other])).drop("geometry").to_pandas()
        side = next(name for name in text.columns if name in SIDES)
        known = text.set_index([side, "period"])[["count", "status"]].to_dict("index")
        drawn = as_text(stored.astype({n: "Int64" for n in stored.columns if n.startswith("count_")})).set_index("code")
        same = all(
            known[code, period][part] == shown
            for part in ("count", "status")
            for period in text["period"].unique()
            for code, shown in drawn[f"{part}_{period}"].items()
        )
    except (pa.ArrowException, ValueError, KeyError, StopIteration):
        return [f"{file} or {other} can't be read"]
    return [] if same else [f"{other} holds other cells than {file}"]


def _differences(file: str, files: Mapping[str, bytes]) -> list[str]:
    """Compare a table's CSV with its Parquet file, cell by cell."""
    other = _parquet(file)
    if file not in files or other not in files:
        return []
    try:
        text, stored = csv_frame(files[file]), pq.read_table(BytesIO(files[other])).to_pandas()
    except (pa.ArrowException, ValueError):
        return [f"{file} or {other} can't be read"]
    return [] if as_text(stored).equals(as_text(text)) else [f"{other} holds other cells than {file}"]
