"""Bare instances: a folder with trees, tables and leaf counts, and nothing else known about them.

The format is that of the disclosure benchmarks: `instance.toml` names the threshold, the file of leaf counts, one
``code,parent`` file per tree, and per table how deep it goes into each tree (0 keeps the root).
"""

from __future__ import annotations

import csv
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geodata.errors import GeodataError
from geodata.tabulation.grid import Grid, TableSpec
from geodata.tabulation.joint.records import with_records
from geodata.tabulation.joint.rules import Mapped
from geodata.trees import Tree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geodata.arrays import Ints

_COUNT: Final = re.compile(r"\d{1,15}", re.ASCII)
_ROWS_NAMED: Final = 8
_LEAST_THRESHOLD: Final = 2


@dataclass(frozen=True, eq=False)
class Instance:
    """Linked tables over bare trees, with their leaf counts.

    Attributes
    ----------
    codes
        Per dimension, the tree index of every leaf record; shape (n_records,).
    count
        Count of every leaf record; shape (n_records,).
    functions
        Dimensions that are functions of others, and those others.
    rule
        The function, where there is one.
    """

    grid: Grid
    threshold: int
    zeros_protected: bool
    codes: Mapping[str, Ints]
    count: Ints
    functions: frozenset[str]
    rule: Mapped | None = None


def read_instance(folder: Path) -> Instance:
    """Read a bare instance.

    Raises
    ------
    GeodataError
        With every fault found: a file that is missing, a table over an unknown tree, a record with an unknown code.
    """
    settings = _settings(folder)
    trees = {name: read_tree(folder / file, name) for name, file in settings["trees"].items()}
    functions = settings.get("functions", {})
    faults = [
        f"table {t.get('name')}: dimension {d!r}; expected one of {', '.join(trees)}"
        for t in settings["tables"]
        for d in t["depth"]
        if d not in trees
    ]
    if faults:
        raise GeodataError(f"{folder.name}: " + "; ".join(faults) + ". Mend instance.toml.")
    specs = [
        TableSpec(t["name"], {d: trees[d].down_to(int(n)) for d, n in t["depth"].items()}) for t in settings["tables"]
    ]
    rule = _rule(folder, functions, trees)
    grid = with_records(Grid.build(trees, specs), rule)
    codes, count = _records(folder / settings["records"], trees, functions)
    zeros_protected = settings.get("zeros", "published") == "protected"
    involved = frozenset(functions).union(*(function["of"] for function in functions.values()))
    return Instance(grid, int(settings["threshold"]), zeros_protected, codes, count, involved, rule)


def read_tree(path: Path, name: str) -> Tree:
    """Read one ``code,parent`` file; further columns are passed over."""
    return Tree.from_parents(name, {row["code"]: row["parent"] or None for row in _rows(path, ("code", "parent"))})


def _settings(folder: Path) -> dict[str, Any]:
    path = folder / "instance.toml"
    if not path.is_file():
        msg = f"{folder.name}: no instance.toml; expected a bare instance. Name the folder that holds it."
        raise GeodataError(msg)
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        msg = f"{folder.name}/instance.toml: not TOML ({error}); expected settings. Mend the file."
        raise GeodataError(msg) from None
    missing = [key for key in ("threshold", "records", "trees", "tables") if key not in settings]
    if missing:
        msg = f"{folder.name}/instance.toml: no {', '.join(missing)}; expected all of them. Add them."
        raise GeodataError(msg)
    threshold = settings["threshold"]
    if not isinstance(threshold, int) or threshold < _LEAST_THRESHOLD:
        msg = f"{folder.name}/instance.toml: threshold = {threshold!r}; expected a whole number of 2 or more. Mend it."
        raise GeodataError(msg)
    if any(not {"name", "depth"} <= set(table) for table in settings["tables"]):
        msg = f"{folder.name}/instance.toml: a table without name or depth; expected both. Add them."
        raise GeodataError(msg)
    return settings


def _rows(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    if not path.is_file():
        msg = f"{path.name}: no such file; expected the columns {', '.join(columns)}. Add it."
        raise GeodataError(msg)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        absent = [c for c in columns if c not in (reader.fieldnames or ())]
        if absent:
            msg = f"{path.name}: no column {', '.join(absent)}; expected {', '.join(columns)}. Add it."
            raise GeodataError(msg)
        return list(reader)


def _rule(folder: Path, functions: Mapping[str, Any], trees: Mapping[str, Tree]) -> Mapped | None:
    """Read the function that a dimension is of two others."""
    if not functions:
        return None
    if len(functions) > 1:
        msg = f"{folder.name}/instance.toml: {len(functions)} functions; expected one. Leave the others out."
        raise GeodataError(msg)
    ((name, function),) = functions.items()
    first, second = function["of"]
    path = folder / function["map"]
    value = {(row[first], row[second]): row[name] for row in _rows(path, (first, second, name))}
    leaves = [[c for c, leaf in zip(trees[d].codes, trees[d].is_leaf, strict=True) if leaf] for d in (first, second)]
    lacking = sum((a, b) not in value for a in leaves[0] for b in leaves[1])
    if lacking:
        msg = f"{path.name}: no {name} for {lacking} pairs of {first} and {second}; expected one each. Add them."
        raise GeodataError(msg)
    return Mapped(name, (first, second), value)


def _records(path: Path, trees: Mapping[str, Tree], functions: Mapping[str, Any]) -> tuple[dict[str, Ints], Ints]:
    """Read the records; the refusal has all faults, and names columns and rows, never what stands there."""
    given = [d for d in trees if d not in functions]
    rows = _rows(path, [*given, "count"])
    written = {d: [row[d] for row in rows] for d in trees if d in given or (rows and d in rows[0])}
    faults = [fault for d, texts in written.items() if (fault := _unknown(d, texts, trees[d]))]
    wrong = [n for n, row in enumerate(rows, start=2) if not _COUNT.fullmatch(row["count"] or "")]
    if wrong:
        faults.append(f"column count, {_named(wrong)}: no count; expected whole numbers of 0 or more")
    if not faults:
        for d in trees.keys() - written.keys():
            written[d] = _mapped(path.parent / functions[d]["map"], functions[d]["of"], d, rows)
        faults = [fault for d, texts in written.items() if (fault := _unknown(d, texts, trees[d]))]
    if faults:
        raise GeodataError(f"{path.name}: " + "; ".join(faults) + ". Mend the file.")
    codes = {d: np.array([trees[d].index[text] for text in written[d]], dtype=np.int64) for d in trees}
    return codes, np.array([int(row["count"]) for row in rows], dtype=np.int64)


def _mapped(path: Path, of: Sequence[str], name: str, rows: Sequence[Mapping[str, str]]) -> list[str]:
    """Give every record its value of a function of dimensions; none where the map has none."""
    value = {tuple(row[o] for o in of): row[name] for row in _rows(path, (*of, name))}
    return [value.get(tuple(row[o] for o in of), "") for row in rows]


def _unknown(name: str, texts: Sequence[str], tree: Tree) -> str:
    """Say which rows have codes that a tree doesn't have; nothing where all are known."""
    wrong = [n for n, text in enumerate(texts, start=2) if text not in tree.index]
    return f"{_named(wrong)}: {len(wrong)} records with an unknown {name}; expected codes of its tree" if wrong else ""


def _named(rows: Sequence[int]) -> str:
    return "rows " + ", ".join(map(str, rows[:_ROWS_NAMED])) + (", …" if len(rows) > _ROWS_NAMED else "")
