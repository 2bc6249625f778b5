"""Files that a command is asked to write: never over an input, never over a file that this program didn't write."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Final

from geodata.errors import InputError, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

#: As much of a file as says what it is.
_HEAD_BYTES: Final = 1 << 20


def _is_quarantine(content: bytes) -> bool:
    return content.startswith(b"source,row,column,rule")


def _is_open_places(content: bytes) -> bool:
    """Say whether it is a form that nobody has filled in yet: decisions are the publisher's own."""
    first, *rows = content.decode("utf-8", "replace").splitlines() or [""]
    return first == "place,code,candidates" and all(",," in row for row in rows)


def _is_layout(content: bytes) -> bool:
    first = content.split(b"\n", 1)[0]
    return first.startswith(b"# ") and first.endswith(b", as found by check")


def _is_protected(content: bytes) -> bool:
    first = content.split(b"\n", 1)[0]
    return first.startswith(b"table,") and first.endswith(b",count,status")


#: Kind of output → the endings that it may have, and whether some bytes are an older output of this kind.
KINDS: Final[dict[str, tuple[tuple[str, ...], Callable[[bytes], bool]]]] = {
    "quarantine": ((".csv",), _is_quarantine),
    "open places": ((".csv",), _is_open_places),
    "layout": ((".toml",), _is_layout),
    "cells": ((".csv",), _is_protected),
    "example": ((".csv",), lambda _: False),
}


@dataclass(frozen=True)
class Output:
    """A file that is to be written.

    Attributes
    ----------
    option
        The option that names it: ``--quarantine``.
    path
        Where it goes; None where the option wasn't given.
    kind
        One of `KINDS`.
    """

    option: str
    path: Path | None
    kind: str


def check_outputs(outputs: Sequence[Output], inputs: Iterable[Path | None], *, force: bool = False) -> None:
    """Refuse outputs that can't or mustn't be written, before any work is done.

    Parameters
    ----------
    outputs
        What is to be written.
    inputs
        Files, folders and patterns that the same call reads.
    force
        Whether an existing file may be replaced though this program didn't write it. An input never may.

    Raises
    ------
    InputError
        With the reasons of all.
    """
    given = [(output, output.path) for output in outputs if output.path is not None]
    known = [path for path in inputs if path is not None]
    faults = [fault for output, path in given for fault in _faults(output, path, known, is_forced=force)]
    seen: list[Path] = []
    for output, path in given:
        if any(_is_same(path, other) for other in seen):
            faults.append(f"{output.option} {plain(path)}: named twice; expected a file of its own. Name another.")
        seen.append(path)
    if faults:
        raise InputError(faults)


def check_folder(option: str, out: Path, inputs: Iterable[Path | None]) -> None:
    """Refuse a folder that is to be replaced and holds an input of the same call, or lies in one.

    Raises
    ------
    InputError
        When it does.
    """
    place = out.resolve()
    for given in inputs:
        if given is not None and given.exists() and out.exists():
            source = given.resolve()
            if place == source or place in source.parents or (given.is_dir() and source in place.parents):
                found = f"{option} {plain(out)}: {plain(given)} is read from there"
                raise InputError([f"{found}; expected a place of its own. Choose another directory."])


def _faults(output: Output, path: Path, inputs: Sequence[Path], *, is_forced: bool) -> Iterator[str]:
    where = f"{output.option} {plain(path)}"
    endings, is_ours = KINDS[output.kind]
    if path.suffix.lower() not in endings:
        yield f"{where}: ends in {plain(path.suffix) or 'nothing'}; expected {' or '.join(endings)}. Correct the name."
    try:
        is_there = path.exists() or path.is_symlink()
        if not path.parent.is_dir():
            yield f"{where}: No such file or directory; expected a directory to write in. Make it first."
        elif not os.access(path.parent, os.W_OK):
            yield f"{where}: Permission denied; expected a directory to write in. Choose another."
        elif is_there and any(_is_read(path, given, is_ours) for given in inputs):
            yield f"{where}: is read by the same call; expected another file. Choose another name."
        elif is_there and not path.is_file():
            yield f"{where}: is no file; expected a file, or nothing there. Choose another name."
        elif is_there and not is_forced and not _is_older(path, is_ours):
            yield f"{where}: exists, and isn't an older one of this program; expected a new file. Move it, or --force."
    except OSError as error:
        yield f"{where}: {error.strerror}; expected a file that can be written. Check the path."


def _is_older(path: Path, is_ours: Callable[[bytes], bool]) -> bool:
    """Say whether a file is what an earlier run wrote, or holds nothing."""
    with path.open("rb") as file:
        content = file.read(_HEAD_BYTES)
    return not content or is_ours(content)


def _is_read(path: Path, given: Path, is_ours: Callable[[bytes], bool]) -> bool:
    """Say whether a file that exists is among those that a source names; in a folder, an older output is no input."""
    if given.is_dir():
        return given.resolve() in path.resolve().parents and not (path.is_file() and _is_older(path, is_ours))
    if given.exists():
        return _is_same(path, given)
    return path.parent.resolve() == given.parent.resolve() and fnmatch(path.name, given.name)


def _is_same(path: Path, other: Path) -> bool:
    if path.exists() and other.exists():
        return path.samefile(other)
    return path.parent.resolve() / path.name == other.parent.resolve() / other.name


def write_file(path: Path, content: bytes, *, is_private: bool = False) -> None:
    """Write a file whole or not at all.

    Parameters
    ----------
    path
        Where it goes; what is there is replaced.
    content
        Its bytes.
    is_private
        Whether only its owner may read it.
    """
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.recovery-atlas-new")
    mode = 0o600 if is_private else 0o666
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
