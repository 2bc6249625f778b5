"""What geodata raises: one base class and its kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def plain(text: object) -> str:
    """Write a name so that a terminal shows it and does nothing else: control characters and broken bytes escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "backslashreplace").decode() for c in str(text))


class GeodataError(Exception):
    """Anything that geodata refuses; the message says where, what was found, what was expected, what to do."""


class PolicyError(GeodataError):
    """A policy file that can't be used; all its faults are gathered in one message."""


class ReleaseError(GeodataError):
    """A release that can't be read, or whose files are not what its manifest says."""


class DisclosureError(GeodataError):
    """A table that can't be protected, or an audit that found something or didn't finish."""


class InputError(GeodataError):
    """Records or operations that were refused; the reasons name file, column and rule, and no value.

    Parameters
    ----------
    reasons
        All reasons, at least one.
    """

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons: tuple[str, ...] = tuple(reasons)
        super().__init__("\n".join(self.reasons))
