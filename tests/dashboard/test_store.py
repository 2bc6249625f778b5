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


def test_a_release_that_is_spoiled_or_replaced_is_shown_as_it_was_until_a_new_one_is_whole(
    named, release_folder: Path, withheld_folder: Path, tmp_path: Path,  # noqa: ANN001
) -> None:  # fmt: skip
    place, aside = tmp_path / "release", tmp_path / "aside"
    shutil.copytree(release_folder, place)
    named(place)

    def shown() -> tuple[list[str], str]:
        opened = store.open_release("hand-made")
        assert opened is not None
        return list(store.releases()), opened.manifest["release"]

    assert shown() == (["hand-made"], "hand-made")
    before = store.open_release()
    place.rename(aside)  # between the two renames of a publish there is nothing
    assert shown() == (["hand-made"], "hand-made")
    place.mkdir()
    (place / "manifest.json").write_bytes(b'{"release": "ha')  # and of a copy, a half
    assert shown() == (["hand-made"], "hand-made")
    assert store.health()[0]
    shutil.rmtree(place)
    shutil.copytree(release_folder, place)
    (place / "tables" / "places.parquet").write_bytes(b"0")
    assert shown() == (["hand-made"], "hand-made")
    assert store.open_release() is before
    shutil.rmtree(place)
    shutil.copytree(withheld_folder, place)
    assert shown() == (["all-withheld"], "all-withheld"), "the new one, without a restart"


def test_health_says_whether_there_is_something_to_show(named, tmp_path: Path) -> None:  # noqa: ANN001
    named(tmp_path / "nowhere")
    assert store.health() == (False, {"releases": {}})


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
