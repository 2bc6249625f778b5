"""Releases to look at: one written by hand, and tiny ones that never touch a disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dashboard.wording import Words
from geodata.release import Release, read_release
from tests.dashboard.handmade import write_release

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def release_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_release(tmp_path_factory.mktemp("releases") / "hand-made")


@pytest.fixture(scope="session")
def release(release_folder: Path) -> Release:
    return read_release(release_folder)


@pytest.fixture(scope="session")
def withheld_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a release in which every positive figure is withheld."""
    folder = tmp_path_factory.mktemp("releases") / "withheld"
    return write_release(folder, name="all-withheld", k=10**9, counties_of=("US-TX",))


@pytest.fixture(scope="session")
def withheld_release(withheld_folder: Path) -> Release:
    return read_release(withheld_folder)


@pytest.fixture(params=["en", "es"])
def words(request: pytest.FixtureRequest) -> Words:
    return Words(request.param)


@pytest.fixture
def english() -> Words:
    return Words("en")
