"""A server with a desk in some phase of its work: uploads kept, a job running, a release staged. For test_ending."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from dashboard import server
from dashboard.engine import DESKS
from dashboard.listening import bound, listen

RECORDS = b"period,origin,recovery,count,as_of\n" + b"2023,US-TX,US-OK,40,2023-12-31\n2023,US-NM,US-TX,20,2023-12-31\n"


async def nothing(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401
    """Answer nothing but the start and the end of the server."""
    while scope["type"] == "lifespan":
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"].endswith("shutdown"):
            return


def main(phase: str, told: Path) -> None:
    """Serve, and write which process works for it and where its uploads are."""
    with bound("127.0.0.1", 0) as ear, server._place_to_work(told.parent / "releases"):
        desk = DESKS.open(lambda: True)
        kept, worker = desk.keep([("records.csv", RECORDS)]), ""
        if phase == "running":
            job = desk.begin("publish", ["--out", str(desk.staged), "--duplicates", "keep"], [("records.csv", RECORDS)])
            assert job is not None
            worker = str(job._process.pid)
            while not job.progress:
                pass
        if phase == "staged":
            desk.staged.mkdir()
            (desk.staged / "manifest.json").write_bytes(b"{}")
        (told.parent / "half").write_text(f"{os.getpid()} {kept[0]} {worker}", encoding="utf-8")
        listen(nothing, ear, lambda: (told.parent / "half").rename(told) and None)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
