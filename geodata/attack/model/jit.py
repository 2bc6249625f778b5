"""Kernels: loops over whole numbers that are compiled once there is enough to do.

To load the compiler takes longer than a small table does without it. Both ways give the same, random numbers included.
"""

from __future__ import annotations

from types import FunctionType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

#: So many unknowns are gone through line by line before the compiler is loaded.
ENOUGH: Final = 5_000


class Kernel:
    """A function on arrays and whole numbers, which calls other kernels and nothing else of its module."""

    known: Final[list[Kernel]] = []
    gone_through = 0

    def __init__(self, py_func: FunctionType) -> None:
        self.py_func = py_func
        self.run: Callable[..., Any] = py_func
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


def expect(unknowns: int) -> None:
    """Say that kernels go through so many unknowns next."""
    before = Kernel.gone_through
    Kernel.gone_through += unknowns
    if before < ENOUGH <= Kernel.gone_through:
        Kernel.compile_all()
