"""Static files, packed once and kept: by this server as gzip in memory, by the browser for a year.

Streamlit sends its own scripts uncompressed and the app's files without a word on caching. All of these have their
content's hash in the address, so a browser never needs to ask for them again.
"""

from __future__ import annotations

import asyncio
import gzip
import re
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping
    from typing import Any

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    Application = Callable[[Message, Receive, Send], Awaitable[None]]

Headers: TypeAlias = list[tuple[bytes, bytes]]
APP_FILES: Final = "/app/static/"
STREAMLIT_FILES: Final = "/static/"
PICTURES: Final = re.compile(r".*/media/[0-9a-f]{32,}\.png")  # the page's icon, which Streamlit asks for at every run
TEXTS: Final = (".js", ".css", ".json", ".svg")
FOREVER: Final = b"public, immutable, max-age=31536000"
OK: Final = 200
MOST_KEPT_BYTES: Final = 64 * 2**20


class PackedFiles:
    """ASGI middleware: texts among the static files as gzip, made once; addresses with a hash cached for good."""

    def __init__(self, app: Application) -> None:
        self.app = app
        self._kept: dict[str, tuple[Headers, bytes]] = {}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = str(scope.get("path", ""))
        is_static = scope["type"] == "http" and (
            APP_FILES in path or STREAMLIT_FILES in path or PICTURES.fullmatch(path)
        )
        if not is_static or scope.get("method") != "GET":
            await self.app(scope, receive, send)
            return
        wants_gzip = b"gzip" in header(scope["headers"], b"accept-encoding") and path.endswith(TEXTS)
        if wants_gzip and path in self._kept and not header(scope["headers"], b"if-none-match"):
            headers, body = self._kept[path]
            await send_whole(send, OK, _cached(headers, scope), body)
            return
        if wants_gzip:  # the layers below would pack it anew for every request
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}
        answer = Answer()
        await self.app(scope, receive, answer.take if wants_gzip else _forwarding(send, scope))
        if wants_gzip:
            await self._reply(answer, scope, send)

    async def _reply(self, answer: Answer, scope: Message, send: Send) -> None:
        """Send what was taken; a file packed, and kept: what lies below doesn't change while the server runs."""
        if answer.status != OK:
            await send_whole(send, answer.status, answer.headers, answer.body)
            return
        packed = await asyncio.to_thread(gzip.compress, answer.body, 9, mtime=0)
        unfit = {b"content-length", b"content-encoding", b"vary"}
        headers = [pair for pair in answer.headers if pair[0] not in unfit]
        headers += [(b"content-encoding", b"gzip"), (b"vary", b"Accept-Encoding"),
                    (b"content-length", str(len(packed)).encode())]  # fmt: skip
        if sum(len(body) for _, body in self._kept.values()) + len(packed) < MOST_KEPT_BYTES:
            self._kept[str(scope["path"])] = headers, packed
        await send_whole(send, OK, _cached(headers, scope), packed)


class Answer:
    """An answer of the app below, held back until it is whole."""

    def __init__(self) -> None:
        self.status, self.headers, self.body = 500, list[tuple[bytes, bytes]](), b""

    async def take(self, message: Message) -> None:
        """Take a part of it, as `send` would."""
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")


async def send_whole(send: Send, status: int, headers: Headers, body: bytes) -> None:
    """Send an answer in one piece."""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def header(headers: Headers, name: bytes) -> bytes:
    """Return a header's value, or nothing."""
    return next((value for key, value in headers if key.lower() == name), b"")


def _cached(headers: Headers, scope: Message) -> Headers:
    """Let the browser keep a file of the app for good, when its address says which version it is."""
    path = str(scope["path"])
    is_versioned = APP_FILES in path and b"v" in parse_qs(scope.get("query_string", b""))
    if not is_versioned and not PICTURES.fullmatch(path):
        return headers
    return [*(pair for pair in headers if pair[0] != b"cache-control"), (b"cache-control", FOREVER)]


def _forwarding(send: Send, scope: Message) -> Send:
    async def forward(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == OK:
            message = {**message, "headers": _cached(list(message["headers"]), scope)}
        await send(message)

    return forward
