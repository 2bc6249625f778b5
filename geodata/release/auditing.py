"""Attack a folder of published files: rebuild cells, trees and links from the files alone, and recompute everything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Literal, cast

import numpy as np

from geodata.disclosure.audit import audit_tables
from geodata.disclosure.protection import Standard
from geodata.errors import GeodataError, ReleaseError
from geodata.policy import LEVELS
from geodata.protected import ProtectedTable
from geodata.regions import Level, Regions, is_pool, stem
from geodata.relation import ELSEWHERE, RELATION_TREE
from geodata.release.published import read_published
from geodata.release.reading import SIDES, regions_from
from geodata.release.structure import structure_findings
from geodata.tabulation.grid import Grid, TableSpec
from geodata.tabulation.joint.records import with_records
from geodata.tabulation.layout import RELATION_LEVELS, link_records, shown_regions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from geodata.protected import AuditReport
    from geodata.relation import Territories
    from geodata.release.published import Published
    from geodata.trees import Tree

_RELATIONS: Final = frozenset({"all", ELSEWHERE, *RELATION_TREE})
LEAST_THRESHOLD: Final = 2  # 1 would hide nothing


def audit_folder(
    path: Path,
    threshold: int | None = None,
    zeros: str | None = None,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> AuditReport:
    """Attack the published files of a release, or of a folder made by hand.

    Parameters
    ----------
    path
        A directory with ``tables/*.csv`` and a code,parent file for each dimension.
    threshold
        k; by default the one that the release declares.
    zeros
        published or protected; by default as the release declares, else published.
    progress
        Told (targets done, targets in all).

    Returns
    -------
    What the attack found.

    Raises
    ------
    ReleaseError
        When files are missing or can't be read, a table lacks cells, or no threshold is known.
    """
    published = read_published(path)
    rules = published.manifest.get("policy", {})
    standard = _standard(published, rules, threshold, zeros)
    try:
        grid, tables = _laid_out(published)
    except ReleaseError:
        raise
    except (GeodataError, KeyError, ValueError) as error:
        msg = f"{published.where}: tables and trees don't fit ({type(error).__name__}); expected a whole release."
        raise ReleaseError(msg + " Publish it again.") from error
    report = audit_tables(
        grid, tables, standard, rounding=_base(published, rules),
        sensitive=tuple(map(str, rules.get("sensitive_categories", ()))), progress=progress,
    )  # fmt: skip
    return replace(report, findings=(*structure_findings(published), *report.findings))


def _standard(published: Published, rules: Mapping[str, Any], threshold: int | None, zeros: str | None) -> Standard:
    """Say what the folder's withheld numbers must keep open."""
    k, zero_rule = threshold or rules.get("threshold"), zeros or rules.get("zeros", "published")
    level = rules.get("level", "interval")
    if not isinstance(k, int) or k < LEAST_THRESHOLD or zero_rule not in {"published", "protected"}:
        msg = f"{published.where}: threshold {k!r}, zeros {zero_rule!r}; expected at least 2; published or protected."
        raise ReleaseError(msg + " Give --threshold and --zeros.")
    if level not in {"interval", "exact"}:
        msg = f"{published.where}: level {level!r}; expected interval or exact. Publish it again."
        raise ReleaseError(msg)
    return Standard(k, level, cast("Literal['published', 'protected']", zero_rule))


def _base(published: Published, rules: Mapping[str, Any]) -> int:
    """Say what the folder's numbers are rounded to; 0 where none is."""
    if not any((cells["status"] == "rounded").any() for cells in published.tables.values()):
        return 0
    base = rules.get("rounding")
    if not isinstance(base, int) or base < LEAST_THRESHOLD:
        msg = f"{published.where}: rounded numbers, and rounding {base!r} in the manifest; expected the base they have."
        raise ReleaseError(msg + " Publish it again.")
    return base


def audit_folders(paths: Sequence[Path], threshold: int | None = None, zeros: str | None = None) -> dict[str, Any]:
    """Attack several folders, each by itself, and put the answers together.

    Returns
    -------
    The answer as plain values; where there are several folders, each finding names its own.

    Raises
    ------
    ReleaseError
        When any folder can't be audited, with the reasons of all.
    """
    answers, reasons = [], []
    for path in paths:
        try:
            answers.append(audit_folder(path, threshold, zeros).as_dict())
        except ReleaseError as error:
            reasons.append(str(error))
    if reasons:
        raise ReleaseError("\n".join(reasons))
    named = [{"folder": str(path)} if len(paths) > 1 else {} for path in paths]
    return {
        "passed": all(a["passed"] for a in answers),
        "complete": all(a["complete"] for a in answers),
        "cells_checked": sum(a["cells_checked"] for a in answers),
        "lp_only": sum(a["lp_only"] for a in answers),
        "findings": [found | name for a, name in zip(answers, named, strict=True) for found in a["findings"]],
    }


def _laid_out(published: Published) -> tuple[Grid, dict[str, ProtectedTable]]:
    """Lay the published cells on a grid of the folder's own trees; every cell of every table must be there."""
    faults: list[str] = []
    specs = [_spec(name, cells, published, faults) for name, cells in published.tables.items()]
    regions = _regions(published)
    faults += _levels_missing(published, specs, regions)
    if not faults:
        grid = Grid.build(published.trees, specs)
        tables = {s.name: _in_grid_order(s, published.tables[s.name], grid, faults) for s in specs}
    if faults:
        msg = f"{published.where}: {'; '.join(faults)}; expected a row for every cell. Publish it again."
        raise ReleaseError(msg)
    territories = cast("Territories", published.manifest.get("territories", "domestic"))
    linked = with_records(grid, None) if regions is None else link_records(grid, regions, territories)
    return linked, tables


def _spec(name: str, cells: pd.DataFrame, published: Published, faults: list[str]) -> TableSpec:
    """Cut each tree to the codes that a table has; below a code, it must have all codes or none."""
    cuts = {}
    for dimension in published.trees:
        if dimension not in cells:
            continue
        tree, used = published.trees[dimension], set(cells[dimension].unique())
        strange = used - set(tree.codes)
        parents = tree.parents()
        open_above = {c for c in used - strange if parents[c] is not None and parents[c] not in used}
        opened = {parents[c] for c in used - strange}
        gaps = [c for c, p in parents.items() if p in opened and c not in used]
        if strange or open_above or gaps or tree.codes[0] not in used:
            found = f"{len(strange)} codes of {dimension} are in no tree, {len(gaps)} are missing"
            faults.append(f"tables/{name}.csv: {found}")
            continue
        cuts[dimension] = tree.keep(used)
    return TableSpec(name, cuts)


def _levels_missing(published: Published, specs: list[TableSpec], regions: Regions | None) -> list[str]:
    """Compare with the levels that the manifest declares: a table that stops short of them lacks cells."""
    declared = {str(t["name"]): dict(t["dimensions"]) for t in published.manifest.get("tables", [])}
    faults = [f"tables/{s.name}.csv is not declared" for s in specs if declared and s.name not in declared]
    for spec in specs:
        for dimension, level in declared.get(spec.name, {}).items():
            cut = spec.trees.get(dimension)
            if cut is None:
                faults.append(f"tables/{spec.name}.csv lacks {dimension}")
            elif set(cut.codes) != _expected(published.trees[dimension], dimension, level, regions):
                faults.append(f"tables/{spec.name}.csv doesn't go down to {level} in {dimension}, or goes further")
    return faults


def _expected(tree: Tree, dimension: str, level: str, regions: Regions | None) -> set[str]:
    if dimension in SIDES and regions is not None:
        return shown_regions(regions, level)
    if dimension == "period":
        return set(tree.down_to(LEVELS["period"][level]).codes)
    if dimension == "relation" and level in RELATION_LEVELS:
        return set(tree.codes) & set(RELATION_LEVELS[level])
    return set(tree.codes)


def _in_grid_order(spec: TableSpec, cells: pd.DataFrame, grid: Grid, faults: list[str]) -> ProtectedTable:
    """Put the rows of a table in the order of its cells, one row for each."""
    dimensions = [d for d in grid.dimensions if d in spec.trees]
    shape = [len(spec.trees[d]) for d in dimensions]
    where = [cells[d].map(spec.trees[d].index).to_numpy(dtype=np.int64) for d in dimensions]
    at = np.ravel_multi_index(where, shape)
    ordered = cells[[*dimensions, "count", "status"]]
    if len(at) != np.prod(shape) or len(np.unique(at)) != len(at):
        twice = len(at) - len(np.unique(at))
        lacking = int(np.prod(shape)) - len(np.unique(at))
        faults.append(f"tables/{spec.name}.csv: {lacking} cells are missing, {twice} stand twice")
    else:
        ordered = ordered.iloc[np.argsort(at, kind="stable")]
    return ProtectedTable(spec.name, dimensions, ordered)


def _regions(published: Published) -> Regions | None:
    """Rebuild the regions; a folder made by hand may say no more than code and parent.

    Returns
    -------
    The regions; None where nothing depends on them, or where the folder's places and relations are not those of the
    product, so that nothing is known of how they hang together.
    """
    frame, relation = published.places, published.trees.get("relation")
    is_linked = relation is not None and set(SIDES) <= set(published.trees)
    if frame is None or not (published.manifest or is_linked):
        return None
    packaged = Regions.packaged()
    strange = [code for code in frame["code"] if stem(code) not in packaged]
    strange += [] if relation is None else sorted(set(relation.codes) - _RELATIONS)
    if strange and published.manifest:  # were it let through, one made-up code would hide the links from the attack
        msg = f"{published.where}: {strange[:3]} are no regions or relations; expected known ones. Publish it again."
        raise ReleaseError(msg)
    if strange:
        return None
    if {"level", "name_en", "name_es", "territory"} <= set(frame.columns):
        return regions_from(frame)
    parents = dict(zip(frame["code"], frame["parent"], strict=True))
    territories = packaged.frame.set_index("code")["territory"]
    own = territories.reindex(frame["code"]).fillna(value=False).astype(bool)
    plain: Mapping[str, Any] = {
        "level": [str(_level(code, parents)) for code in frame["code"]],
        "name_en": frame["code"], "name_es": frame["code"], "territory": own.map(str).array,
    }  # fmt: skip
    return regions_from(frame.assign(**plain))


def _level(code: str, parents: Mapping[str, str]) -> Level:
    """Count the steps to the root; a pool is no step."""
    steps, above = 0, parents.get(code, "")
    while above and steps < Level.COUNTY.depth:
        steps += not is_pool(above)
        above = parents.get(above, "")
    return list(Level)[steps]
