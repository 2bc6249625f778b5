"""Hostile files take no more memory and time than others: each is loaded in a process of its own, which is measured."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Final

import pytest

from tests.loaders.conftest import HEADER
from tests.loaders.test_formats import _blanks, _laughs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LOAD: Final = """
import resource, sys
from pathlib import Path
from loaders.errors import LoadError
from loaders.records import read_records
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    read_records([Path(sys.argv[1])])
    faults = 0
except LoadError as error:
    faults = len(error.faults)
taken = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
used = sum(resource.getrusage(who).ru_utime for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(faults, (taken - before) // 1024, used)
"""
GB: Final = 1_000_000_000
MAX_MB: Final = 700
MAX_SECONDS: Final = 60


def _long_line(path: Path) -> None:
    """Write a line of a gigabyte below a good header; only what is read of it takes place on the disk."""
    with path.open("wb") as file:
        file.write((",".join(HEADER) + "\n2021,US-TX,MX,").encode())
        file.write(b"x" * 60_000_000)
        file.truncate(GB)


def _zeros(path: Path) -> None:
    """Make a gigabyte of zero bytes, which takes no place on the disk."""
    with path.open("wb") as file:
        file.write((",".join(HEADER) + "\n").encode())
        file.truncate(GB)


def _bomb(path: Path) -> None:
    """Pack a member that is nearly a gigabyte, as much as an archive may say that it holds."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("a.csv", "w") as file,
    ):
        for _ in range(95):
            file.write(bytes(10_000_000))


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("line.csv", _long_line),
        ("zeros.csv", _zeros),
        ("bomb.zip", _bomb),
        ("blanks.xlsx", _blanks),
        ("laughs.xlsx", _laughs),
    ],
)
def test_a_hostile_file_is_refused_within_bounds(tmp_path: Path, name: str, write: Callable[[Path], object]) -> None:
    write(tmp_path / name)
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(tmp_path / name)], check=True, capture_output=True, text=True, timeout=300
    )
    (tmp_path / name).unlink()
    faults, memory, seconds = map(float, done.stdout.split())
    assert faults == 1
    assert memory < MAX_MB
    assert seconds < MAX_SECONDS
