"""Every wall between rooms stands: in a copy of the tree each is broken on purpose, and the linter sees it."""

from __future__ import annotations

import shutil
import subprocess
import sysconfig
import tomllib
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
TYPES: Final = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    "
#: Contract → module and what it may not import; an empty line stands for a module of no declared floor.
BREAKS: Final = {
    "data flows from loaders through geodata to the dashboard": [
        ("loaders/counts.py", "import geodata.policy"),
        ("geodata/periods.py", "import dashboard.views.charts"),
    ],
    "the dashboard never touches records": [("dashboard/views/charts.py", "import loaders.records")],
    "true counts stay in disclosure control": [
        ("geodata/release/writing.py", "from geodata.counting import RawCube"),
        ("geodata/check.py", f"{TYPES}from geodata.counting import RawCube"),
    ],
    "only screens know Streamlit": [("dashboard/views/charts.py", "import streamlit")],
    "floors of geodata": [
        ("geodata/periods.py", "import geodata.publish"),
        ("geodata/tabulation/grid.py", f"{TYPES}from geodata.release.model import Release"),
        ("geodata/newcomer.py", ""),
    ],
    "floors of the dashboard": [
        ("dashboard/views/charts.py", "import dashboard.screens.explore"),
        ("dashboard/newcomer.py", ""),
    ],
    "floors of the loaders": [("loaders/tokens.py", "import loaders.records"), ("loaders/newcomer.py", "")],
    "the attacker never sees a true count": [
        ("geodata/attack/component.py", "import geodata.counting"),
        ("geodata/attack/search/kernels.py", "import geodata.policy"),
        ("geodata/attack/model/bounds.py", f"{TYPES}from geodata.disclosure.protection import Standard"),
        ("geodata/tabulation/grid.py", "from geodata.regions import Regions"),  # through what it does import
    ],
    "floors of the attack": [
        ("geodata/attack/model/bounds.py", "import geodata.attack.component"),
        ("geodata/attack/newcomer.py", ""),
    ],
    "floors of disclosure control": [
        ("geodata/disclosure/rules/zeros.py", "import geodata.disclosure.protect"),
        ("geodata/disclosure/recoding/small_areas.py", f"{TYPES}import geodata.disclosure.suppression.nearest"),
        ("geodata/disclosure/newcomer.py", ""),
    ],
    "the search for what else to withhold never sees a small count": [
        ("geodata/disclosure/suppression/covering.py", f"{TYPES}from geodata.counting import RawCube"),
        ("geodata/disclosure/rules/zeros.py", "from geodata.counting import count_cells"),
    ],
    "no two rooms need each other, not even for types": [
        ("loaders/layout.py", f"{TYPES}from loaders.choices import Choices"),
        ("geodata/tabulation/grid.py", f"{TYPES}from geodata.tabulation.joint.records import with_records"),
        ("dashboard/views/charts.py", f"{TYPES}from dashboard.screens.explore import show"),
    ],
}
CASES: Final = [(contract, *case) for contract, cases in BREAKS.items() for case in cases]


def linted(tree: Path) -> subprocess.CompletedProcess[str]:
    tool = Path(sysconfig.get_path("scripts")) / "lint-imports"
    return subprocess.run((tool, "--no-cache"), cwd=tree, check=False, capture_output=True, text=True)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("tree")
    for package in ("dashboard", "geodata", "loaders"):
        for path in (ROOT / package).rglob("*.py"):
            (copy / path.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy / path.relative_to(ROOT))
    shutil.copy(ROOT / "pyproject.toml", copy)
    assert linted(copy).returncode == 0
    return copy


def test_every_contract_is_broken_here_once() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    assert {contract["name"] for contract in settings["contracts"]} == set(BREAKS)
    assert settings["exclude_type_checking_imports"] is False


@pytest.mark.parametrize(("contract", "module", "line"), CASES, ids=[f"{c[1]}: {c[0]}" for c in CASES])
def test_a_broken_contract_is_seen(tree: Path, contract: str, module: str, line: str) -> None:
    path = tree / module
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    try:
        done = linted(tree)
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_text(before, encoding="utf-8")
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"{contract} BROKEN" in done.stdout
