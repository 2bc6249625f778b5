"""Kernels: loops over whole numbers that are compiled once there is enough to do.

To load the compiler takes longer than a small table does without it. Both ways give the same, random numbers included;
uncompiled kernels draw from a row of their own, one per thread, so that nobody else's draws repeat.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from types import FunctionType, SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geodata.attack.effort import EFFORT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geodata.attack.effort import Effort


class _Random(threading.local):
    """What kernels draw from line by line; the compiler gives each thread the same."""

    def __init__(self) -> None:
        own = np.random.RandomState(0)
        self.seed, self.randint = own.seed, own.randint


_NUMPY: Final = SimpleNamespace(**{**vars(np), "random": _Random()})


class Kernel:
    """A function on arrays and whole numbers, which calls other kernels and nothing else of its module."""

    known: Final[list[Kernel]] = []
    gone_through = 0
    #: Whether kernels run line by line, however much there is to do.
    is_held = False
    _around: Final[dict[str, dict[str, Any]]] = {}

    def __init__(self, py_func: FunctionType) -> None:
        self.py_func = py_func
        around = self._around.setdefault(py_func.__module__, {})
        around |= {**py_func.__globals__, **around, "np": _NUMPY}
        around[py_func.__name__] = self.plain = FunctionType(py_func.__code__, around, py_func.__name__)
        self.run: Callable[..., Any] = self.plain
        self.known.append(self)

    def __call__(self, *args: Any) -> Any:  # noqa: ANN401 -- as the function says
        """Run it, compiled or not."""
        return self.run(*args)

    @classmethod
    def compile_all(cls) -> None:
        """Compile all kernels; the compiler wants each to see the others compiled."""
        import numba  # noqa: PLC0415 -- only now is it worth its time

        seen: dict[str, dict[str, Any]] = {}
        for kernel in cls.known:
            plain = kernel.py_func
            around = seen.setdefault(plain.__module__, dict(plain.__globals__))
            copy = FunctionType(plain.__code__, around, plain.__name__)
            kernel.run = around[plain.__name__] = numba.njit(cache=True, nogil=True)(copy)


def kernel(py_func: Any) -> Kernel:  # noqa: ANN401 -- kernels have no types: the compiler finds them
    """Declare a kernel; those that it calls stand above it."""
    return Kernel(py_func)


def expect(unknowns: int, effort: Effort = EFFORT) -> None:
    """Say that kernels go through so many unknowns next: once there are enough, they are compiled."""
    if Kernel.is_held:
        return
    before = Kernel.gone_through
    Kernel.gone_through += unknowns
    if before < effort.interpreted <= Kernel.gone_through:
        Kernel.compile_all()


@contextmanager
def line_by_line() -> Iterator[None]:
    """Run kernels uncompiled meanwhile, so that they can be watched."""
    before = Kernel.is_held, [kernel.run for kernel in Kernel.known]
    Kernel.is_held = True
    for kernel in Kernel.known:
        kernel.run = kernel.plain
    try:
        yield
    finally:
        Kernel.is_held, runs = before
        for kernel, run in zip(Kernel.known, runs, strict=True):
            kernel.run = run
