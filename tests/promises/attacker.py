"""An attacker who shares no code with the product: published numbers, sums, and a public integer programming solver.

A cell is a tuple of codes, one per dimension. The attacker knows every tree, the threshold and the zero rule: a blank
directly under a blank margin may be 0, any other blank is at least 1.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from geodata.disclosure.instance import protect_instance
from geodata.disclosure.protect import Protected, protect
from geodata.policy import policy_from
from geodata.regions import Regions, is_pool

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from geodata.protected import ProtectedTable

Cell: TypeAlias = tuple[str, ...]
Parents: TypeAlias = "Mapping[str, str | None]"
#: The threshold of all tests of attacks.
K: Final = 5
#: Blank, or a number.
Shown: TypeAlias = "dict[Cell, int | None]"

ROOT: Final = {"origin": "WORLD", "recovery": "WORLD"}
LEAF: Final = ("origin", "recovery", "period", "relation", "category", "operation", "source", "count")


def truth(records: Mapping[Cell, int], trees: Sequence[Parents]) -> dict[Cell, int]:
    """Sum records, named by leaves, into every combination of leaves and what is above them."""
    out = dict.fromkeys(product(*trees), 0)
    for leaves, count in records.items():
        for cell in product(*(_upwards(code, tree) for code, tree in zip(leaves, trees, strict=True))):
            out[cell] += count
    return out


def _upwards(code: str | None, tree: Parents) -> Iterable[str]:
    while code is not None:
        yield code
        code = tree[code]


def blanked(count: Mapping[Cell, int], *blank: Cell) -> Shown:
    """Show all numbers but some."""
    return {cell: None if cell in blank else n for cell, n in count.items()}


def small(count: Mapping[Cell, int], k: int = K) -> set[Cell]:
    """List the cells whose count is from 1 to k−1."""
    return {cell for cell, n in count.items() if 0 < n < k}


class Attacker:
    """Everything that follows from what is shown.

    Parameters
    ----------
    shown
        Every cell, with its number or None.
    unseen
        What is no cell of any table but is part of some: members of pools, persons. May be 0.
    trees
        Code → parent, one tree per place in a cell.
    least, most
        What else the attacker knows about blanks.
    """

    def __init__(
        self,
        shown: Shown,
        trees: Sequence[Parents],
        unseen: Collection[Cell] = (),
        *,
        least: Mapping[Cell, int] | None = None,
        most: Mapping[Cell, int] | None = None,
    ) -> None:
        shown = shown | dict.fromkeys(unseen)
        children: dict[tuple[int, Cell], list[Cell]] = {}
        above: dict[Cell, list[Cell]] = {}
        for cell in shown:
            for axis, tree in enumerate(trees):
                parent = tree[cell[axis]]
                margin = None if parent is None else (*cell[:axis], parent, *cell[axis + 1 :])
                if margin in shown:
                    children.setdefault((axis, margin), []).append(cell)
                    above.setdefault(cell, []).append(margin)
        self._column = {cell: i for i, cell in enumerate(c for c, n in shown.items() if n is None)}
        rows, cols, signs, right = [], [], [], []
        for (_, margin), parts in children.items():
            terms = [(self._column[c], 1) for c in parts if c in self._column]
            terms += [(self._column[margin], -1)] if margin in self._column else []
            rows += [len(right)] * len(terms)
            cols += [c for c, _ in terms]
            signs += [s for _, s in terms]
            right.append((shown[margin] or 0) - sum(shown[c] or 0 for c in parts))
        may_be_zero = {c for c in self._column if c in unseen or any(shown[m] is None for m in above.get(c, ()))}
        low = [int(c not in may_be_zero) for c in self._column]
        self._low = np.array([max(n, (least or {}).get(c, 0)) for c, n in zip(self._column, low, strict=True)])
        self._high = np.array([(most or {}).get(c, np.inf) for c in self._column])
        self._sums = coo_array((signs, (rows, cols)), shape=(len(right), len(self._column))).tocsr()
        self._right = np.array(right)

    def range(self, cell: Cell, *, whole: bool = True) -> tuple[float, float]:
        """Give the least and the greatest value that a blank can have, in whole numbers unless told otherwise."""
        ends = []
        for sign in (1, -1):
            cost = np.zeros(len(self._column))
            cost[self._column[cell]] = sign
            found = milp(
                cost,
                constraints=LinearConstraint(self._sums, self._right, self._right),
                bounds=Bounds(self._low, self._high),
                integrality=np.full(len(cost), int(whole)),
            )
            assert found.status in {0, 3, 4}, found.message  # optimal, or without an end
            ends.append(sign * np.inf * -1 if found.x is None else float(found.x[self._column[cell]]))
        return round(ends[0], 6), round(ends[1], 6)

    def knows(self, cells: Iterable[Cell], k: int = K) -> dict[Cell, tuple[float, float]]:
        """Name those of some blanks that can't be all of 1..k−1, with their ranges; numbers shown count as known."""
        out = {}
        for cell in cells:
            low, high = self.range(cell) if cell in self._column else (0.0, 0.0)
            if cell not in self._column or low > 1 or high < k - 1:
                out[cell] = (low, high)
        return out


