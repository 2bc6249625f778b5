"""Records: what all sources of a release say, validated, still in the sources' words."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from loaders.choices import DUPLICATES, Choices
from loaders.columns import SIDES
from loaders.engines import opened, reading
from loaders.errors import Fault, LoadError, OptionError, gathered
from loaders.joining import joined
from loaders.layout import HIDDEN, TOTALS
from loaders.loading import load
from loaders.results import Quarantine, Records, Tally
from loaders.sources import expanded
from loaders.watching import watched

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from loaders.loading import Loaded

__all__ = ["Quarantine", "Records", "Tally", "read_records"]


def read_records(
    sources: Sequence[Path],
    *,
    engine: str = "duckdb",
    as_of: str | None = None,
    choices: Choices | None = None,
    progress: Callable[[str], object] = len,
) -> tuple[Records, Quarantine]:
    """Read sources into one set of records.

    No row is lost: each is loaded, in quarantine, a recognised total or a note, and the tally proves it.

    Parameters
    ----------
    sources
        Files of any format that `loaders.layouts` knows, folders and patterns of them, and zip archives.
    engine
        Where the rows are validated and grouped.
    as_of
        The day at which the records are current, if it is not in them or later than the newest in them.
    choices
        What else the caller decided; by default what `Choices` says.
    progress
        Told which file is being read, rows and bytes within it where that takes long, and after it.

    Returns
    -------
    The records, and the rows that are none.

    Raises
    ------
    LoadError
        When any source is refused; all reasons are gathered and nothing is loaded.
    """
    choices = choices or Choices()
    _check_options(sources, choices, as_of)
    loaded: list[Loaded] = []
    files, errors = expanded(sources)
    with opened(engine, [file.path for file in files]) as opened_engine:
        for number, file in enumerate(files, start=1):
            progress(f"reading {file.name}, {file.n_bytes:,} bytes (file {number} of {len(files)})")
            try:
                with reading(file.name), watched(file, opened_engine, progress) as metered:
                    tables = load(metered, opened_engine, choices)
            except LoadError as error:
                errors.append(error)
            else:
                loaded += tables
                n_read, n_all = sum(done.n_bytes for done in files[:number]), sum(each.n_bytes for each in files)
                n_rows = sum(table.account.n_rows for table in tables)
                progress(f"read {file.name}: {n_rows:,} rows; {n_read:,} of {n_all:,} bytes in all")
    if errors:
        raise gathered(errors)
    quarantine = pd.concat([each.quarantine for each in loaded], ignore_index=True)
    n_quarantined = len(quarantine[["source", "row"]].drop_duplicates())
    return joined({each.where: each for each in loaded}, n_quarantined, as_of), Quarantine(quarantine)


def _check_options(sources: Sequence[Path], choices: Choices, as_of: str | None) -> None:
    faults = [
        Fault(name, f"found {given!r}", " or ".join(allowed), "Choose one of them.")
        for name, allowed in (("duplicates", DUPLICATES), ("totals", TOTALS), ("hidden", HIDDEN))
        if (given := getattr(choices, name)) not in allowed
    ]
    if not sources:
        faults.append(Fault("sources", "found none", "one or more files", "Name the files to read."))
    for path, times in Counter(path.resolve() for path in sources).items():
        if times > 1:
            faults.append(Fault("sources", f"{path.name!r} {times} times", "each file once", "Name it once."))
    if choices.geometry not in SIDES:
        faults.append(Fault("geometry", f"found {choices.geometry!r}", " or ".join(SIDES), "Choose one of them."))
    if as_of is not None and not _is_day(as_of):
        faults.append(Fault("as-of", f"found {as_of!r}", "a day such as 2021-06-16", "Write it like this."))
    if faults:
        raise OptionError(faults)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
