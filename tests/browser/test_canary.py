"""No withheld number in anything that the app sends: pages, scripts, data, websocket frames, decoded too.

Every count of the records is a prime of nine digits, and the policy withholds whatever is below 10⁹; so every number of
the input is withheld, and every sum of them but the grand total, and none of them may occur in any byte.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Error

from geodata.policy import policy_from, read_policy
from geodata.publish import Options, publish
from tests.browser.conftest import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.browser.conftest import Visit

    Start = Callable[..., Visit]

PRIMES = (150_000_001, 160_000_003, 171_000_001, 179_424_673, 183_000_007, 199_000_003)
TOTAL = 1_042_424_688
PLACES = ("US-TX", "US-OK", "US-NM", "US-48141", "MX-CHH", "FR")
ENCODED = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")


def spellings(n: int) -> set[bytes]:
    """Return a number as text and as the machine words that an Arrow or a packed array would hold."""
    grouped = f"{n:,}"
    texts = {str(n), grouped, grouped.replace(",", "\u202f"), grouped.replace(",", "."), f"{n:x}"}
    words = {struct.pack(kind, n) for kind in ("<i", ">i", "<q", "<d")}
    return {text.encode() for text in texts} | words


def layers(data: bytes, depth: int = 3) -> Iterator[bytes]:
    """Yield some bytes and what base64 and deflate hide in them."""
    yield data
    if not depth:
        return
    for bits in (15, -15, 31):
        try:
            yield from layers(zlib.decompressobj(bits).decompress(data), depth - 1)
        except zlib.error:
            continue
    for found in ENCODED.findall(data):
        try:
            plain = base64.b64decode(found.replace(b"-", b"+").replace(b"_", b"/") + b"=" * (-len(found) % 4))
        except (binascii.Error, ValueError):
            continue
        if len(plain) >= 12:
            yield from layers(plain, depth - 1)


def secrets() -> set[int]:
    """Return every sum of primes that a withheld cell could hold."""
    sums = {0}
    for prime in PRIMES:
        sums |= {known + prime for known in sums}
    return sums - {0, TOTAL}


def leaks(data: bytes) -> set[int]:
    seen = list(layers(data))
    return {n for n in secrets() for spelling in spellings(n) if any(spelling in layer for layer in seen)}


@pytest.mark.parametrize(
    "hidden",
    [
        b'{"codes":"' + base64.b64encode(b"total: 179424673, and more") + b'"}',
        zlib.compress(struct.pack("<q", 179_424_673) * 4),
        base64.b64encode(zlib.compress(b"179,424,673 recoveries in the whole of the place")),
    ],
)
def test_the_search_finds_a_number_that_is_hidden(hidden: bytes) -> None:
    assert leaks(hidden) == {179_424_673}


@pytest.fixture(scope="module")
def secret_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("canary")
    lines = ["period,origin,recovery,count,category,operation,as_of"]
    for i, n in enumerate(PRIMES):
        lines.append(f"{2022 + i % 2},US-48141,{PLACES[i]},{n},runaway,Operation Canary,2023-12-31")
    records = folder / "records.csv"
    records.write_text("\n".join(lines) + "\n", encoding="utf-8")
    given = {**read_policy("public-states").as_dict(), "name": "canary", "threshold": 10**9}
    pages = {"index.html": b"-", "methods.html": b"-"}
    publish([records], folder / "release", Options(policy=policy_from(given)), site=lambda _: pages)
    return folder / "release"


def test_no_withheld_number_in_any_byte_that_the_app_sends(
    visitor: Start, secret_release: Path, tmp_path: Path
) -> None:
    sent: list[bytes] = []

    def keep(response: Any, page: Any) -> None:  # noqa: ANN401
        if response.status != 200 or response.url.endswith((".woff2", ".js")):
            return
        try:
            sent.append(response.body())
        except Error:  # its frame is gone: ask the same address again
            sent.append(page.request.get(response.url).body())

    def keep_frame(payload: str | bytes) -> None:
        sent.append(payload.encode() if isinstance(payload, str) else payload)

    with serving([secret_release], tmp_path) as address:
        visit = visitor(address=address)
        visit.page.on("websocket", lambda socket: socket.on("framereceived", keep_frame))
        responses: list[Any] = []

        def note(response: Any) -> None:  # noqa: ANN401 -- the browser driver marks its handlers: no builtin will do
            responses.append(response)

        visit.page.on("response", note)
        for path, query in (("", {"period": "all"}), ("explore", {"by": "origin", "level": "state", "period": "all"}),
                            ("explore", {"by": "route"}), ("explore", {"by": "relation"}), ("method", {})):  # fmt: skip
            visit.open(path, **query)
            visit.idle()
            for response in responses:  # bodies are gone after the next navigation
                keep(response, visit.page)
            responses.clear()
    assert len(sent) > 20
    assert sum(map(len, sent)) > 100_000
    assert set().union(*map(leaks, sent)) == set()
    assert any(f"{TOTAL:,}".encode() in data for data in sent)  # a number that is shown is found
