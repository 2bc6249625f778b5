"""Which published zeros are facts: where something isn't told apart beside a zero, nobody stated that there were none.

The answer is a function of published cells alone, so it tells an attacker nothing that the cells don't.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geodata.protected import NONE_STATED, ProtectedTable
from geodata.regions import is_pool
from geodata.relation import ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from geodata.arrays import Bools, Ints

#: Codes of what is in the whole and in none of its named parts, beside those that end in *unspecified*.
NOT_TOLD_APART: Final = frozenset({"unknown", "not reported", "not_reported"})
_UNSPECIFIED: Final = "unspecified"


def is_not_told_apart(code: str) -> bool:
    """Say whether a code is what lies in the code above it and nobody knows where: ``US-TX/unspecified``, unknown."""
    return code in NOT_TOLD_APART or code.endswith(_UNSPECIFIED)


def siblings_not_told_apart(parents: Mapping[str, str]) -> dict[str, list[str]]:
    """Name, for each code that isn't told apart, the codes beside it that its records may belong to.

    A pool is no step of the tree: what is in it lies beside what the pool lies beside.

    Parameters
    ----------
    parents
        Code → the code above it, empty for the root.
    """
    beside: dict[str, list[str]] = {}
    for code in parents:
        beside.setdefault(_place_above(code, parents), []).append(code)
    named = {above: [code for code in codes if not is_not_told_apart(code)] for above, codes in beside.items()}
    return {code: named[_place_above(code, parents)] for code in parents if is_not_told_apart(code)}


def _place_above(code: str, parents: Mapping[str, str]) -> str:
    above = parents[code]
    while above and (is_pool(above) or above == ELSEWHERE):
        above = parents[above]
    return above


def with_none_stated(table: ProtectedTable, parents: Mapping[str, Mapping[str, str]]) -> ProtectedTable:
    """Mark the published zeros beside which something isn't told apart, in any dimension of the cell.

    Parameters
    ----------
    table
        Cells of a release, marked already or not: the result is the same.
    parents
        Dimension → code → the code above it, empty for the root.

    Returns
    -------
    The same cells; a zero is ``none_stated`` where the sibling that isn't told apart is anything but a published 0.
    """
    cells = table.cells
    status = cells["status"].mask(cells["status"] == NONE_STATED, "published")
    count = cells["count"].to_numpy("float64", na_value=np.nan)
    is_zero = ((count == 0) & (status == "published")).to_numpy(bool)
    unstated = np.zeros(len(cells), dtype=bool)
    for dimension in table.dimensions:
        others = _numbered(cells, [d for d in table.dimensions if d != dimension])
        unstated |= _beside(cells[dimension], siblings_not_told_apart(parents[dimension]), others, is_zero)
    told = cells.assign(status=status.mask(is_zero & unstated, NONE_STATED))
    return ProtectedTable(table.name, table.dimensions, told)


def _beside(codes: pd.Series[str], siblings: Mapping[str, Sequence[str]], others: Ints, is_zero: Bools) -> Bools:
    """Say which cells have a sibling, in one dimension, that isn't told apart and not 0; shape (n_cells,)."""
    rows = {str(code): np.asarray(at) for code, at in codes.groupby(codes, sort=False).indices.items()}
    found = np.zeros(len(codes), dtype=bool)
    for code, named in siblings.items():
        at = rows.get(code, np.array([], dtype=np.int64))
        open_keys = others[at[~is_zero[at]]]
        beside = [rows[name] for name in named if name in rows] if len(open_keys) else []
        for cells in beside:
            found[cells[np.isin(others[cells], open_keys)]] = True
    return found


def _numbered(cells: pd.DataFrame, dimensions: Sequence[str]) -> Ints:
    """Give each combination of codes a number, over some dimensions."""
    if not dimensions:
        return np.zeros(len(cells), dtype=np.int64)
    return np.asarray(cells.groupby(list(dimensions), sort=False).ngroup(), dtype=np.int64)


def parents_of(codes: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, str]]:
    """Read dimension → code → parent from the code frames of a release."""
    return {d: dict(zip(frame["code"], frame["parent"].fillna(""), strict=True)) for d, frame in codes.items()}


def misstated(table: ProtectedTable, codes: Mapping[str, pd.DataFrame]) -> int:
    """Count the cells whose status isn't what the table's own cells make it."""
    told = with_none_stated(table, parents_of(codes)).cells["status"]
    return int((told.to_numpy() != table.cells["status"].to_numpy()).sum())
