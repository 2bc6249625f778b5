"""Static files: packed once, kept for good where the address says which version it is, and never otherwise."""

from __future__ import annotations

import asyncio
import gzip
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dashboard.asgi.compression import FOREVER, PackedFiles
from dashboard.assets import STATIC, geometry, static_url

BODY = b"var words = 'again and again and again and again';"


class Below:
    """The app below: one file, and a count of how often it was read."""

    def __init__(self, status: int = 200) -> None:
        self.status, self.seen = status, list[dict[str, Any]]()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401, ARG002
        self.seen.append(scope)
        headers = [(b"etag", b"e1"), (b"content-length", str(len(BODY)).encode())]
        if self.status != 200:
            headers = headers[:1]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": BODY[:9], "more_body": True})
        await send({"type": "http.response.body", "body": BODY[9:]})


def asked(
    app: PackedFiles, path: str, query: bytes = b"", accept: bytes = b"gzip, br"
) -> tuple[dict[bytes, bytes], bytes]:
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:  # noqa: ANN401
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": query,
             "headers": [(b"accept-encoding", accept)]}  # fmt: skip
    with ThreadPoolExecutor(1) as thread:  # the browser tests of the same run keep a loop running in this one
        thread.submit(lambda: asyncio.run(app(scope, None, send))).result()  # type: ignore[arg-type]
    return dict(sent[0]["headers"]), b"".join(part.get("body", b"") for part in sent[1:])


@pytest.mark.parametrize("path", ["/app/static/map/atlas.js", "/base/app/static/x.json", "/static/js/index.1.js"])
def test_a_text_is_packed_once(path: str) -> None:
    app = PackedFiles(Below())
    first, second = asked(app, path), asked(app, path)
    assert first == second
    headers, body = first
    assert headers[b"content-encoding"] == b"gzip"
    assert int(headers[b"content-length"]) == len(body)
    assert gzip.decompress(body) == BODY
    assert len(app._kept) == 1


def test_only_an_address_with_a_version_is_kept_for_good() -> None:
    app = PackedFiles(Below())
    assert asked(app, "/app/static/map/atlas.js", b"v=0123456789")[0][b"cache-control"] == FOREVER
    assert asked(app, "/app/static/icon.png", b"v=0123456789")[0][b"cache-control"] == FOREVER
    assert b"cache-control" not in asked(app, "/app/static/map/atlas.js")[0]


def test_what_is_no_file_is_neither_packed_nor_kept() -> None:
    app = PackedFiles(Below(status=404))
    headers, body = asked(app, "/app/static/none.js", b"v=1")
    assert b"content-encoding" not in headers
    assert b"cache-control" not in headers
    assert body == BODY
    assert asked(PackedFiles(Below()), "/media/cells.json")[0][b"etag"] == b"e1"
    assert b"content-encoding" not in asked(PackedFiles(Below()), "/app/static/map/atlas.js", accept=b"identity")[0]


def test_an_address_changes_with_its_file() -> None:
    name, _, version = static_url("palette.json").rpartition("?v=")
    assert name.endswith("app/static/palette.json")
    assert len(version) == 10
    assert geometry("state").url.split("?")[0].endswith(".json")
    assert (STATIC / "palette.json").exists()


def test_the_icon_that_every_run_asks_for_is_kept_by_the_browser() -> None:
    headers, _ = asked(PackedFiles(Below()), f"/media/{'0a' * 16}.png")
    assert headers[b"cache-control"] == FOREVER
    assert b"cache-control" not in asked(PackedFiles(Below()), "/media/records.png")[0]