# -- the product's release of the same records


def released(
    records: Mapping[Cell, int], dimensions: Sequence[str], *tables: Mapping[str, str], **rules: object
) -> Protected:
    """Let the product publish records whose leaves are named in some dimensions; the rest of a record is as usual."""
    usual = {
        "origin": "US-TX/unspecified", "recovery": "US-TX/unspecified", "period": "2021",
        "relation": "in_state_unspecified", "category": "unknown", "operation": "none", "source": "list",
    }  # fmt: skip
    rows = [{**usual, **dict(zip(dimensions, leaves, strict=True)), "count": n} for leaves, n in records.items()]
    leaves = pd.DataFrame(rows, columns=list(LEAF)).astype({"count": "Int64"})
    named = [{"name": f"t{i}", "dimensions": dict(t)} for i, t in enumerate(tables)]
    policy = policy_from({"threshold": K, "tables": named, **rules})
    categories = sorted({"unknown", "runaway", "trafficking"} | set(leaves["category"]))
    return protect(leaves, Regions.packaged(), policy, categories=categories)


def on_one_sheet(tables: Mapping[str, ProtectedTable], dimensions: Sequence[str]) -> Shown:
    """Give every cell a code in every dimension: the root where its table lacks one."""
    shown: Shown = {}
    for table in tables.values():
        cells = table.cells
        codes = [cells[d] if d in cells else [ROOT.get(d, "all")] * len(cells) for d in dimensions]
        numbers = [None if pd.isna(n) else int(n) for n in cells["count"]]
        shown |= dict(zip(zip(*codes, strict=True), numbers, strict=True))
    return shown


def attack(release: Protected, dimensions: Sequence[str]) -> Attacker:
    """Attack a release as anyone can: all tables on one sheet, and the members of pools as numbers to work out."""
    trees = [release.trees[d].parents() for d in dimensions]
    shown = on_one_sheet(release.cube.tables, dimensions)
    members: set[Cell] = set()
    for axis, tree in enumerate(trees):
        for cell in [c for c in shown if is_pool(c[axis])]:
            below = (code for code, parent in tree.items() if parent == cell[axis])
            members |= {(*cell[:axis], code, *cell[axis + 1 :]) for code in below}
    return Attacker(shown, trees, members)


def protected_alone(
    folder: Path, records: Mapping[Cell, int], trees: Mapping[str, Parents], depths: Sequence[Mapping[str, int]],
    weights: str = "public",
) -> Shown:  # fmt: skip
    """Let the product's `protect` do bare tables, k = 5, and read its file: what isn't listed is a shown zero."""
    folder.mkdir()
    tables = [f'[[tables]]\nname = "t{i}"\ndepth = {{ {_toml(d)} }}\n' for i, d in enumerate(depths)]
    files = _toml({d: f'"{d}.csv"' for d in trees}, "\n")
    text = f'threshold = {K}\nrecords = "records.csv"\n{"".join(tables)}[trees]\n{files}\n'
    (folder / "instance.toml").write_text(text, encoding="utf-8")
    for d, parents in trees.items():
        lines = [f"{code},{parent or ''}\n" for code, parent in parents.items()]
        (folder / f"{d}.csv").write_text("code,parent\n" + "".join(lines), encoding="utf-8")
    lines = [",".join([*leaves, str(n)]) + "\n" for leaves, n in records.items()]
    (folder / "records.csv").write_text(",".join([*trees, "count"]) + "\n" + "".join(lines), encoding="utf-8")
    answer = protect_instance(folder, folder / "out.csv", kind=weights)
    assert answer["audit"]["passed"]
    cells = pd.read_csv(folder / "out.csv", dtype="str", keep_default_na=False)
    roots = {d: next(c for c, parent in parents.items() if parent is None) for d, parents in trees.items()}
    codes = [cells[d].replace("", root) for d, root in roots.items()]
    shown: Shown = dict.fromkeys(_cells(trees, depths), 0)
    numbers = [int(n) if n else None for n in cells["count"]]
    return shown | dict(zip(zip(*codes, strict=True), numbers, strict=True))


def _toml(values: Mapping[str, object], between: str = ", ") -> str:
    return between.join(f"{key} = {value}" for key, value in values.items())


def _cells(trees: Mapping[str, Parents], depths: Sequence[Mapping[str, int]]) -> set[Cell]:
    """List the cells of all tables: in each dimension, the codes no deeper than the table goes."""
    depth = {d: {c: len(list(_upwards(c, tree))) - 1 for c in tree} for d, tree in trees.items()}
    return {
        cell
        for table in depths
        for cell in product(*([c for c in trees[d] if depth[d][c] <= table.get(d, 0)] for d in trees))
    }
