"""The wheel holds everything that the program needs: it runs from an empty directory, without the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
MOST_BYTES: Final = 8_000_000
#: Starts the command as its script does, and proves on the way whose code runs.
RUN: Final = "import sys, dashboard.cli as cli; print(cli.__file__, file=sys.stderr); sys.exit(cli.main())"


def _run(*command: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=cwd, env=clean | env, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as a publisher would."""
    out = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), cwd=ROOT)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel alone into a directory of its own."""
    target = tmp_path_factory.mktemp("installed")
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps")
    _run(*pip, "--target", str(target), str(wheel), cwd=target)
    return target


def _atlas(installed: Path, folder: Path, *words: str) -> str:
    done = _run(sys.executable, "-c", RUN, *words, cwd=folder, PYTHONPATH=str(installed))
    assert str(installed) in done.stderr
    return done.stdout


def test_wheel_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size < MOST_BYTES


def test_wheel_holds_the_example(installed: Path, tmp_path: Path) -> None:
    _atlas(installed, tmp_path, "example", "operation-lost-souls", "--out", "records.csv")
    assert "Operation Lost Souls" in (tmp_path / "records.csv").read_text(encoding="utf-8")


def test_wheel_holds_the_regions(installed: Path, tmp_path: Path) -> None:
    assert "US-48141" in _atlas(installed, tmp_path, "regions", "El Paso County, TX")


def test_wheel_holds_the_packaged_release_and_the_pages(installed: Path, tmp_path: Path) -> None:
    release, *_ = sorted((installed / "dashboard" / "releases").glob("*.zip"))
    shutil.unpack_archive(release, tmp_path / "release")
    assert "Audit passed" in _atlas(installed, tmp_path, "audit", "release")
    for needed in (
        "app.py",
        "streamlit.toml",
        "static/leaflet",
        "static/geo",
        "snapshot/templates",
        "wording/locale/atlas.pot",
        "wording/locale/es/LC_MESSAGES/atlas.po",
    ):
        assert (installed / "dashboard" / needed).exists(), needed
