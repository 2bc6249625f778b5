"""The door of the server: who may ask, for what, and what every answer says to the browser. Streamlit stands behind it.

A page in another tab can make a browser send requests to this server, and by a name of its own that points here (DNS
rebinding) even read the answers. So a request must name the server by a name that it goes by, and a browser that says
where a request comes from must say that it comes from here.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import ipaddress
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from dashboard.asgi.compression import Answer, header, send_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dashboard.asgi.compression import Application, Headers, Message, Receive, Send

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
HEALTH: Final = "/healthz"
#: Beginnings of the addresses that Streamlit and the app answer, beside the screens.
BEHIND: Final = (
    "/static/", "/app/static/", "/media/", "/component/", "/_stcore/health", "/_stcore/host-config", "/_stcore/stream",
    "/_stcore/upload_file/", "/_stcore/bidi-components/", "/favicon.png",
)  # fmt: skip
UPLOADS: Final = "/_stcore/upload_file/"
COMPONENTS: Final = "/component/"
_NETLOC: Final = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+?)\.?(?::(?P<port>[0-9]{1,5}))?")
_INLINE: Final = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_ALWAYS: Final[Headers] = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
_BAD, _FOREIGN, _NOWHERE, _METHOD, _UNREADY, _OK = 400, 403, 404, 405, 503, 200


@dataclass(frozen=True)
class Rules:
    """Whom the door lets in.

    Attributes
    ----------
    names
        Names that the server goes by, without ports; in lower case.
    screens
        Addresses of screens, without slashes; the first screen has an empty one too.
    takes_files
        Whether there is a screen that takes files.
    framed_by
        Origins whose pages may show the app in a frame.
    tells_details
        Whether the health check says more to who asks from this computer.
    """

    names: frozenset[str] = LOOPBACK
    screens: frozenset[str] = frozenset({""})
    takes_files: bool = False
    framed_by: tuple[str, ...] = ()
    tells_details: bool = False


def host_name(netloc: str) -> str | None:
    """Return the name in a Host header or an origin, in lower case and without brackets; None where it is misshapen."""
    found = _NETLOC.fullmatch(netloc.strip().lower())
    return found["name"].strip("[]") if found else None


class Door:
    """ASGI middleware, the outermost: refuses strangers, answers the health check, and marks every answer.

    Parameters
    ----------
    app
        What stands behind the door.
    rules
        Whom it lets in.
    health
        Says whether the server is ready to show something, and details for who runs it.
    """

    def __init__(self, app: Application, *, rules: Rules, health: Callable[[], tuple[bool, Mapping[str, Any]]]) -> None:
        self.app, self.rules, self._health = app, rules, health

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Let one request in, or answer it here."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        status = self._refusal(scope)
        if scope["type"] == "websocket":
            if status:
                await send({"type": "websocket.close", "code": 1008})
            else:
                await self.app(scope, receive, send)
        elif status:
            await self._say(send, status)
        elif scope["path"] == HEALTH:
            await self._tell_health(scope, send)
        else:
            await self._answer(scope, receive, send)

    def _refusal(self, scope: Message) -> int:
        """Return the status of a refusal, or 0."""
        headers = scope["headers"]
        if not self._is_from_here(headers):
            return _FOREIGN
        path, method = str(scope["path"]), scope.get("method", "GET")
        if not self._is_known(path):
            return _NOWHERE
        if scope["type"] == "websocket":
            return 0 if path == "/_stcore/stream" else _NOWHERE
        if path.startswith(UPLOADS) and not self.rules.takes_files:
            return _NOWHERE
        allowed = {"PUT", "DELETE", "OPTIONS"} if path.startswith(UPLOADS) else {"GET", "HEAD", "OPTIONS"}
        return 0 if method in allowed else _METHOD

    def _is_from_here(self, headers: Headers) -> bool:
        """Say whether a request names this server, and, where a browser says whence it comes, comes from it."""
        hosts = [value.decode("latin-1") for name, value in headers if name.lower() == b"host"]
        if len(hosts) != 1 or host_name(hosts[0]) not in self.rules.names:
            return False
        origins = [value.decode("latin-1").lower() for name, value in headers if name.lower() == b"origin"]
        return all(self._is_own(origin, hosts[0].lower()) for origin in origins)

    def _is_own(self, origin: str, host: str) -> bool:
        """Compare an origin with the Host; behind a proxy, which may rewrite that, with the names that were given."""
        scheme, _, netloc = origin.partition("://")
        if scheme not in {"http", "https"}:
            return False
        return netloc == host or host_name(netloc) in self.rules.names - LOOPBACK

    def _is_known(self, path: str) -> bool:
        if path == HEALTH or path.strip("/") in self.rules.screens:
            return not path.startswith("//")
        return path.startswith(BEHIND) and ".." not in path

    async def _say(self, send: Send, status: int, content: bytes = b"", kind: bytes = b"text/plain") -> None:
        headers = [*self._marks(b"default-src 'none'"), (b"content-type", kind), (b"cache-control", b"no-store"),
                   (b"content-length", str(len(content)).encode())]  # fmt: skip
        await send_whole(send, status, headers, content)

    async def _tell_health(self, scope: Message, send: Send) -> None:
        """Say ready or not; details only to this computer itself, not to what a proxy on it passes on."""
        is_ready, details = await asyncio.to_thread(self._health)
        told: dict[str, Any] = {"ready": is_ready}
        if self.rules.tells_details and _is_local(scope):
            told |= details
        content = json.dumps(told).encode()
        await self._say(send, _OK if is_ready else _UNREADY, content, b"application/json")

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass a request on; an HTML answer is held back until it is whole, since its policy names its scripts."""
        path = str(scope["path"])
        is_screen = path.strip("/") in self.rules.screens
        held: Answer | None = None

        async def mark(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start":
                is_page = header(list(message["headers"]), b"content-type").startswith(b"text/html")
                if is_page and not path.startswith(COMPONENTS):
                    held = Answer()
                    await held.take(message)
                    return
                policy = self._policy(inline=path.startswith(COMPONENTS))
                message = {**message, "headers": self._marked(list(message["headers"]), policy)}
            elif held is not None:
                await held.take(message)
                if not message.get("more_body"):
                    await self._send_page(held, send, is_screen=is_screen)
                return
            await send(message)

        await self.app(scope, receive, mark)

    async def _send_page(self, page: Answer, send: Send, *, is_screen: bool) -> None:
        """Send a page of the app; Streamlit answers with it for files that it doesn't have, too."""
        if page.status == _OK and not is_screen:
            await self._say(send, _NOWHERE)
            return
        policy = self._policy(page.body)
        await send_whole(send, page.status, self._marked(page.headers, policy), page.body)

    def _policy(self, page: bytes = b"", *, inline: bool = False) -> bytes:
        """Write the policy of contents: scripts of this server, and those in the page, by their hash.

        Streamlit draws with styles that its script writes, and its charts compile expressions. The map's component
        runs the script that it is sent, in a frame of its own.
        """
        hashes = [base64.b64encode(hashlib.sha256(script).digest()).decode() for script in _INLINE.findall(page)]
        scripts = "'unsafe-inline'" if inline else " ".join(f"'sha256-{digest}'" for digest in hashes)
        frames = " ".join(("'self'", *self.rules.framed_by))
        return (
            f"default-src 'self'; script-src 'self' 'unsafe-eval' {scripts}; style-src 'self' 'unsafe-inline'; "
            "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; worker-src 'self' blob:; "
            f"connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors {frames}"
        ).encode()

    def _marks(self, policy: bytes) -> Headers:
        return [*_ALWAYS, (b"content-security-policy", policy)]

    def _marked(self, headers: Headers, policy: bytes) -> Headers:
        marks = self._marks(policy)
        names = {name for name, _ in marks}
        return [*(pair for pair in headers if pair[0].lower() not in names), *marks]


def _is_local(scope: Message) -> bool:
    """Say whether a request comes from this computer, and from no proxy on it."""
    names = {name.lower() for name, _ in scope["headers"]}
    client = scope.get("client")
    if client is None or names & {b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip"}:
        return False
    try:
        return ipaddress.ip_address(client[0]).is_loopback
    except ValueError:
        return False
