"""The server's ear: a socket that is bound before anything is announced, and connections that can't wear it out."""

from __future__ import annotations

import socket
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from dashboard.ending import ending
from geodata.errors import ReleaseError

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Iterator

MOST_CONNECTIONS: Final = 2_000
HEADER_S: Final = 10.0  # from the first byte of a request, or from the connection, to the end of its header
BODY_S: Final = 30.0  # without a byte of an upload
IDLE_S: Final = 60  # of a connection between two requests
PING_S: Final = 20.0  # a WebSocket that doesn't answer is closed
ENDING_S: Final = 3  # for answers under way
LONGEST_MESSAGE_BYTES: Final = 8 * 2**20  # of a browser: what was chosen; files come another way
LONGEST_HEADER_BYTES: Final = 64 * 2**10
_BACKLOG: Final = 512


def bound(host: str, port: int) -> socket.socket:
    """Bind the address, before anything is said of it.

    Raises
    ------
    ReleaseError
        When it is taken, not this computer's, or not allowed.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        ear = socket.socket(family, kind, protocol)
        try:
            if sys.platform != "win32":  # there it would share the address with another server
                ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            ear.bind(address)
            ear.listen(_BACKLOG)
        except OSError:
            ear.close()
            raise
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or "no address"
        msg = f"--host {host} --port {port}: {why}; expected an address that is free here. Choose another --port."
        raise ReleaseError(msg) from error
    return ear


class PatientProtocol(H11Protocol):
    """HTTP with an end to patience: for headers, for bodies, and with how many there are."""

    _timer: asyncio.TimerHandle | None = None
    _waits_for: str = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, or hang up where there are too many."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()
            return
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._rest()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, and wait for what must come next."""
        super().data_received(data)
        if not self.transport.is_closing():
            self._wait()

    def handle_websocket_upgrade(self, event: Any) -> None:  # noqa: ANN401 -- h11 has no types
        """Hand the connection over to the WebSocket, which pings."""
        self._rest()
        self._waits_for = "nothing"
        super().handle_websocket_upgrade(event)

    def _wait(self) -> None:
        """Set the clock: once for a header, anew at every part of a body, not at all while the app answers."""
        if self._waits_for == "nothing":
            return
        if self.cycle is None or self.cycle.response_complete:
            waits_for, seconds = "header", HEADER_S
        elif self.cycle.more_body:
            waits_for, seconds = "body", BODY_S
        else:
            self._rest()
            return
        if waits_for != "header" or self._waits_for != "header":
            self._rest()
            self._waits_for, self._timer = waits_for, self.loop.call_later(seconds, self._hang_up)

    def _rest(self) -> None:
        self._waits_for = ""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _hang_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.abort()


class Server(uvicorn.Server):
    """uvicorn, with this program's signals, and a word when it listens."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        if self.started:
            self._announce()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Listen to the signals that end the program."""

        def end() -> None:
            self.should_exit = True

        with ending(end):
            yield


def listen(app: Any, ear: socket.socket, announce: Callable[[], None]) -> None:  # noqa: ANN401 -- an ASGI app
    """Serve an app until a signal comes."""
    _allow_many_files()
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, http=PatientProtocol,
        ws_max_size=LONGEST_MESSAGE_BYTES, ws_ping_interval=PING_S, ws_ping_timeout=PING_S, timeout_keep_alive=IDLE_S,
        timeout_graceful_shutdown=ENDING_S, h11_max_incomplete_event_size=LONGEST_HEADER_BYTES, proxy_headers=False,
    )  # fmt: skip
    with suppress(KeyboardInterrupt):
        Server(config, announce).run(sockets=[ear])


def _allow_many_files() -> None:
    """Ask the system for as many open connections as the server takes."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 -- not on Windows

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 2 * MOST_CONNECTIONS
        if soft != resource.RLIM_INFINITY and soft < wanted:
            most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
