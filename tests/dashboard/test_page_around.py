"""The page around the app: its name and its language, and nothing else of it changed."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dashboard.asgi.page import OwnPage

PAGE = b'<!DOCTYPE html><html lang="en"><head><title>Streamlit</title></head><body>Streamlit</body></html>'


class Below:
    """The app below: one page, and what it was asked with."""

    def __init__(self, kind: bytes = b"text/html; charset=utf-8", status: int = 200) -> None:
        self.kind, self.status, self.asked = kind, status, dict[bytes, bytes]()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401, ARG002
        self.asked = dict(scope["headers"])
        headers = [(b"content-type", self.kind), (b"etag", b"e1"), (b"content-length", str(len(PAGE)).encode())]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": PAGE})


def asked(app: OwnPage, accept: bytes = b"text/html,*/*", method: str = "GET") -> tuple[dict[bytes, bytes], bytes]:
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:  # noqa: ANN401
        sent.append(message)

    headers = [(b"accept", accept), (b"if-none-match", b"e1"), (b"accept-encoding", b"gzip")]
    scope = {"type": "http", "method": method, "path": "/explore", "headers": headers}
    with ThreadPoolExecutor(1) as thread:  # the browser tests of the same run keep a loop running in this one
        thread.submit(lambda: asyncio.run(app(scope, None, send))).result()  # type: ignore[arg-type]
    return dict(sent[0]["headers"]), b"".join(part.get("body", b"") for part in sent[1:])


def test_the_page_has_the_products_name_and_says_its_language() -> None:
    below = Below()
    headers, body = asked(OwnPage(below))
    assert b"<title>Recovery Atlas</title>" in body
    assert body.count(b"<script>") == 1
    assert b"documentElement.lang" in body
    assert body.endswith(b"<body>Streamlit</body></html>")
    assert int(headers[b"content-length"]) == len(body)
    assert b"etag" not in headers  # it is of Streamlit's own file
    assert b"if-none-match" not in below.asked


@pytest.mark.parametrize(
    ("below", "accept", "method"),
    [
        (Below(kind=b"application/json"), b"text/html", "GET"), (Below(status=404), b"text/html", "GET"),
        (Below(), b"application/json", "GET"), (Below(), b"text/html", "HEAD"),
    ],
)  # fmt: skip
def test_all_else_goes_through_untouched(below: Below, accept: bytes, method: str) -> None:
    headers, body = asked(OwnPage(below), accept, method)
    assert body == PAGE
    assert headers[b"etag"] == b"e1"
