"""The compiled parts, run line by line instead: what they do is the same, and can be watched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.attack.model import bounds
from geodata.attack.search import kernels as stepping

if TYPE_CHECKING:
    import pytest


def interpret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put every compiled function's own Python in its place."""
    for module in (bounds, stepping):
        for name, function in list(vars(module).items()):
            if hasattr(function, "py_func"):
                monkeypatch.setattr(module, name, function.py_func)
