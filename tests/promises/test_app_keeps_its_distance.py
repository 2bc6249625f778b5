"""The app shows a release and nothing else: no module of it can reach a record or a true count."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import dashboard

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(dashboard.__file__).parent
NOT_SHOWING = {"geometry", "cli.py", "commands", "telling.py"}
SHOWING = sorted(path for path in HERE.rglob("*.py") if path.parts[len(HERE.parts)] not in NOT_SHOWING)
VIEWS = sorted(path.stem for path in (HERE / "views").glob("*.py") if path.stem != "__init__")
SECRET = ("loaders", "geodata.counting", "geodata.disclosure", "geodata.publish", "geodata.coding", "geodata.check")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", SHOWING, ids=lambda path: str(path.relative_to(HERE)))
def test_nothing_that_shows_can_import_what_is_secret(path: Path) -> None:
    assert [name for name in imported(path) if name.startswith(SECRET)] == []


@pytest.mark.parametrize("name", VIEWS)
def test_views_name_no_type_of_geodata_but_protected_ones(name: str) -> None:
    no_counts = ("geodata.regions", "geodata.periods", "geodata.relation", "geodata.policy")
    allowed = ("geodata.release", "geodata.protected", *no_counts)
    found = [m for m in imported(HERE / "views" / f"{name}.py") if m.startswith("geodata")]
    assert [m for m in found if not m.startswith(allowed)] == []
    assert "streamlit" not in " ".join(imported(HERE / "views" / f"{name}.py"))


@pytest.mark.parametrize("name", VIEWS)
def test_views_do_no_arithmetic_on_counts(name: str) -> None:
    """A difference or a share of two cells would be a new number that no audit has seen."""
    source = inspect.getsource(import_module(f"dashboard.views.{name}"))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub | ast.Div | ast.Add):
            sides = ast.unparse(node.left), ast.unparse(node.right)
            assert not all("count" in side or "figure" in side for side in sides), ast.unparse(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            summed = node.func.attr in {"sum", "mean", "diff", "pct_change", "cumsum", "quantile", "rank"}
            assert not (summed and '"count"' in ast.unparse(node.func.value)), ast.unparse(node)


def test_the_app_starts_without_the_disclosure_engine() -> None:
    """Reading and showing a release loads no module that protects, counts or reads records."""
    shown = "dashboard.store, dashboard.controls, dashboard.screens.parts, dashboard.server"
    code = f"import sys; import {shown}; from geodata.release import read_release; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], cwd=HERE.parent, check=True, capture_output=True, text=True)
    loaded = set(told.stdout.split())
    assert "geodata.release.reading" in loaded
    engine = (*SECRET, "numba", "highspy")
    assert {name for name in loaded if name.startswith(engine)} == set()
