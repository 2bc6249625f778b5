"""What the loaders refuse, and how they say it.

A message names the file, the row or column and the rule, and never a value: a value that was refused may be a child's
name. All faults of all sources are gathered before anything is raised, so that a sender mends a file once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason for a refusal: where, what was found, what was expected, and what to do about it."""

    where: str
    found: str
    expected: str
    remedy: str

    def __str__(self) -> str:
        """Return the fault as the two sentences that a visitor reads."""
        return f"{self.where}: {self.found}; expected {self.expected}. {self.remedy}"


class LoadError(ValueError):
    """Nothing was loaded, for one or several reasons.

    Parameters
    ----------
    faults
        All reasons, at least one.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class PersonalDataError(LoadError):
    """A file holds data about single persons or single points, by the header or the content of a column."""


class SourceError(LoadError):
    """A source cannot be read, or is not a table of a known format."""


class ColumnsError(LoadError):
    """A table lacks a column that records need, or has two for one purpose."""


class OptionError(LoadError):
    """A setting of the call is not one of those that exist."""


# The gravest kind names the error when several sources are refused for different reasons.
BY_GRAVITY = (PersonalDataError, SourceError, ColumnsError, OptionError)


def gathered(errors: Sequence[LoadError]) -> LoadError:
    """Return one error with the faults of all, of the gravest kind among them."""
    kind = next(kind for kind in (*BY_GRAVITY, LoadError) if any(isinstance(error, kind) for error in errors))
    return kind(fault for error in errors for fault in error.faults)
