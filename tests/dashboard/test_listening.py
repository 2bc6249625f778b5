"""The server's ear: who never ends a header or a body is hung up on, and there is an end to how many may come."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from websockets.sync.client import connect

from dashboard import listening
from dashboard.listening import PatientProtocol, bound
from geodata.errors import ReleaseError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WAITS_S = 0.5
MOST = 30


async def app(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401
    """Answer with what was sent, after a moment; a WebSocket stays open."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        while (await receive())["type"] != "websocket.disconnect":
            pass
        return
    body, more = b"", True
    while more:
        told = await receive()
        body, more = body + told.get("body", b""), told.get("more_body", False)
    if scope["path"] == "/slow":
        await asyncio.sleep(3 * WAITS_S)
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Listen with little patience."""
    monkeypatch.setattr(listening, "HEADER_S", WAITS_S)
    monkeypatch.setattr(listening, "BODY_S", WAITS_S)
    monkeypatch.setattr(listening, "MOST_CONNECTIONS", MOST)
    ear = bound("127.0.0.1", 0)
    started = threading.Event()
    config = uvicorn.Config(app, http=PatientProtocol, lifespan="off", log_level="error", timeout_graceful_shutdown=1)
    server = listening.Server(config, started.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [ear]})
    thread.start()
    assert started.wait(20)
    yield int(ear.getsockname()[1])
    server.should_exit = True
    thread.join(20)
    ear.close()


def hung_up_after(port: int, first: bytes, drip: bytes = b"", *, at_most_s: float = 8.0) -> float:
    """Send something, then a byte now and then; return the seconds until the server hangs up."""
    with socket.create_connection(("127.0.0.1", port)) as one:
        one.sendall(first)
        one.settimeout(WAITS_S / 5)
        start = time.monotonic()
        while time.monotonic() - start < at_most_s:
            try:
                if one.recv(1000) == b"":
                    break
            except TimeoutError:
                if drip:
                    one.sendall(drip)
            except OSError:
                break
        return time.monotonic() - start


@pytest.mark.parametrize(
    ("first", "drip"),
    [
        (b"", b""), (b"GET / HT", b""), (b"GET / HTTP/1.1\r\nHost: x\r\nA: ", b"a"),
        (b"PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc", b""),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nA", b"a"),
    ],
    ids=["nothing", "half a line", "a header without end", "half a body", "half a second request"],
)  # fmt: skip
def test_who_never_ends_is_hung_up_on(port: int, first: bytes, drip: bytes) -> None:
    assert WAITS_S * 0.8 < hung_up_after(port, first, drip) < 6


def test_who_goes_on_is_waited_for(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as one:
        one.sendall(b"PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n")
        for letter in b"abcdef":  # longer in all than a body may pause
            time.sleep(WAITS_S / 3)
            one.sendall(bytes([letter]))
        one.settimeout(10)
        told = b""
        while not told.endswith(b"abcdef"):
            told += one.recv(1000)
    assert hung_up_after(port, b"GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") > 2.5 * WAITS_S


def test_a_websocket_may_be_idle(port: int) -> None:
    with connect(f"ws://127.0.0.1:{port}/") as idle:
        time.sleep(3 * WAITS_S)
        idle.ping().wait(5)


def test_there_is_an_end_to_connections_and_then_there_is_room_again(port: int) -> None:
    many = [socket.create_connection(("127.0.0.1", port)) for _ in range(MOST + 10)]
    time.sleep(WAITS_S / 2)
    closed = 0
    for one in many:
        one.setblocking(False)  # noqa: FBT003
        try:
            closed += one.recv(1) == b""
        except BlockingIOError:
            pass
        except OSError:
            closed += 1
    assert 10 <= closed < MOST
    for one in many:
        one.close()
    time.sleep(WAITS_S)
    assert hung_up_after(port, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") < 2


@pytest.mark.parametrize(
    ("host", "make"),
    [
        ("127.0.0.1", lambda taken: taken),
        ("192.0.2.1", lambda _: 0),
        ("nowhere.invalid", lambda _: 0),
        ("a b", lambda _: 0),
    ],
)
def test_an_address_that_can_not_be_had_is_refused(host: str, make: Callable[[int], int]) -> None:
    refused = pytest.raises(ReleaseError, match="expected an address that is free here")
    with socket.create_server(("127.0.0.1", 0)) as taken, refused:
        bound(host, make(taken.getsockname()[1]))
