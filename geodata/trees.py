"""A hierarchical dimension: codes with parents, root first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from geodata.errors import GeodataError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class Tree:
    """Codes of one dimension, every parent before its children.

    The order is by depth, then by code, so it depends on nothing but the codes themselves; index 0 is the root.
    """

    name: str
    codes: tuple[str, ...]
    parent: npt.NDArray[np.int64]
    depth: npt.NDArray[np.int64]

    @classmethod
    def from_parents(cls, name: str, parents: Mapping[str, str | None]) -> Tree:
        """Build a tree from code → parent; a parent that is no code itself is the root.

        Raises
        ------
        GeodataError
            When there is not exactly one root, or a code is its own ancestor.
        """
        roots = {c for c, p in parents.items() if not p} | {p for p in parents.values() if p and p not in parents}
        if len(roots) != 1:
            msg = f"tree {name}: found {len(roots)} roots {sorted(roots)[:5]}; expected 1. Give every code one parent."
            raise GeodataError(msg)
        (root,) = roots
        depth = {root: 0}
        for code in parents:
            chain = []
            step: str | None = code
            while step is not None and step not in depth:
                if step in chain:
                    msg = f"tree {name}: found a circle at {step}; expected a tree. Mend its parent."
                    raise GeodataError(msg)
                chain.append(step)
                step = parents.get(step)
            base = depth[step] if step is not None else -1
            for above, below in enumerate(reversed(chain), start=1):
                depth[below] = base + above
        codes = tuple(sorted(depth, key=lambda c: (depth[c], c)))
        index = {c: i for i, c in enumerate(codes)}
        parent = np.array([index[parents[c]] if parents.get(c) else -1 for c in codes], dtype=np.int64)  # type: ignore[index]
        return cls(name, codes, parent, np.array([depth[c] for c in codes], dtype=np.int64))

    def __len__(self) -> int:
        """Count the codes, root included."""
        return len(self.codes)

    @cached_property
    def index(self) -> dict[str, int]:
        """Position of each code; made once, as it is asked for every record."""
        return {c: i for i, c in enumerate(self.codes)}

    @property
    def is_leaf(self) -> npt.NDArray[np.bool_]:
        """True where a code has no children; shape (n,)."""
        leaf = np.ones(len(self), dtype=bool)
        leaf[self.parent[1:]] = False
        return leaf

    def down_to(self, depth: int) -> Tree:
        """Cut everything deeper than `depth` (0 keeps the root alone)."""
        return self.keep({c for c, d in zip(self.codes, self.depth, strict=True) if d <= depth})

    def keep(self, codes: Collection[str]) -> Tree:
        """Keep only `codes`, which must be closed upwards (a kept code's parent is kept)."""
        return Tree.from_parents(self.name, {c: p for c, p in self.parents().items() if c in codes})

    def parent_of(self, code: str) -> str | None:
        """Name a code's parent; None for the root."""
        above = int(self.parent[self.index[code]])
        return None if above < 0 else self.codes[above]

    def parents(self) -> dict[str, str | None]:
        """Code → parent, root first."""
        return {c: (None if p < 0 else self.codes[p]) for c, p in zip(self.codes, self.parent, strict=True)}
