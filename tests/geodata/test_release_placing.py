"""A release is put in its place by one writer at a time, and over nobody else's file."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geodata.release import ReleaseError, verify_folder, write_release
from geodata.release.placing import claimed, put
from tests.geodata import released
from tests.promises.test_release_survives_a_kill import in_a_child, is_whole

if TYPE_CHECKING:
    from collections.abc import Callable

PAIRS, MET = 50, 10  # pairs at least, and how many of them have to meet
REFUSED, WROTE, BROKE = 3, 0, 4


def _written(out: Path, files: dict[str, bytes], start: int | None = None) -> None:
    """Write in a child, once the pipe `start` is closed, and say by its exit code what came of it."""
    if start is not None:
        os.read(start, 1)
    try:
        put(out, files)
    except ReleaseError as error:
        os._exit(REFUSED if "another run writes there" in str(error) else BROKE)
    except BaseException:  # noqa: BLE001
        os._exit(BROKE)
    os._exit(WROTE)


def _at_once(writers: list[Callable[[int], None]]) -> list[int]:
    """Begin writers in children of their own, all of them as a pipe is closed."""
    start, go = os.pipe()

    def begin(writer: Callable[[int], None]) -> None:
        os.close(go)
        writer(start)

    children = [in_a_child(partial(begin, writer)) for writer in writers]
    os.close(go)
    os.close(start)
    return children


def _codes(children: list[int]) -> list[int]:
    return sorted(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)


def test_two_at_once_never_break_a_release_and_the_loser_is_told_once(tmp_path: Path) -> None:
    both = [released.files_of(released.written(tmp_path / name, release_id=name)) for name in ("one", "two")]
    place = tmp_path / "place"
    out = place / "release"
    lost = pair = 0
    while pair < PAIRS or lost < MET:  # until as many met as have to; on a busy machine that takes more pairs
        assert pair < 40 * PAIRS, "hardly two ever met"
        if pair % 2:  # over nothing, and over an older release
            put(out, both[0])
        codes = _codes(_at_once([partial(_written, out, files) for files in both]))
        assert codes in ([WROTE, WROTE], [WROTE, REFUSED]), pair
        lost += codes == [WROTE, REFUSED]
        assert is_whole(out)
        assert [path.name for path in place.iterdir()] == ["release"], pair
        if pair % 2 == 0:
            subprocess.run(["rm", "-r", str(out)], check=True)
        pair += 1


def test_a_place_is_held_from_the_start_and_by_whoever_came_first(tmp_path: Path) -> None:
    out = tmp_path / "release"
    with claimed(out):
        code = _codes([in_a_child(partial(_written, out, {"manifest.json": b'{"release": "r", "files": {}}'}))])
        assert code == [REFUSED]
        told: list[str] = []

        def also() -> None:
            try:
                released.written(tmp_path)
            except ReleaseError as error:
                told.append(str(error))

        thread = threading.Thread(target=also)
        thread.start()
        thread.join()
        (line,) = told
        assert line == f"{out}: another run writes there; expected to be the only one. Wait until it is done."
        released.written(tmp_path)  # whoever holds it may write
    assert [path.name for path in tmp_path.iterdir()] == ["release"]
    assert verify_folder(out) == ()


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    def hold() -> None:
        with claimed(tmp_path / "release"):
            (tmp_path / "held").touch()
            time.sleep(60)

    child = in_a_child(hold)
    until = time.monotonic() + 20
    while not (tmp_path / "held").exists() and time.monotonic() < until:
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    (tmp_path / "held").unlink()
    released.written(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["release"]


def _file(out: Path) -> None:
    (out / "thesis.docx").write_bytes(b"mine")


def _deep(out: Path) -> None:
    (out / "tables" / "input.csv").write_bytes(b"mine")


def _link(out: Path) -> None:
    (out / "elsewhere").symlink_to(out.parent)


def _hidden(out: Path) -> None:
    (out / ".git").mkdir()
    (out / ".git" / "HEAD").write_bytes(b"mine")


@pytest.mark.parametrize("add", [_file, _deep, _link, _hidden])
def test_strangers_in_a_release_are_named_and_nothing_is_touched(tmp_path: Path, add: Callable[[Path], None]) -> None:
    out = released.written(tmp_path, release_id="old")
    own = set(released.files_of(out))
    add(out)
    before = released.files_of(out)
    stranger = next(iter(sorted({p.relative_to(out).as_posix() for p in out.rglob("*") if not p.is_dir()} - own)), "")
    with pytest.raises(ReleaseError, match="that are none of the release's") as refusal:
        released.written(tmp_path, release_id="new")
    assert (stranger or "elsewhere") in str(refusal.value)
    assert released.files_of(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["release"]


def test_names_in_a_refusal_do_nothing_to_a_terminal(tmp_path: Path) -> None:
    out = released.written(tmp_path)
    (out / "a\x1b[2Jb\n").write_bytes(b"")
    with pytest.raises(ReleaseError) as refusal:
        released.written(tmp_path)
    assert r"a\x1b[2Jb\n" in str(refusal.value)
    assert str(refusal.value).isprintable()


@pytest.mark.parametrize("name", ["release.zip", "release.CSV", "r.parquet"])
def test_the_name_of_a_file_is_none_for_a_release(tmp_path: Path, name: str) -> None:
    with pytest.raises(ReleaseError, match="is the ending of a file; expected the name of a directory"):
        write_release(released.release(), tmp_path / name, None)
    assert not list(tmp_path.iterdir())


def test_a_loop_of_links_a_file_and_a_mount_point_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    (tmp_path / "file").write_bytes(b"mine")
    for place in (
        tmp_path / "a" / "release",
        tmp_path / "a",
        tmp_path / "file",
        tmp_path / "file" / "r",
        Path("/proc"),
    ):
        with pytest.raises(ReleaseError, match="expected"):
            write_release(released.release(), place, None)
    assert {path.name for path in tmp_path.iterdir()} == {"a", "b", "file"}


def test_folders_made_for_a_run_that_fails_are_gone_again(tmp_path: Path) -> None:
    def fail() -> None:
        with claimed(tmp_path / "a" / "b" / "release"):
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert not list(tmp_path.iterdir())


def test_what_someone_else_changes_while_it_is_written_is_found_before_the_rename(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = released.written(tmp_path, release_id="old")
    before = released.files_of(out)
    write = Path.write_bytes

    def and_more(self: Path, content: bytes) -> int:
        return write(self, content + b"x" if self.name == "periods.csv" else content)

    monkeypatch.setattr(Path, "write_bytes", and_more)
    with pytest.raises(ReleaseError, match="can't be written"):
        released.written(tmp_path, release_id="new")
    monkeypatch.undo()
    assert released.files_of(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["release"]


def test_a_full_disk_is_found_before_the_work(tmp_path: Path) -> None:
    """On a small disk of its own, where the system lets an ordinary user have one."""
    code = """
import os, subprocess, sys
from pathlib import Path
from geodata.release import ReleaseError
from geodata.release.placing import claimed
try:
    with claimed(Path(sys.argv[1]) / "release"):
        print("no refusal")
except ReleaseError as error:
    print(error)
"""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = f'mount -t tmpfs -o size=8m tmpfs {disk} && exec {sys.executable} -c "$1" {disk}'
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", mounted, "sh", code], check=False, capture_output=True, text=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    if done.returncode and not done.stdout:
        pytest.skip(f"no disk of one's own here: {done.stderr[-200:]}")
    assert "MB are free there; expected 32 MB at least" in done.stdout, done.stderr


def test_a_manifest_that_is_none_makes_no_release(tmp_path: Path) -> None:
    out = tmp_path / "release"
    out.mkdir()
    for content in (b"[]", b'{"release": 1, "files": []}', b"\xff\xfe", json.dumps({"files": {}}).encode()):
        (out / "manifest.json").write_bytes(content)
        with pytest.raises(ReleaseError, match="exists and is no release"):
            released.written(tmp_path)
        assert (out / "manifest.json").read_bytes() == content
