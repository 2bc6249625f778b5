"""Release: write, read, verify and audit what is published."""

from geodata.errors import ReleaseError
from geodata.release.model import Release
from geodata.release.reading import read_release

__all__ = ["Release", "ReleaseError", "read_release"]
