"""A command on a leash: it ends with the process that started it, whatever ends that, and takes its children along.

The leash is the command's stdin, a pipe whose other end the parent holds. When that closes, nobody waits for an answer.
"""

from __future__ import annotations

import os
import signal
import sys
import threading


def main() -> int:
    """Run the command that the arguments name, on the leash."""
    threading.Thread(target=_hold, daemon=True).start()
    from dashboard.cli import main as run  # noqa: PLC0415 -- nothing is loaded before somebody holds the leash

    return run()


def _hold() -> None:
    while os.read(0, 1):
        pass
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(2)


if __name__ == "__main__":
    sys.exit(main())
