"""A release small enough to count by hand, made without the engine: k = 5, one year.

    World 24 ── US withheld (21)        all operations 24 ── in state 18
             ├─ MX withheld (3)                           └─ elsewhere 6
             └─ all others 0

The two withheld numbers are nowhere in it: each may be anything from 0 to 24.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geodata.disclosure.audit import audit_tables
from geodata.disclosure.protect import Protected
from geodata.disclosure.protection import Standard
from geodata.policy import policy_from
from geodata.protected import ProtectedCube, ProtectedTable
from geodata.regions import Regions
from geodata.release import Particulars, assemble, write_release
from geodata.release.catalogue import json_bytes
from geodata.release.manifest import digest
from geodata.release.writing import sums
from geodata.tabulation.layout import build_grid, region_tree
from geodata.trees import Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from geodata.policy import Policy
    from geodata.release import Release

POLICY: Final = policy_from(
    {
        "name": "small", "threshold": 5, "operations": "named",
        "tables": [
            {"name": "places", "dimensions": {"recovery": "country", "period": "year"}},
            {"name": "operations", "dimensions": {"operation": "value", "relation": "group"}},
        ],
    }
)  # fmt: skip
HIDDEN: Final = policy_from({"name": "hidden", "threshold": 5, "tables": [POLICY.as_dict()["tables"][0]]})
TIMELESS: Final = policy_from({**POLICY.as_dict(), "name": "timeless", "tables": [POLICY.as_dict()["tables"][1]]})
OPERATION: Final = "Operation Example"
FACTS: Final = pd.DataFrame({"operation": [OPERATION], "status": ["ongoing"], "lead_agencies": ["=A; B"]}, dtype="str")
_SHOWN: Final = {"WORLD": 24, "all": 24, "in_state": 18, "elsewhere": 6}


@cache
def protected(name: str, operation: str) -> Protected:
    """Protect by hand under one of the policies, and audit as ever."""
    rules = next(policy for policy in (POLICY, HIDDEN, TIMELESS) if policy.name == name)
    regions = Regions.packaged()
    places = region_tree(regions, "places")
    groups = {"all": None, "in_state": "all", "elsewhere": "all", "unknown": "all"}
    trees = {
        "recovery": places,
        "relation": Tree.from_parents("relation", groups),
        "operation": Tree.from_parents("operation", {"all": None, "none": "all", operation: "all"}),
        "period": Tree.from_parents("period", {"all": None, "2021": "all"}),
    }
    used = {dimension for table in rules.tables for dimension in table.dimensions}
    grid = build_grid({name: tree for name, tree in trees.items() if name in used}, rules, regions)
    tables = {}
    for spec in grid.tables:
        dimensions = [d for d in grid.dimensions if d in spec.trees]
        codes = [[grid.codes(int(at))[d] for d in dimensions] for at in grid.members[spec.name]]
        cells = [(*c, *_shown(c)) for c in codes]
        frame = pd.DataFrame(cells, columns=[*dimensions, "count", "status"])
        tables[spec.name] = ProtectedTable(spec.name, dimensions, frame.astype({"count": "Int64"}))
    report = audit_tables(grid, tables, Standard(5))
    return Protected(ProtectedCube(tables, report), regions, dict(grid.trees), rules.tables)


def _shown(codes: list[str]) -> tuple[int | None, str]:
    if codes[0] in {"US", "MX"}:
        return None, "withheld"
    return _SHOWN.get(codes[0] if codes[0] == "WORLD" or codes[-1] != "none" else "", 0), "published"


def release(*, policy: Policy = POLICY, operation: str = OPERATION, **particulars: Any) -> Release:  # noqa: ANN401
    """Assemble the release."""
    told = {"as_of": "2021-06-16", "operations": FACTS, **particulars}
    return assemble(protected(policy.name, operation), policy, Particulars(**told))


def pages(_: Release) -> Mapping[str, bytes]:
    """Render the plainest site there can be."""
    return {"index.html": b"<title>index</title>", "methods.html": b"<title>methods</title>"}


def written(folder: Path, site: Callable[[Release], Mapping[str, bytes]] = pages, **particulars: Any) -> Path:  # noqa: ANN401
    """Write the release into a folder and return where."""
    out = folder / "release"
    write_release(release(**particulars), out, site)
    return out


def change(out: Path, path: str, old: bytes, new: bytes, *, put_hash_right: bool = True) -> None:
    """Change a file of a release, and on request its hash in the manifest with it."""
    content = (out / path).read_bytes()
    assert old in content
    (out / path).write_bytes(content.replace(old, new, 1))
    if put_hash_right and path != "manifest.json":
        rehash(out, path)


def rehash(out: Path, path: str) -> None:
    """Put the hash of a file right, and all that follows from it: digest, citation, SHA256SUMS."""
    manifest = json.loads((out / "manifest.json").read_bytes())
    manifest["files"][path] = hashlib.sha256((out / path).read_bytes()).hexdigest()
    reseal(out, manifest)


def reseal(out: Path, manifest: dict[str, Any]) -> None:
    """Write a manifest, and put right all that names its digest or its bytes, as whoever alters a release would."""
    old = manifest.get("digest", "")
    manifest["digest"] = digest(manifest, manifest["files"])
    for path in manifest["files"]:
        if path.endswith((".html", ".cff")) and (out / path).exists() and old:
            content = (out / path).read_bytes().replace(old.encode(), manifest["digest"].encode())
            (out / path).write_bytes(content)
            manifest["files"][path] = hashlib.sha256(content).hexdigest()
    (out / "manifest.json").write_bytes(json_bytes(manifest))
    (out / "SHA256SUMS").write_bytes(sums(manifest["files"], json_bytes(manifest)))


def files_of(out: Path) -> dict[str, bytes]:
    """Read everything there is in a folder."""
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}
