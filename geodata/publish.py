"""The whole journey: files → records → places → counts → protected cells → a release on disk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geodata.coding import Guidance, code_records
from geodata.disclosure.protect import protect
from geodata.errors import InputError, ReleaseError
from geodata.findings import FindingDict, findings_of
from geodata.gazetteer import Gazetteer
from geodata.reading import ASK, Decisions, read
from geodata.regions import Regions
from geodata.release import Particulars, Release, assemble, write_release
from geodata.release.assembling import checked_as_of, checked_id
from geodata.release.coverage import coverage
from geodata.release.placing import claimed
from geodata.release.publisher import Publisher
from loaders.columns import CATEGORIES
from loaders.errors import LoadError
from loaders.operations import read_operations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pandas as pd
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from geodata.policy import Policy
    from loaders.records import Records

SYNTHETIC = "synthetic"
#: What may be stated or derived → the column that says so.
BASIS = {"count": "basis", "origin": "basis_origin", "recovery": "basis_recovery"}
# Option by which the publisher decides → what waits for it.
_WAITING = {
    "duplicates": "rows that repeat others in every cell",
    "totals": "rows that equal the sum of rows below them",
    "hidden": "rows that a workbook hides, in hidden columns and sheets too",
}


@dataclass(frozen=True)
class Options:
    """What a publisher decides.

    Attributes
    ----------
    policy
        The rules.
    operations
        A file of public facts about operations, or None.
    as_of
        The day the figures stand for; by default the newest that the records name.
    release_id
        The id; by default a hash of the policy and the published cells.
    strict
        Refuse the input when any row of it can't be loaded.
    guidance
        What the publisher says about places beyond the records.
    duplicates
        What becomes of rows that are the same in every cell: `keep` or `drop`; by `ask` they refuse the input.
    totals
        What becomes of rows that equal the sum of rows below them: `keep` or `drop`; by `ask` they refuse the input.
    hidden
        What becomes of what a workbook hides: `keep` or `drop`; by `ask` it refuses the input.
    layout
        A file that says where in the sheets the records stand; None: it is found or guessed.
    publisher
        Who publishes the release, and where its site will stand.
    key
        Signs the manifest, or None.
    """

    policy: Policy
    operations: Path | None = None
    as_of: str | None = None
    release_id: str | None = None
    strict: bool = False
    guidance: Guidance = field(default_factory=Guidance)
    duplicates: str = ASK
    totals: str = ASK
    hidden: str = ASK
    layout: Path | None = None
    publisher: Publisher = field(default_factory=Publisher)
    key: Ed25519PrivateKey | None = field(default=None, repr=False)


@dataclass(frozen=True, eq=False)
class Publication:
    """What was published, and what became of the rows; these numbers are for the publisher, not for the release.

    So is `kept_back`: side → places of k or more that the release doesn't show by themselves.
    """

    release: Release
    rows: Mapping[str, int]
    kept_back: Mapping[str, Sequence[str]]

    def as_dict(self) -> dict[str, Any]:
        """Give the answer as the command line shows it, without the place."""
        manifest = self.release.manifest
        tables = {name: table.tally() for name, table in self.release.tables.items()}
        return {
            "release": manifest["release"], "coverage": dict(self.rows), "tables": tables, "audit": manifest["audit"],
            "kept_back": {side: list(codes) for side, codes in self.kept_back.items()},
        }  # fmt: skip


def publish(
    sources: Sequence[Path],
    out: Path,
    options: Options,
    *,
    site: Callable[[Release], Mapping[str, bytes]] | None,
    progress: Callable[[str], None] | None = None,
    on_findings: Callable[[Sequence[FindingDict]], None] | None = None,
) -> Publication:
    """Publish records as a release.

    Parameters
    ----------
    sources
        Files of records.
    out
        Where the release goes: a new or empty directory, or an older release, which is replaced whole.
    options
        What the publisher decides.
    site
        Renders the release's pages; None publishes tables, codes and descriptions only.
    progress
        Told a sentence per step; never a true count.
    on_findings
        Told what `check` would say of the input, before anything is protected or refused.

    Raises
    ------
    InputError
        When a source is refused, with all reasons.
    ReleaseError
        When there is no as-of date, or `out` is no place for a release or another run writes there.
    DisclosureError
        When the tables can't be protected, or the audit finds something or doesn't finish.
    """
    checked_id(options.release_id)
    with claimed(out):
        return _published(sources, out, options, site=site, progress=progress, on_findings=on_findings)


def _published(
    sources: Sequence[Path],
    out: Path,
    options: Options,
    *,
    site: Callable[[Release], Mapping[str, bytes]] | None,
    progress: Callable[[str], None] | None,
    on_findings: Callable[[Sequence[FindingDict]], None] | None,
) -> Publication:
    tell = progress or (lambda _: None)
    policy = options.policy
    records, operations = _read(sources, options, progress, on_findings)
    as_of = _as_of(records, options)
    tell("read the records")
    regions = Regions.packaged()
    coded = code_records(records, regions, Gazetteer.packaged(), guidance=options.guidance)
    tell("placed the records")
    territories = coded.territories
    protected = protect(
        _leaves(coded.frame), regions, policy, categories=list(CATEGORIES), territories=territories, progress=progress
    )
    rows = _rows(records)
    particulars = Particulars(
        as_of=as_of,
        territories=territories,
        release_id=options.release_id,
        synthetic=_is_synthetic(records, sources),
        coverage=coverage(**rows, threshold=policy.threshold, masked=_masked(records)),
        basis=_basis(records),
        operations=operations,
        publisher=options.publisher,
    )
    release = assemble(protected, policy, particulars)
    write_release(release, out, site, key=options.key)
    tell(f"wrote {out}")
    return Publication(release, rows, protected.kept_back)


def _read(
    sources: Sequence[Path],
    options: Options,
    progress: Callable[[str], None] | None,
    on_findings: Callable[[Sequence[FindingDict]], None] | None,
) -> tuple[Records, pd.DataFrame | None]:
    """Read all that was given, and refuse it with all reasons at once."""
    reasons: list[str] = []
    operations = records = None
    decisions = Decisions(options.duplicates, options.totals, options.hidden)
    try:
        records, quarantine = read(
            sources, decisions=decisions, layout=options.layout, guidance=options.guidance, progress=progress
        )
        if on_findings is not None:
            on_findings(findings_of(records, quarantine, Gazetteer.packaged(), options.guidance))
        reasons += _refused(records, len(quarantine.rows), is_strict=options.strict)
    except LoadError as error:
        reasons += map(str, error.faults)
    try:
        operations = read_operations(options.operations) if options.operations else None
    except LoadError as error:
        reasons += map(str, error.faults)
    if reasons or records is None:
        raise InputError(reasons)
    return records, operations


def _refused(records: Records, n_broken: int, *, is_strict: bool) -> Iterator[str]:
    """Say why records may not be published."""
    if is_strict and n_broken:
        found = f"{n_broken} rows can't be loaded; expected none. See `check`, or leave out --strict."
        yield f"records: {found}"
    elif not records.tally.loaded:  # a release of nothing would say 0 everywhere
        found = f"none of {records.tally.rows} rows can be loaded" if records.tally.rows else "a header without rows"
        yield f"records: {found}; expected records. See `check`."
    for option, n in records.undecided.items():
        found = f"{_WAITING[option]}: {n}; expected a decision"
        yield f"records: {found}. Give --{option} keep or --{option} drop; `check` lists the rows."


def _as_of(records: Records, options: Options) -> str:
    found = options.as_of or records.as_of
    if found is None:
        msg = "as-of date: none in the records; expected the day they stand for. Give --as-of 2024-09-30."
        raise ReleaseError(msg)
    return checked_as_of(found)


def _leaves(coded: pd.DataFrame) -> pd.DataFrame:
    """Give every record an operation and a category: `none` and `unknown` where it names none."""
    filled = {"operation": coded["operation"].fillna("none"), "category": coded["category"].fillna("unknown")}
    return coded.assign(**filled)


def _rows(records: Records) -> dict[str, int]:
    tally = records.tally
    return {name: int(getattr(tally, name)) for name in ("rows", "loaded", "quarantined", "totals", "notes")}


def _masked(records: Records) -> int:
    """Count the rows whose number the source masks."""
    if "count_low" not in records.frame:
        return 0
    return int(records.frame.loc[records.frame["count_low"].notna(), "n_rows"].sum())


def _basis(records: Records) -> dict[str, list[str]]:
    """Say of counts and of either place whether the source states them, all or some; nothing where it doesn't say."""
    found = {name: sorted(records.frame[column].dropna().unique()) for name, column in BASIS.items()}
    return {name: list(map(str, kinds)) for name, kinds in found.items() if kinds}


def _is_synthetic(records: Records, sources: Sequence[Path]) -> bool:
    """Say whether a record's own source says *synthetic*; the name of a file says nothing."""
    names = {path.name for path in sources} | set(records.headers)
    stated = (str(source) for source in records.frame["source"].dropna().unique() if source not in names)
    return any(SYNTHETIC in source.lower() for source in stated)
