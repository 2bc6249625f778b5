"""What the caller named, taken apart: files, folders, patterns and archives become the files that hold records.

Members of an archive are read in memory and never written: no member can leave its place, and nothing of a file that is
refused later stays behind.
"""

from __future__ import annotations

import io
import stat
import zipfile
from collections import Counter
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from loaders.errors import Fault, LoadError, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from loaders.metering import Item, Meter

ARCHIVE: Final = ".zip"
SHAPE: Final = ".shp"
MAX_MEMBERS: Final = 10_000
MAX_MEMBER_BYTES: Final = 256_000_000
MAX_ARCHIVE_BYTES: Final = 1_000_000_000
MAX_FILES: Final = 10_000
_CHUNK: Final = 1 << 20


class Source(NamedTuple):
    """One file of records.

    Attributes
    ----------
    path
        The file on disk, or the archive that it lies in.
    label
        What its records name as their source if they don't name one.
    name
        What messages call it; no two sources have the same.
    content
        Its bytes, if it lies in an archive.
    meter
        Moved by whoever reads it, if somebody looks at how far that is.
    """

    path: Path
    label: str
    name: str
    content: bytes | None = None
    meter: Meter | None = None

    @property
    def suffix(self) -> str:
        """The file type by its name, in lower case."""
        _, dot, suffix = self.label.rpartition("/")[2].rpartition(".")
        return f".{suffix.lower()}" if dot else ""

    @property
    def n_bytes(self) -> int:
        """How many bytes it has; 0 if there is no such file."""
        if self.content is not None:
            return len(self.content)
        return self.path.stat().st_size if self.path.is_file() else 0

    def open(self) -> BinaryIO:
        """Open the bytes of the file."""
        file = self.path.open("rb") if self.content is None else io.BytesIO(self.content)
        return file if self.meter is None else self.meter.opened(file)

    def counted(self, items: Iterable[Item], n_rows: Callable[[Item], int] | None = None) -> Iterable[Item]:
        """Hand on what is read of the file, and meter the rows; without a measure each item is one."""
        return items if self.meter is None else self.meter.counted(items, n_rows)

    def refusal(self, found: str, expected: str, remedy: str) -> SourceError:
        """Write the refusal of this source."""
        return SourceError([Fault(self.name, found, expected, remedy)])


def expanded(given: Sequence[Path]) -> tuple[list[Source], list[LoadError]]:
    """Find the files that the caller meant, and what speaks against reading others.

    Parameters
    ----------
    given
        Files; folders, of which all files are taken; patterns such as ``2021-*.csv``; zip archives.

    Returns
    -------
    The files, and an error for every folder that is empty, pattern that matches nothing, or archive that is unsafe.
    """
    found: list[Source] = []
    errors: list[LoadError] = []
    for path in given:
        try:
            found += [source for file in _files(path) for source in _members(file)]
        except LoadError as error:
            errors.append(error)
    return _named(found), errors


def _named(sources: Sequence[Source]) -> list[Source]:
    """Give the sources of one name a number."""
    seen: Counter[str] = Counter()
    named = []
    for source in sources:
        seen[source.label] += 1
        number = seen[source.label]
        named.append(source._replace(name=source.label if number == 1 else f"{source.label} ({number})"))
    return named


def _files(path: Path) -> list[Path]:
    """List the files of a folder or pattern.

    A link that the caller names is followed, for the caller has chosen it; one that lies in a folder, or that a pattern
    finds there, is followed within that folder only: nobody has chosen where it leads.
    """
    if path.is_dir():
        files = sorted(f for f in path.rglob("*") if f.is_file() and not _is_clutter(f.relative_to(path).as_posix()))
        _check_links(path, files, path.resolve())
    elif path.exists() or not set("*?[") & set(path.name):
        return [path]
    else:
        matching = path.parent.glob(path.name)
        files = sorted(file for file in matching if file.is_file() and not file.name.startswith("."))
        _check_links(path, files, path.parent.resolve())
    if not 0 < len(files) <= MAX_FILES:
        fault = Fault(path.name, f"found {len(files)} files", f"1 to {MAX_FILES}", "Name the files to read.")
        raise SourceError([fault])
    return files


def _check_links(path: Path, files: Sequence[Path], within: Path) -> None:
    """Refuse links that lead out of a folder."""
    strangers = [file for file in files if within not in file.resolve().parents]
    if strangers:
        found = f"{len(strangers)} links out of the folder"
        raise SourceError([Fault(path.name, found, "files of the folder itself", "Name the files by themselves.")])


def _is_clutter(name: str) -> bool:
    """Say whether a system has added a file by itself, by its path within a folder or archive."""
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))


def _members(path: Path) -> Iterator[Source]:
    """Take an archive apart; any other file, and an archive that is one layer, is one source."""
    if not str(path).isascii() and str(path).encode(errors="replace").decode() != str(path):
        raise SourceError([Fault(path.name, "the name is no UTF-8", "a name that is", "Rename the file.")])
    if path.suffix.lower() != ARCHIVE or not path.is_file():
        yield Source(path, path.name, path.name)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _check_members(path, members)
            members = [member for member in members if not _is_clutter(member.filename)]
            if any(member.filename.lower().endswith(SHAPE) for member in members):
                yield Source(path, path.name, path.name, path.read_bytes())
                return
            for member in members:
                label = f"{path.name}/{_plain(member.filename)}"
                yield Source(path, label, label, _read(archive, member, label))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        if isinstance(error, LoadError):
            raise
        found = f"the archive cannot be read ({type(error).__name__})"
        raise SourceError(
            [Fault(path.name, found, "a zip archive without password", "Pack the files again.")]
        ) from None


def _plain(name: str) -> str:
    """Show the name of a member without control characters, at a readable length."""
    return "".join(c for c in name if c.isprintable())[-80:]


def _check_members(path: Path, members: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse an archive whose members lead out of it, are links or archives, or grow beyond measure."""
    total = sum(member.file_size for member in members)
    doubts = {
        "no file in the archive": not members,
        f"{len(members)} files in the archive": len(members) > MAX_MEMBERS,
        f"{total} bytes when unpacked": total > MAX_ARCHIVE_BYTES,
        "a file that leads out of the archive": any(_leads_out(member.filename) for member in members),
        "a link in the archive": any(stat.S_ISLNK(member.external_attr >> 16) for member in members),
        "an archive in the archive": any(member.filename.lower().endswith(ARCHIVE) for member in members),
        "a file with a password": any(member.flag_bits & 1 for member in members),
    }
    expected = f"1 to {MAX_MEMBERS} plain files of {MAX_ARCHIVE_BYTES // 10**6} MB together"
    faults = [Fault(path.name, found, expected, "Pack plain files only.") for found, holds in doubts.items() if holds]
    if faults:
        raise SourceError(faults)


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or ".." in name.replace("\\", "/").split("/")


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, label: str) -> bytes:
    """Unpack a member, and stop where it is larger than any file should be, whatever the archive says of it."""
    content = io.BytesIO()
    with archive.open(member) as file:
        while chunk := file.read(_CHUNK):
            content.write(chunk)
            if content.tell() > MAX_MEMBER_BYTES:
                found = f"more than {MAX_MEMBER_BYTES // 10**6} MB when unpacked"
                raise SourceError([Fault(label, found, "a smaller file", "Unpack it and name the file itself.")])
    return content.getvalue()
