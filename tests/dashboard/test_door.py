"""The door: strangers by host or origin stay out, unknown paths are nowhere, every answer is marked."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dashboard import server
from dashboard.asgi.door import LOOPBACK, Door, Rules, host_name
from geodata.errors import ReleaseError

PAGE = b"<html><head><script>one()</script></head><script>two()</script></html>"
HERE = [(b"host", b"127.0.0.1:8501")]
NAMED = frozenset({*LOOPBACK, "data.example.gov"})


class Below:
    """What stands behind the door: it answers everything with one page, as Streamlit does."""

    def __init__(self, kind: bytes = b"text/html") -> None:
        self.kind, self.asked = kind, list[str]()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401, ARG002
        self.asked.append(scope["path"])
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            return
        headers = [(b"content-type", self.kind), (b"x-content-type-options", b"sniff"), (b"etag", b"1")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": PAGE[:20], "more_body": True})
        await send({"type": "http.response.body", "body": PAGE[20:]})


def asked(
    path: str = "/", headers: list[tuple[bytes, bytes]] | None = None, *, method: str = "GET", kind: str = "http",
    below: Below | None = None, rules: Rules | None = None, client: str = "127.0.0.1", ready: bool = True,
) -> tuple[int, dict[bytes, bytes], bytes]:  # fmt: skip
    """Ask the door, and return status, headers and body; of a WebSocket 101 where it is let in, 1008 where not."""
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:  # noqa: ANN401
        sent.append(message)

    scope = {"type": kind, "method": method, "path": path, "headers": HERE if headers is None else headers,
             "client": (client, 1)}  # fmt: skip
    door = Door(below or Below(), rules=rules or Rules(screens=frozenset({"", "explore"})),
                health=lambda: (ready, {"releases": {"secret-name": True}}))  # fmt: skip
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(door(scope, None, send))).result()  # type: ignore[arg-type]
    if kind == "websocket":
        return {"websocket.accept": 101, "websocket.close": 1008}[sent[0]["type"]], {}, b""
    return sent[0]["status"], dict(sent[0]["headers"]), b"".join(part.get("body", b"") for part in sent[1:])


@pytest.mark.parametrize(
    ("host", "is_let_in"),
    [
        ("127.0.0.1:8501", True), ("localhost", True), ("LOCALHOST.:80", True), ("[::1]:8501", True),
        ("evil.example", False), ("127.0.0.1.evil.example", False), ("localhost.evil.example:8501", False),
        ("evil.example:8501@127.0.0.1", False), ("127.0.0.1/x", False), ("", False), ("127.0.0.1 evil", False),
        ("0.0.0.0", False),  # noqa: S104
        ("[::ffff:127.0.0.1]", False), ("localhost:99999999", False), ("10.0.0.7", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_only_who_names_this_server_is_let_in(host: str, kind: str, *, is_let_in: bool) -> None:
    below = Below()
    path = "/" if kind == "http" else "/_stcore/stream"
    status, _, body = asked(path, [(b"host", host.encode())], kind=kind, below=below)
    assert (status in {200, 101}) is is_let_in
    assert below.asked == ([path] if is_let_in else []), "Streamlit never sees a stranger's request"
    assert is_let_in or body == b""


def test_no_host_or_two_of_them_are_none() -> None:
    assert asked(headers=[])[0] == 403
    assert asked(headers=[*HERE, *HERE])[0] == 403


@pytest.mark.parametrize(
    ("origin", "is_let_in"),
    [
        ("http://127.0.0.1:8501", True), ("http://evil.example", False), ("null", False), ("", False),
        ("http://localhost:8501", False), ("http://127.0.0.1:9999", False), ("file://", False),
        ("https://127.0.0.1:8501.evil.example", False), ("chrome-extension://127.0.0.1:8501", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_a_page_of_another_origin_gets_no_answer(origin: str, kind: str, *, is_let_in: bool) -> None:
    path = "/" if kind == "http" else "/_stcore/stream"
    status, _, _ = asked(path, [*HERE, (b"origin", origin.encode())], kind=kind)
    assert (status in {200, 101}) is is_let_in


def test_a_name_that_was_allowed_is_one_behind_a_proxy_too() -> None:
    rules = Rules(names=NAMED)
    for host in (b"data.example.gov", b"127.0.0.1:8501"):  # a proxy may rewrite it
        headers = [(b"host", host), (b"origin", b"https://data.example.gov")]
        assert asked(headers=headers, rules=rules)[0] == 200
        assert asked(headers=[(b"host", host), (b"origin", b"https://evil.example")], rules=rules)[0] == 403


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200), ("/explore", 200), ("/explore/", 200), ("/nowhere", 404), ("/explore/deeper", 404), ("//evil", 404),
        ("/admin.php", 404), ("/_stcore/agent/interact", 404), ("/_stcore/agent/openapi.json", 404),
        ("/_stcore/metrics", 404), ("/_stcore/script-health-check", 404), ("/static/missing.js", 404),
        ("/app/static/../app.py", 404), ("/_stcore/upload_file/a/b", 404), ("/component/x/index.html", 200),
    ],
)  # fmt: skip
def test_unknown_paths_are_nowhere(path: str, status: int) -> None:
    assert asked(path)[0] == status


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT"])
def test_nothing_is_changed_from_outside(method: str) -> None:
    assert asked(method=method)[0] == 405
    takes = Rules(takes_files=True)
    upload = asked("/_stcore/upload_file/a/b", method=method, rules=takes)[0]
    assert upload == (404 if method in {"PUT", "DELETE"} else 405), "let through, and the page below is no upload"


def test_a_websocket_has_one_address() -> None:
    assert asked("/_stcore/stream", kind="websocket")[0] == 101
    for path in ("/", "/_stcore/health", "/_stcore/stream/../x", "/ws"):
        assert asked(path, kind="websocket")[0] == 1008, path


@pytest.mark.parametrize("path", ["/", "/nowhere", "/healthz", "/app/static/map/atlas.js", "/component/x/index.html"])
def test_every_answer_is_marked(path: str) -> None:
    _, headers, _ = asked(path, below=Below(b"text/html" if path == "/" else b"text/javascript"))
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"referrer-policy"] == b"no-referrer"
    assert headers[b"cross-origin-resource-policy"] == b"same-origin"
    policy = headers[b"content-security-policy"].decode()
    assert "default-src" in policy
    assert "http:" not in policy


def test_a_refusal_is_marked_too_and_says_nothing() -> None:
    status, headers, body = asked(headers=[(b"host", b"evil.example")])
    assert (status, body) == (403, b"")
    assert headers[b"content-security-policy"] == b"default-src 'none'"


def test_the_pages_own_scripts_run_and_no_other() -> None:
    _, headers, body = asked()
    assert body == PAGE
    policy = headers[b"content-security-policy"].decode()
    told = re.search(r"script-src ([^;]*)", policy)
    assert told
    expected = {base64.b64encode(hashlib.sha256(s).digest()).decode() for s in (b"one()", b"two()")}
    assert {part[8:-1] for part in told[1].split() if part.startswith("'sha256-")} == expected
    assert "'unsafe-inline'" not in told[1]
    assert "frame-ancestors 'self'" in policy


def test_who_may_frame_the_app_is_said() -> None:
    rules = Rules(framed_by=("https://example.gov",))
    assert b"frame-ancestors 'self' https://example.gov" in asked(rules=rules)[1][b"content-security-policy"]


@pytest.mark.parametrize(
    ("tells", "client", "more", "is_told"),
    [
        (True, "127.0.0.1", [], True), (False, "127.0.0.1", [], False), (True, "10.0.0.7", [], False),
        (True, "127.0.0.1", [(b"x-forwarded-for", b"127.0.0.1")], False), (True, "nobody", [], False),
    ],
)  # fmt: skip
def test_the_health_check_names_nothing_but_here(
    client: str, more: list[tuple[bytes, bytes]], *, tells: bool, is_told: bool
) -> None:
    for ready in (True, False):
        status, headers, body = asked(
            "/healthz", [*HERE, *more], rules=Rules(tells_details=tells), client=client, ready=ready
        )
        assert status == (200 if ready else 503)
        assert json.loads(body)["ready"] is ready
        assert (b"secret-name" in body) is is_told
        assert headers[b"cache-control"] == b"no-store"


@pytest.mark.parametrize(
    ("netloc", "name"),
    [("A.Example:80", "a.example"), ("[::1]", "::1"), ("x:y", None), ("a b", None), ("a@b", None), ("", None)],
)
def test_a_host_is_read_strictly(netloc: str, name: str | None) -> None:
    assert host_name(netloc) == name


def test_what_is_no_name_or_origin_is_refused_all_at_once() -> None:
    odd = server.Visitors(("a.example:80", "ok.example", "*", "x/y"), ("example.gov", "https://a.example/path"))
    with pytest.raises(ReleaseError) as refusal:
        odd.checked()
    assert len(str(refusal.value).splitlines()) == 5
    good = server.Visitors(("[::1]", "Data.Example.GOV"), ("https://example.gov/",)).checked()
    assert good == server.Visitors(("::1", "data.example.gov"), ("https://example.gov",))


def test_the_doors_screens_are_those_of_the_app() -> None:
    assert server.screens() == {"", "overview", "explore", "public", "method", "publish"}
