"""Files that a command writes: never over an input, never over someone else's."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from dashboard import cli
from geodata.errors import InputError
from geodata.outputs import check_folder, write_file
from tests.geodata import journeys

if TYPE_CHECKING:
    from pathlib import Path

OPTIONS = {"--quarantine": "q.csv", "--open-places": "o.csv", "--save-layout": "l.toml"}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return journeys.records(
        tmp_path / "a.csv", journeys.ROWS[0], "2021-05,US-TX,Nowhere,3,,,2021-06-16", "2021-05,US,US,some,,,"
    )


def refusals(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert cli.run(list(arguments)) == 2
    return capsys.readouterr().err


@pytest.mark.parametrize("option", OPTIONS)
def test_a_file_of_ones_own_is_refused_and_kept_and_force_replaces_it(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    mine = tmp_path / OPTIONS[option]
    mine.write_text("my own notes\n", encoding="utf-8")
    told = refusals(capsys, "check", str(source), option, str(mine))
    assert f"{option} {mine}: exists, and isn't an older one of this program" in told
    assert mine.read_text(encoding="utf-8") == "my own notes\n"
    if option != "--save-layout":  # a plain list has no layout to save
        assert cli.run(["check", str(source), option, str(mine), "--force"]) == 1
        assert mine.read_text(encoding="utf-8") != "my own notes\n"


@pytest.mark.parametrize("option", ["--quarantine", "--open-places"])
def test_what_an_earlier_run_wrote_is_replaced(source: Path, tmp_path: Path, option: str) -> None:
    out = tmp_path / OPTIONS[option]
    for _ in range(2):
        assert cli.run(["check", str(source), option, str(out)]) == 1
    assert out.read_text(encoding="utf-8").count("\n") > 1


def test_a_form_that_was_filled_in_is_the_publishers_own(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = tmp_path / "o.csv"
    form.write_text("place,code,candidates\nNowhere,US-TX,US-16073\n", encoding="utf-8")
    assert "isn't an older one" in refusals(capsys, "check", str(source), "--open-places", str(form))


@pytest.mark.parametrize("force", [[], ["--force"]])
@pytest.mark.parametrize("name", ["the file", "a link", "a hard link", "through a folder", "the layout", "a pattern"])
def test_an_input_is_never_an_output(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, force: list[str]
) -> None:
    before, given, out, more = source.read_bytes(), str(source), source, []
    if name == "a link":
        out = tmp_path / "l.csv"
        out.symlink_to(source)
    elif name == "a hard link":
        out = tmp_path / "l.csv"
        os.link(source, out)
    elif name == "through a folder":
        given = str(tmp_path)
    elif name == "a pattern":
        given = str(tmp_path / "*.csv")
    elif name == "the layout":
        (tmp_path / "l.csv").write_bytes(source.read_bytes())
        out, more = tmp_path / "l.csv", ["--layout", str(tmp_path / "l.csv")]
    told = refusals(capsys, "check", given, "--quarantine", str(out), *more, *force)
    assert "is read by the same call" in told
    assert source.read_bytes() == out.read_bytes() == before


def test_all_faults_are_told_at_once_and_before_the_work(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refusals(
        capsys, "check", str(source), "--quarantine", str(tmp_path / "q.parquet"), "--open-places",
        str(tmp_path / "no" / "o.csv"), "--save-layout", str(tmp_path),
    )  # fmt: skip
    assert "q.parquet: ends in .parquet; expected .csv" in told
    assert "No such file or directory; expected a directory to write in" in told
    assert f"--save-layout {tmp_path}: is no file" in told
    assert {path.name for path in tmp_path.iterdir()} == {"a.csv"}


def test_one_file_for_two_outputs_is_refused(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    both = str(tmp_path / "q.csv")
    told = refusals(capsys, "check", str(source), "--quarantine", both, "--open-places", str(tmp_path / "." / "q.csv"))
    assert "named twice" in told
    assert "named twice" in refusals(capsys, "example", "operation-lost-souls", "--out", both, "--operations-out", both)


@pytest.mark.parametrize("name", ["a.parquet", "a.xlsx", "a", "a.json"])
def test_an_example_is_csv_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    told = refusals(capsys, "example", "operation-lost-souls", "--out", str(tmp_path / name))
    assert "expected .csv. Correct the name." in told
    assert not list(tmp_path.iterdir())


def test_an_example_replaces_nothing_unasked(tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    out.write_bytes(b"mine")
    assert cli.run(["example", "operation-lost-souls", "--out", str(out)]) == 2
    assert out.read_bytes() == b"mine"
    assert cli.run(["example", "operation-lost-souls", "--out", str(out), "--force"]) == 0
    assert out.read_bytes() != b"mine"


def test_a_release_is_not_written_over_what_it_is_made_of(tmp_path: Path) -> None:
    out = tmp_path / "release"
    (out / "tables").mkdir(parents=True)
    inside = journeys.records(out / "tables" / "a.csv")
    for given in (inside, out, tmp_path):
        with pytest.raises(InputError, match="is read from there"):
            check_folder("--out", out, [None, given])
    check_folder("--out", tmp_path / "new", [inside, tmp_path])
    (tmp_path / "small.toml").write_text(journeys.SMALL_TOML, encoding="utf-8")
    arguments = ["publish", str(inside), "--policy", str(tmp_path / "small.toml"), "--out", str(out)]
    assert cli.run(arguments) == 2
    assert inside.exists()


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    write_file(tmp_path / "a", b"1")
    write_file(tmp_path / "b", b"1", is_private=True)
    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o600
    (tmp_path / "c").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_file(tmp_path / "c", b"1")
    assert {path.name for path in tmp_path.iterdir()} == {"a", "b", "c"}
