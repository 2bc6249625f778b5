"""A withheld number is in no byte of a release: not as text, not as a binary number, not in a decoded column."""

from __future__ import annotations

import re
import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest
from PIL import Image

from dashboard.snapshot import render_site
from geodata.policy import policy_from
from geodata.publish import Options, publish
from tests.geodata import journeys, released

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: Canaries: nine-digit primes under k = 1,000,000,000, with sums under it too, so that every positive cell is withheld.
PRIMES = (100000007, 100000037, 100000039, 100000049, 100000073)
PLACES = ("MX", "US-PR", "US-CA", "FR", "US-48141")
K = 10**9


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("canary")
    rows = [f"2021-05,US-48141,{place},{n},,release,2021-06-16" for place, n in zip(PLACES, PRIMES, strict=True)]
    source = journeys.records(folder / "records.csv", *rows)
    policy = policy_from(journeys.SMALL.as_dict() | {"threshold": K})
    publish([source], folder / "out", Options(policy), site=render_site)
    return folder / "out"


def secrets() -> set[int]:
    """Every sum of canaries that could stand in a cell."""
    sums = {0}
    for prime in PRIMES:
        sums |= {known + prime for known in sums}
    return sums - {0}


def pack(n: int) -> Callable[[str], bytes]:
    """Write a number as eight bytes, in either order."""
    return lambda order: struct.pack(f"{order}q", n)


def test_no_secret_is_in_any_byte(out: Path) -> None:
    forms = {form for n in secrets() for form in (str(n).encode(), f"{n:,}".encode(), *map(pack(n), "<>"))}
    found = {path for path, content in released.files_of(out).items() if any(form in content for form in forms)}
    assert found == set()


def unpacked(path: str, content: bytes) -> bytes:
    """Return what lies compressed in a PDF (its streams) or a PNG (its texts)."""
    if path.endswith(".pdf"):
        streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, flags=re.DOTALL)
        return b"\n".join(zlib.decompress(stream) for stream in streams if stream[:1] == b"x")
    return repr(Image.open(BytesIO(content)).info).encode() if path.endswith(".png") else content


def test_no_secret_is_compressed_in_a_picture_or_a_brief(out: Path) -> None:
    pictures = {path: unpacked(path, content) for path, content in released.files_of(out / "pictures").items()}
    assert {path.rsplit(".", 1)[-1] for path in pictures} == {"pdf", "png", "svg"}
    forms = {form for n in secrets() for form in (str(n).encode(), f"{n:,}".encode())}
    assert {path for path, content in pictures.items() if any(form in content for form in forms)} == set()
    assert b"BT" in pictures["brief-en.pdf"]


def test_no_secret_is_in_a_decoded_column(out: Path) -> None:
    for path in [*out.glob("tables/*.parquet"), *out.glob("geo/*.parquet")]:
        table = pq.read_table(path)
        values = {value for column in table.column_names for value in table.column(column).to_pylist()}
        assert values.isdisjoint(secrets())
        statistics = [pq.ParquetFile(path).metadata.row_group(0).column(i).statistics for i in range(table.num_columns)]
        bounds = {bound for s in statistics if s is not None and s.has_min_max for bound in (s.min, s.max)}
        assert bounds.isdisjoint(secrets())


def test_the_canaries_would_be_seen(out: Path) -> None:
    """The test can fail: the total is a withheld cell of a table, and the threshold a number on a page."""
    files = released.files_of(out)
    assert b"WORLD,all,,withheld" in files["tables/places.csv"]
    assert f"{K:,}".encode() in files["methods.html"]
