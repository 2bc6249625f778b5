"""Protected tables → Release: the manifest, the codes and their labels."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geodata import periods
from geodata.errors import ReleaseError
from geodata.protected import cells_hash
from geodata.relation import RELATION_LABELS
from geodata.release.manifest import VERSION
from geodata.release.model import Release
from geodata.release.publisher import Publisher
from geodata.release.reading import REGIONS, SIDES
from geodata.release.stating import parents_of, with_none_stated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.disclosure.protect import Protected
    from geodata.policy import Policy
    from geodata.protected import ProtectedCube
    from geodata.regions import Regions
    from geodata.trees import Tree

CODE_FILES: Final = {
    "relation": "relations.csv",
    "category": "categories.csv",
    "operation": "operations.csv",
    "period": "periods.csv",
}
#: Dimension → the dimensions that it is a function of: an attacker may use that equation, so the manifest names it.
FUNCTION_OF: Final = {"relation": SIDES}
ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
#: A spreadsheet takes text that starts like this for a formula.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_FIRST: Final = {"category": "All categories", "operation": "All operations"}


@dataclass(frozen=True, eq=False)
class Particulars:
    """What a release says of itself beside its cells.

    Attributes
    ----------
    as_of
        The day the figures stand for, 2024-09-30.
    territories
        domestic or abroad.
    release_id
        The id; by default a hash of the policy and the *published* cells, so that nobody can check a guess at the rest.
    synthetic
        The figures were invented, and every page must say so.
    coverage
        What may be said of the input.
    basis
        count, origin, recovery → stated, derived or both, as far as the source says it.
    operations
        Public facts of operations; kept only where the policy lets operations be named.
    publisher
        Who publishes it, as far as that is given.
    """

    as_of: str
    territories: str = "domestic"
    release_id: str | None = None
    synthetic: bool = False
    coverage: Mapping[str, Any] = field(default_factory=dict)
    basis: Mapping[str, Sequence[str]] = field(default_factory=dict)
    operations: pd.DataFrame | None = None
    publisher: Publisher = field(default_factory=Publisher)


def assemble(protected: Protected, policy: Policy, particulars: Particulars) -> Release:
    """Make a release of audited tables.

    Parameters
    ----------
    protected
        The tables with the audit that looked at exactly these cells, their regions and trees.
    policy
        The rules the tables were protected under.
    particulars
        What the release says of itself.

    Raises
    ------
    ReleaseError
        When the date is no date, the id is no plain word, or a label would be a formula in a spreadsheet.
    """
    cube, trees = protected.cube, protected.trees
    codes = {d: _codes(d, tree, protected.regions) for d, tree in trees.items()}
    _refuse_formulas(codes)
    manifest = {
        "release": checked_id(particulars.release_id) or _default_id(cube, policy),
        "version": VERSION,
        "as_of": checked_as_of(particulars.as_of),
        "policy": policy.as_dict(),
        "territories": particulars.territories,
        "synthetic": particulars.synthetic,
        "publisher": particulars.publisher.as_dict(),
        "coverage": dict(particulars.coverage),
        **({"basis": {name: list(kinds) for name, kinds in particulars.basis.items()}} if particulars.basis else {}),
        "dimensions": {d: _dimension(d, tree, trees) for d, tree in trees.items()},
        "tables": [
            {"name": t.name, "file": f"tables/{t.name}.csv", "dimensions": dict(t.dimensions)} for t in protected.tables
        ],
        "audit": cube.audit.as_dict(),
        "files": {},
        "software": f"recovery-atlas {version('recovery-atlas')}",
    }
    facts = particulars.operations if policy.operations == "named" else None
    none = pd.DataFrame({"operation": []}, dtype="str")
    parents = parents_of(codes)
    tables = {name: with_none_stated(table, parents) for name, table in cube.tables.items()}
    return Release(tables, protected.regions, manifest, codes, none if facts is None else _without_formulas(facts))


def _without_formulas(frame: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before text that a spreadsheet would run."""
    text = frame.fillna("").astype("str")
    guarded = {name: column.mask(column.str.startswith(FORMULA), "'" + column) for name, column in text.items()}
    return pd.DataFrame(guarded)


def checked_as_of(text: str) -> str:
    """Return an ISO date as it is, or refuse it."""
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        msg = f"as-of date: {text!r}; expected a day such as 2024-09-30. Give --as-of."
        raise ReleaseError(msg) from None
    return text


def checked_id(text: str | None) -> str | None:
    """Return a release id as it is, or refuse it."""
    if text is not None and not ID.fullmatch(text):
        msg = f"release id: {text!r}; expected letters, digits, '.', '_' and '-', 64 at most. Choose another --id."
        raise ReleaseError(msg)
    return text


def _default_id(cube: ProtectedCube, policy: Policy) -> str:
    rules = json.dumps(policy.as_dict(), sort_keys=True)
    return hashlib.sha256(f"{rules}\n{cells_hash(cube.tables)}".encode()).hexdigest()[:16]


def _dimension(dimension: str, tree: Tree, trees: Mapping[str, Tree]) -> dict[str, Any]:
    of = FUNCTION_OF.get(dimension, ())
    file = REGIONS if dimension in SIDES else CODE_FILES[dimension]
    return {"codes": file, "root": tree.codes[0], "function_of": list(of) if set(of) <= set(trees) else []}


def _codes(dimension: str, tree: Tree, regions: Regions) -> pd.DataFrame:
    if dimension in SIDES:
        frame = regions.frame
        columns = {"code": frame["code"], "parent": frame["parent"].fillna(""), "label": frame["name_en"]}
        return pd.DataFrame(columns, dtype="str")
    rows = [(code, parent or "", _label(dimension, code)) for code, parent in tree.parents().items()]
    return pd.DataFrame(rows, columns=["code", "parent", "label"], dtype="str")


def _label(dimension: str, code: str) -> str:
    if dimension == "period":
        return periods.label(code)
    if dimension == "relation":
        return RELATION_LABELS[code][0]
    if code == "all":
        return _FIRST[dimension]
    if dimension == "operation":
        return "No named operation" if code == "none" else code
    return code[:1].upper() + code[1:]


def _refuse_formulas(codes: Mapping[str, pd.DataFrame]) -> None:
    for dimension, frame in codes.items():
        found = int(frame["label"].str.startswith(FORMULA).sum() + frame["code"].str.startswith(FORMULA).sum())
        if found:
            msg = f"{dimension}: {found} names start with = + - or @; expected plain names. Rename them."
            raise ReleaseError(msg)
