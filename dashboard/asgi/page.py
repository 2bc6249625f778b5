"""The page around the app: Streamlit's own, with this product's name and a script that says its language.

Streamlit has no setting for either. A screen's own title is set when it runs; until then the tab says Recovery Atlas.
Nor has it one for what its first frame tells every visitor: where on the server the app lies.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from dashboard.asgi.compression import OK, Answer, header, send_whole
from dashboard.assets import STATIC

if TYPE_CHECKING:
    from dashboard.asgi.compression import Application, Message, Receive, Send

NAME: Final = "Recovery Atlas"
SCRIPT: Final = "app.py"
_TITLE, _HEAD_ENDS = b"<title>Streamlit</title>", b"</head>"
# What Streamlit says of its own file does not hold for the changed one.
_OF_THE_FILE: Final = {b"content-length", b"etag", b"last-modified"}
_CONDITIONS: Final = {b"if-none-match", b"if-modified-since", b"accept-encoding"}


class OwnPage:
    """ASGI middleware: the page's HTML gets name and script; all else goes through untouched."""

    def __init__(self, app: Application) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        asks = scope["type"] == "http" and scope.get("method") == "GET"
        if not asks or b"text/html" not in header(scope["headers"], b"accept"):
            await self.app(scope, receive, send)
            return
        kept = [pair for pair in scope["headers"] if pair[0].lower() not in _CONDITIONS]
        answer = Answer()
        await self.app({**scope, "headers": kept}, receive, answer.take)
        if answer.status == OK and header(answer.headers, b"content-type").startswith(b"text/html"):
            answer.body = dressed(answer.body)
            answer.headers = [pair for pair in answer.headers if pair[0].lower() not in _OF_THE_FILE]
            answer.headers.append((b"content-length", str(len(answer.body)).encode()))
        await send_whole(send, answer.status, answer.headers, answer.body)


class PathlessFrames:
    """ASGI middleware: no frame that begins a session says in which folder of the server the app lies."""

    def __init__(self, app: Application) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one connection."""

        async def pathless(message: Message) -> None:
            frame = message.get("bytes")
            await send({**message, "bytes": without_path(frame)} if frame else message)

        await self.app(scope, receive, pathless if scope["type"] == "websocket" else send)


def without_path(frame: bytes) -> bytes:
    """Return a frame with the script's name in place of its path, by which the page only tells apps apart."""
    # Imported here: the other commands of the command line must not wait for Streamlit.
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg  # noqa: PLC0415

    if SCRIPT.encode() not in frame:
        return frame
    told = ForwardMsg.FromString(frame)
    if told.HasField("new_session"):
        told.new_session.main_script_path = PurePath(told.new_session.main_script_path).name
    return bytes(told.SerializeToString())


def dressed(page: bytes) -> bytes:
    """Return Streamlit's page with this product's name in the tab and the script in its head."""
    script = (STATIC / "page.js").read_bytes()
    named = page.replace(_TITLE, f"<title>{NAME}</title>".encode(), 1)
    return named.replace(_HEAD_ENDS, b"<script>" + script + b"</script>" + _HEAD_ENDS, 1)
