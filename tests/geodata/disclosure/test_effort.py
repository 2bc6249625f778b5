"""All budgets of the search stand in one place, each with its reason; none is hidden in a module or unused."""

from __future__ import annotations

import ast
import re
from dataclasses import fields
from pathlib import Path
from typing import Final, get_args, get_type_hints

import geodata.attack
import geodata.disclosure
from geodata.attack.effort import EFFORT, Budget, Effort

ROOMS: Final = [Path(package.__path__[0]) for package in (geodata.attack, geodata.disclosure)]
MODULES: Final = [path for room in ROOMS for path in sorted(room.rglob("*.py")) if path.name != "effort.py"]
#: Numbers that are no budgets: how numbers are written and compared, and what a policy's rules say.
OTHERS: Final = {
    "equations": {"UNBOUNDED", "TOLERANCE"},
    "kernels": {"BITS", "FROZEN"},
    "local_search": {"PATIENTLY"},  # no limit
    "iterative_scaling": {"_LEAST"},
    "presolve": {"_PAIR", "_UNSEEN"},
    "implied_equalities": {"_FURTHER", "_NOTHING", "_SQUARE", "_NOISE"},
    "linear_program": {"_PRIMAL"},
    "covering": {"_HALF"},
    "frequency": {"LEAST_CONTRIBUTORS", "LARGEST_SHARE"},
    "small_areas": {"MIN_MEMBERS", "MIN_PEOPLE", "MANY_CELLS", "MOSTLY"},
    "small_leaves": {"MIN_MEMBERS"},
}


def _number(node: ast.expr | None) -> bool:
    """Say whether an expression is made of numbers alone, as 1 << 40 or (30, 3) are."""
    parts = (ast.Constant, ast.BinOp, ast.UnaryOp, ast.Tuple, ast.operator, ast.unaryop, ast.expr_context)
    inside = [] if node is None else list(ast.walk(node))
    constants = [part.value for part in inside if isinstance(part, ast.Constant)]
    is_plain = all(isinstance(part, parts) for part in inside)
    return is_plain and bool(constants) and all(isinstance(value, int | float) for value in constants)


def test_every_budget_says_its_unit_its_reason_and_where_it_was_measured() -> None:
    told = get_type_hints(Effort, include_extras=True)
    assert len(fields(Effort)) > 60
    for field in fields(Effort):
        (budget,) = [extra for extra in get_args(told[field.name])[1:] if isinstance(extra, Budget)]
        assert budget.unit, field.name
        assert budget.reason, field.name
        assert budget.measured in {"S", "M", "L", "XL", "–"}, field.name


def test_no_module_has_a_budget_of_its_own() -> None:
    found = {}
    for path in MODULES:
        body = ast.parse(path.read_text(encoding="utf-8")).body
        named = [node for node in body if isinstance(node, ast.AnnAssign) and _number(node.value)]
        assert not any(isinstance(node, ast.Assign) and _number(node.value) for node in body), path
        if named:
            found[path.stem] = {node.target.id for node in named if isinstance(node.target, ast.Name)}
    assert found == OTHERS


def test_every_budget_is_asked_for_somewhere() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in MODULES)
    asked = set(re.findall(r"effort\.(\w+)", text))
    by_steps = {"members", "idle", "stride", "moves", "tenure", "other_tenure"}
    assert {field.name for field in fields(Effort)} - asked == by_steps
    assert EFFORT.steps == (300, 16, 16, 512, 1, 4, 8)
    assert {name for name in EFFORT.steps._fields if f"budget.{name}" not in text} == set()
