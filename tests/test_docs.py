"""What the documents say holds: the README's commands run, and the files that documents name exist."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sysconfig
from pathlib import Path
from typing import Final

import pytest

from geodata.disclosure.recoding import small_areas as coarsen
from geodata.policy import read_policy
from geodata.release import pack_release

ROOT: Final = Path(__file__).parents[1]
PACKAGED: Final = ROOT / "dashboard" / "releases" / "operation-lost-souls-internal.zip"
_DOCS: Final = sorted(f"docs/{path.name}" for path in ROOT.glob("docs/*.md"))
DOCUMENTS: Final = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", *_DOCS]
MODULE: Final = re.compile(r"`((?:loaders|geodata|dashboard|tests|benchmarks|docs)/[\w./-]+)`")


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _commands() -> list[list[str]]:
    """List the commands of the README's `sh` blocks, which are meant to be run in order."""
    blocks = re.findall(r"^```sh\n(.*?)^```", _text("README.md"), flags=re.MULTILINE | re.DOTALL)
    return [shlex.split(line) for block in blocks for line in block.splitlines() if line]


def test_readme_commands_run_in_order_and_give_the_packaged_release(tmp_path: Path) -> None:
    path = os.pathsep.join((sysconfig.get_path("scripts"), os.environ["PATH"]))
    commands = _commands()
    assert [words[1] for words in commands] == ["example", "check", "publish", "audit", "verify"]
    for words in commands:
        done = subprocess.run(
            words, cwd=tmp_path, env=os.environ | {"PATH": path}, check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{shlex.join(words)}\n{done.stdout}{done.stderr}"
    pack_release(tmp_path / "release", tmp_path / PACKAGED.name)
    assert (tmp_path / PACKAGED.name).read_bytes() == PACKAGED.read_bytes()
    section = _text("README.md").split("## What a release holds")[1].split("\n## ")[0]
    cells = re.findall(r"^\| (`.*?) \|", section, flags=re.MULTILINE)
    named = re.findall(r"`(.+?)`", " ".join(cells))
    assert {"index.html", "manifest.json"} <= set(named)
    assert [name for name in named if not any((tmp_path / "release").glob(name.rstrip("/")))] == []


def test_readme_names_every_command() -> None:
    from dashboard.cli import app  # noqa: PLC0415 -- only here

    told = set(re.findall(r"^\| `(\w+)[ `]", _text("README.md"), flags=re.MULTILINE))
    assert {command.callback.__name__ for command in app.registered_commands if command.callback} <= told


@pytest.mark.parametrize("document", DOCUMENTS)
def test_files_that_a_document_names_exist(document: str) -> None:
    text = _text(document)
    links = [t for t in re.findall(r"\]\(([^)#]+)", text) if "://" not in t]
    missing = [t for t in links if not (ROOT / document).parent.joinpath(t).exists()]
    missing += [t for t in MODULE.findall(text) if not (ROOT / t).exists()]
    assert not missing


def test_every_threat_has_a_test_that_stands_for_it() -> None:
    lines = _text("SECURITY.md").split("## Threats")[1].splitlines()
    rows = [line.split("|")[1:-1] for line in lines if "|" in line][2:]
    assert len(rows) > 8
    for who, *_, told in rows:
        named = MODULE.findall(told)
        assert any(name.startswith("tests/") for name in named), who
        assert [name for name in named if not (ROOT / name).exists()] == []


def test_numbers_that_the_documents_give_are_those_of_the_code() -> None:
    readme, rules = _text("README.md"), _text("docs/disclosure.md")
    public, states, internal = (read_policy(name) for name in ("public", "public-states", "internal"))
    least = f"| smallest number shown | {public.threshold} | {states.threshold} | {internal.threshold} |"
    assert least in readme
    assert f"counties under {public.population_floor:,} people" in readme
    assert f"more than {coarsen.MOSTLY:.0%}" in rules
    assert f"{coarsen.MIN_PEOPLE:,} people" in rules
