"""What can stop a build."""

from geodata.errors import GeodataError


class BuildError(GeodataError):
    """A source that is not what the build was written for, or layers that do not hold what they promise."""
