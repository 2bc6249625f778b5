"""What geodata raises: one base class and its kinds."""

from __future__ import annotations


class GeodataError(Exception):
    """Anything that geodata refuses; the message says where, what was found, what was expected, what to do."""


class PolicyError(GeodataError):
    """A policy file that can't be used; all its faults are gathered in one message."""


class ReleaseError(GeodataError):
    """A release that can't be read, or whose files are not what its manifest says."""


class DisclosureError(GeodataError):
    """A table that can't be protected, or an audit that found something or didn't finish."""
