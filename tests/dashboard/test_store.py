"""The door to releases: what cannot be opened is left out, and said in the log without its content."""

from __future__ import annotations

import os
import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest

from dashboard import store

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch):  # noqa: ANN201
    """Return a function that says which releases the server was started with."""
    return lambda *paths: monkeypatch.setenv(store.ENVIRONMENT, os.pathsep.join(map(str, paths)))


def test_without_releases_there_is_none(named) -> None:  # noqa: ANN001
    named()
    assert store.releases() == {}
    assert store.open_release() is None


def test_a_folder_and_its_zip_hold_the_same_release(named, release_folder: Path, tmp_path: Path) -> None:  # noqa: ANN001
    packed = tmp_path / "packed.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(release_folder.rglob("*.*")):
            archive.write(path, path.relative_to(release_folder))
    named(packed)
    assert list(store.releases()) == ["hand-made"]
    opened = store.open_release()
    assert opened is not None
    assert opened.manifest["release"] == "hand-made"
    assert store.open_release() is opened, "opened once for all visitors"


def test_releases_are_chosen_by_id_and_an_unknown_id_is_the_first(
    named, release_folder: Path, withheld_folder: Path,  # noqa: ANN001
) -> None:  # fmt: skip
    named(release_folder, withheld_folder)
    assert list(store.releases()) == ["hand-made", "all-withheld"]
    for asked, got in {None: "hand-made", "all-withheld": "all-withheld", "../../etc": "hand-made"}.items():
        opened = store.open_release(asked)
        assert opened is not None
        assert opened.manifest["release"] == got


def test_what_is_no_release_is_left_out(
    named, release_folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture,  # noqa: ANN001
) -> None:  # fmt: skip
    empty, broken, text = tmp_path / "empty", tmp_path / "broken", tmp_path / "text.zip"
    empty.mkdir()
    text.write_text("no zip")
    shutil.copytree(release_folder, broken)
    (broken / "tables" / "places.parquet").write_bytes(b"0")
    named(empty, text, tmp_path / "nowhere", broken)
    assert list(store.releases()) == ["hand-made"], "its manifest can be read"
    assert store.open_release() is None, "but it is not what its manifest says"
    assert "places.parquet differs from its hash" in caplog.text
