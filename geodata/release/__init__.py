"""Release: write, read, verify and audit what is published.

Names are fetched when they are first asked for: reading a release needs nothing of the disclosure engine, and the app,
which only reads, starts without it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from geodata.errors import ReleaseError
    from geodata.release.assembling import Particulars, assemble
    from geodata.release.auditing import audit_folder, audit_folders
    from geodata.release.model import Release
    from geodata.release.publisher import Publisher
    from geodata.release.reading import read_release
    from geodata.release.verifying import verify_folder
    from geodata.release.writing import pack_release, write_release

__all__ = [
    "Particulars",
    "Publisher",
    "Release",
    "ReleaseError",
    "assemble",
    "audit_folder",
    "audit_folders",
    "pack_release",
    "read_release",
    "verify_folder",
    "write_release",
]

_HOMES: Final = {
    "ReleaseError": "geodata.errors",
    "Particulars": "geodata.release.assembling",
    "Publisher": "geodata.release.publisher",
    "assemble": "geodata.release.assembling",
    "audit_folder": "geodata.release.auditing",
    "audit_folders": "geodata.release.auditing",
    "Release": "geodata.release.model",
    "read_release": "geodata.release.reading",
    "verify_folder": "geodata.release.verifying",
    "pack_release": "geodata.release.writing",
    "write_release": "geodata.release.writing",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Fetch a name of `__all__` from the module that holds it."""
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(_HOMES[name]), name)
