"""Signals that end the program: the one place where they are listened to.

TERM, HUP and INT all end it in order: what was begun is undone, what was uploaded is removed, and one line says so.
Nothing can be done about KILL; what is left then is cleared up at the next start.
"""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

SIGNALS: Final = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Ended(BaseException):
    """The program was told to end; no KeyboardInterrupt, which libraries on the way would answer in their words."""


def interrupt() -> None:
    """End what goes on, so that it clears up after itself.

    Raises
    ------
    Ended
        Always.
    """
    raise Ended


@contextmanager
def ending(end: Callable[[], None] = interrupt) -> Iterator[None]:
    """Call something when the first signal comes that ends the program; later ones change nothing.

    A signal that is ignored, as HUP is under `nohup`, stays so. Only the main thread can listen.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    is_over = False

    def hear(_number: int, _frame: FrameType | None) -> None:
        nonlocal is_over
        if not is_over:
            is_over = True
            end()

    before = {number: signal.getsignal(number) for number in SIGNALS}
    heard = [number for number, handler in before.items() if handler is not signal.SIG_IGN]
    for number in heard:
        signal.signal(number, hear)
    try:
        yield
    finally:
        for number in heard:
            signal.signal(number, before[number] or signal.SIG_DFL)
