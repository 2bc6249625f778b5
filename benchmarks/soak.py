"""A server under a crowd that does nothing, or nothing whole, while releases are replaced beneath it.

Five hundred WebSockets stay idle, two hundred requests never end their header, fifty visitors change a filter every
five seconds, and the release is replaced every minute, by another and back. None may see an error; half-open requests
are hung up on; memory stays flat.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
import sys
import tempfile
import threading
import time
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from benchmarks.report import Report, run
from benchmarks.served import LONGEST_MESSAGE_BYTES, Server, crowd, our_app, told_years
from dashboard.listening import HEADER_S
from geodata.release.placing import put
from tests.dashboard.handmade import write_release

if TYPE_CHECKING:
    from collections.abc import Iterable

TARGETS: Final = {
    "errors": ("==", 0),
    "p95_s": ("<=", 2),
    "sockets_lost": ("==", 0),
    "half_open_left": ("==", 0),
    "replaced_unseen": ("==", 0),
    "memory_growth_percent": ("<=", 10),
}
MINUTES: Final = 3.0
VISITORS: Final = 50
EVERY_S: Final = 5.0
REPLACED_EVERY_S: Final = 60.0


class Idlers:
    """WebSockets that are opened and left alone; a thread of their own answers the pings."""

    def __init__(self, address: str, many: int) -> None:
        self.lost, self._many, self._address = 0, many, address
        self._is_open, self._may_go = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._stay()), daemon=True)
        self._thread.start()
        self._is_open.wait(120)

    async def _stay(self) -> None:
        from websockets.asyncio.client import connect  # noqa: PLC0415 -- only here

        url = f"{self._address.replace('http', 'ws')}/_stcore/stream"
        async with AsyncExitStack() as held:
            told = {"max_size": LONGEST_MESSAGE_BYTES, "subprotocols": ["streamlit"], "origin": self._address}
            opened = [await held.enter_async_context(connect(url, **told)) for _ in range(self._many)]
            self._is_open.set()
            await asyncio.to_thread(self._may_go.wait)
            self.lost = sum(each.close_code is not None for each in opened)

    def leave(self) -> int:
        """Close them, and return how many the server had closed."""
        self._may_go.set()
        self._thread.join(60)
        return self.lost


def half_open(address: str, many: int) -> list[socket.socket]:
    """Begin requests and never end their headers."""
    where = urlsplit(address)
    begun = [socket.create_connection((where.hostname or "", where.port or 80)) for _ in range(many)]
    for each in begun:
        each.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Never-")
    return begun


def still_open(begun: Iterable[socket.socket]) -> int:
    """Return how many of them the server still holds."""
    left = 0
    for each in begun:
        each.setblocking(False)  # noqa: FBT003 -- the socket's own method
        try:
            left += each.recv(1) != b""
        except BlockingIOError:
            left += 1
        except OSError:
            pass
        with suppress(OSError):
            each.close()
    return left


class Replacing(threading.Thread):
    """Puts the other release in place, again and again."""

    def __init__(self, place: Path, others: list[Path], every_s: float) -> None:
        super().__init__(daemon=True)
        self.times, self._place, self._every_s = 0, place, every_s
        self._files = [{p.relative_to(o).as_posix(): p.read_bytes() for p in o.rglob("*.*")} for o in others]
        self._over = threading.Event()

    def run(self) -> None:
        """Replace until told to stop."""
        while not self._over.wait(self._every_s):
            self.times += 1
            put(self._place, self._files[self.times % len(self._files)])

    def stop(self) -> None:
        """Replace no more."""
        self._over.set()
        self.join()


def _crowded(server: Server, place: Path, visitors: int, seconds: float) -> tuple[list[float], int, list[float]]:
    """Let visitors change a filter again and again; return seconds per change, errors, and memory over time."""
    years, end = told_years(place), time.monotonic() + seconds
    taken: list[float] = []
    errors, memory_mb = 0, [server.memory_mb()]
    every_s = EVERY_S if visitors == VISITORS else 0.3
    while time.monotonic() < end:
        more, wrong = crowd(server.address, visitors, years, every_s)
        taken, errors = taken + more, errors + wrong
        memory_mb.append(server.memory_mb())
        sys.stderr.write(f"soak: {len(taken)} changes, {errors} errors, {memory_mb[-1]:.0f} MB\n")
    return taken, errors, memory_mb


def measure(quick: bool, minutes: float) -> Report:  # noqa: FBT001
    """Soak a server for some minutes."""
    visitors, idle, half = (2, 10, 5) if quick else (VISITORS, 500, 200)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        counties = ("US-TX",) if quick else None
        others = [write_release(folder / who, name=who, counties_of=counties) for who in ("one", "two")]
        place = folder / "release"
        shutil.copytree(others[0], place)
        with our_app(place, folder) as server:
            crowd(server.address, visitors, told_years(place)[:2], 0.3)  # warm
            idlers, begun, start = Idlers(server.address, idle), half_open(server.address, half), time.monotonic()
            replacing = Replacing(place, others, 1.0 if quick else REPLACED_EVERY_S)
            replacing.start()
            taken, errors, memory_mb = _crowded(server, place, visitors, 4.0 if quick else minutes * 60)
            time.sleep(max(0.0, start + HEADER_S + 5 - time.monotonic()))
            left = still_open(begun)
            replacing.stop()
            put(place, {p.relative_to(others[1]).as_posix(): p.read_bytes() for p in others[1].rglob("*.*")})
            unseen = errors + crowd(server.address, 1, told_years(place)[:2], 0.1)[1]
            lost = idlers.leave()
    settled = memory_mb[max(1, len(memory_mb) // 5)]
    metrics = {
        "changes": len(taken), "errors": errors, "p95_s": sorted(taken)[int(len(taken) * 0.95)],
        "sockets": idle, "sockets_lost": lost, "half_open": half, "half_open_left": left,
        "replaced": replacing.times, "replaced_unseen": unseen,
        "memory_mb": memory_mb[-1], "memory_growth_percent": (memory_mb[-1] / settled - 1) * 100,
    }  # fmt: skip
    return Report("soak", {name: round(figure, 3) for name, figure in metrics.items()}, TARGETS)


if __name__ == "__main__":
    run(measure, __doc__, minutes=MINUTES)
