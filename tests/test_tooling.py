"""The linters run as tests, so that whoever runs the tests has run them."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
PACKAGES: Final = ("dashboard", "geodata", "loaders")


LINTERS: Final = (("ruff", "check", "--quiet"), ("ruff", "format", "--check", "--quiet"), ("mypy",), ("lint-imports",))


@pytest.mark.parametrize("command", LINTERS, ids=lambda c: " ".join(c[:2]))
def test_linter_finds_nothing(command: tuple[str, ...]) -> None:
    tool = shutil.which(command[0], path=sysconfig.get_path("scripts"))
    assert tool, f"{command[0]} isn't installed beside Python; install the test extra."
    done = subprocess.run((tool, *command[1:]), cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_make_and_commits_run_the_same_linters() -> None:
    """None is downloaded for a commit: each hook runs what is installed beside Python."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    made = re.findall(r"^\t\$\(BIN\)/(.+)$", makefile.split("\ncheck:")[1].split("\n\n")[0], flags=re.MULTILINE)
    assert made == [" ".join(word for word in command if word != "--quiet") for command in LINTERS]
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    entries = re.findall(r"entry: \.venv/bin/(.+)", hooks)
    assert sorted(entries) == sorted(line.removesuffix(" --check") for line in made)
    assert re.findall(r"repo: (\S+)", hooks) == ["local"]
    assert set(re.findall(r"language: (\S+)", hooks)) == {"system"}


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_say_that_they_are_typed(package: str) -> None:
    assert (ROOT / package / "py.typed").exists()


def _imported(folder: Path) -> set[str]:
    """List the packages of other projects that the modules of a folder import, at the top or in a function."""
    names: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module)
    return {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {*PACKAGES, "tests", "benchmarks"}


def _plain(distribution: str) -> str:
    return re.split(r"[^\w.-]", distribution)[0].lower().replace("_", "-")


@pytest.mark.parametrize(
    ("folders", "extras"),
    [(PACKAGES, ("boundaries",)), (("tests", "benchmarks"), ("test", "fuzzing"))],
    ids=["the product", "its tests"],
)
def test_what_the_code_imports_is_declared(folders: tuple[str, ...], extras: tuple[str, ...]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(name for extra in extras for name in project["optional-dependencies"][extra])]
    declared = {_plain(requirement) for requirement in wanted}
    found = packages_distributions()  # what isn't installed, as those of an extra, must have the name of its import
    imported = {name for folder in folders for name in _imported(ROOT / folder)}
    assert len(imported) > 10
    assert [name for name in sorted(imported) if declared.isdisjoint(map(_plain, found.get(name, (name,))))] == []


def test_every_requirement_is_pinned_once_and_from_no_address() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert all(line.count("==") == 1 and "://" not in line and " " not in line for line in lines)
    names = [line.split("==")[0].lower().replace("_", "-") for line in lines]
    assert len(names) == len(set(names))


def test_tests_of_geodata_replace_next_to_nothing() -> None:
    """What is replaced belongs to Python: to see a disk fail. Of geodata's own nothing is."""
    replaced = re.compile(r"(?:monkeypatch|patch)\.setattr\((.+?),")
    found = [
        (path.name, what)
        for path in sorted((ROOT / "tests" / "geodata").rglob("*.py"))
        for what in replaced.findall(path.read_text(encoding="utf-8"))
    ]
    assert {what for _, what in found} == {"Path"}
    assert len(found) <= 5
