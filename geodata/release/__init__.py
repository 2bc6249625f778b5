"""Release: write, read, verify and audit what is published."""

from geodata.errors import ReleaseError
from geodata.release.assembling import Particulars, assemble
from geodata.release.auditing import audit_folder, audit_folders
from geodata.release.model import Release
from geodata.release.reading import read_release
from geodata.release.verifying import verify_folder
from geodata.release.writing import pack_release, write_release

__all__ = [
    "Particulars",
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
