"""The linters run as tests, so that whoever runs the tests has run them."""

from __future__ import annotations

import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]


@pytest.mark.parametrize("command", [("ruff", "check", "--quiet"), ("mypy",), ("lint-imports",)], ids=lambda c: c[0])
def test_linter_finds_nothing(command: tuple[str, ...]) -> None:
    tool = shutil.which(command[0], path=sysconfig.get_path("scripts"))
    assert tool, f"{command[0]} isn't installed beside Python; install the test extra."
    done = subprocess.run((tool, *command[1:]), cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_requirement_is_pinned_once_and_from_no_address() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert all(line.count("==") == 1 and "://" not in line and " " not in line for line in lines)
    names = [line.split("==")[0].lower().replace("_", "-") for line in lines]
    assert len(names) == len(set(names))
