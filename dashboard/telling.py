"""Answers of the command line, as sentences for people; programs get the same as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROWS_SHOWN: Final = 8
FINDINGS_SHOWN: Final = 20


def as_json(answer: Mapping[str, Any]) -> str:
    """Write an answer as one JSON object."""
    return json.dumps(answer, ensure_ascii=False)


def check_text(answer: Mapping[str, Any], remedies: Mapping[str, str], details: Mapping[str, str]) -> str:
    """Tell what would load: the tally, then a line for every rule and column with the rows and what to do."""
    kinds = f"{answer['quarantined']} would not, {answer['totals']} are totals, {answer['notes']} are notes"
    lines = [f"{answer['rows']} rows: {answer['loaded']} would load, {kinds}."]
    if answer["records"] != answer["loaded"]:
        lines.append(f"They hold {answer['records']} records.")
    if answer["findings"]:
        lines += ["", *findings_lines(answer["findings"], remedies, details)]
    for layout in answer.get("layouts", ()):
        lines += ["", f"{layout['source']}: layout guessed, certainty {layout['certainty']:.0%}:", layout["toml"]]
    return "\n".join(lines).rstrip()


def findings_lines(
    found: Sequence[Mapping[str, Any]], remedies: Mapping[str, str], details: Mapping[str, str]
) -> Iterator[str]:
    """Tell findings: a line for every rule and column with the rows, then what to do."""
    rules = [f"{f['rule']} ({details[f['detail']]})" if "detail" in f else f["rule"] for f in found]
    cells = [
        (f["source"], f["column"] or "-", rule, str(f["count"]), _rows_shown(f["rows"]))
        for f, rule in zip(found, rules, strict=True)
    ]
    if cells:
        yield from (*_table([("source", "column", "rule", "count", "rows"), *cells]), "")
    yield from (f"{rule}: {remedies[rule]}" for rule in dict.fromkeys(f["rule"] for f in found))


def _rows_shown(rows: Sequence[int]) -> str:
    return ", ".join(map(str, rows[:ROWS_SHOWN])) + (", …" if len(rows) > ROWS_SHOWN else "") or "-"


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Align cells in columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def publish_text(answer: Mapping[str, Any]) -> str:
    """Tell what was published: the release, its tables, its audit."""
    rows, audit = answer["coverage"], answer["audit"]
    lines = [f"Release {answer['release']} written to {answer['out']}."]
    lines.append(f"{rows['loaded']} of {rows['rows']} rows were loaded; {rows['quarantined']} are in quarantine.")
    lines += [
        f"{name}: {t['cells']} cells, {t['published']} published, {t['withheld']} withheld."
        for name, t in answer["tables"].items()
    ]
    for side, codes in answer.get("kept_back", {}).items():
        found = f"For you alone: {len(codes)} places ({side}) of k or more aren't shown by themselves"
        lines.append(f"{found}, or others could be worked out: {', '.join(codes[:FINDINGS_SHOWN])}.")
    return "\n".join([*lines, *_audit_lines(audit)])


def protect_text(answer: Mapping[str, Any]) -> str:
    """Tell what was withheld of an instance, what it cost, and how long it took."""
    further = f"{answer['further']} of them further ones (sum {answer['further_sum']})"
    cells = f"{answer['cells']} cells: {answer['too_small']} too small, {answer['withheld']} withheld, {further}."
    seconds = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in answer["seconds"].items())
    return "\n".join([cells, *_pool_lines(answer), seconds, *_audit_lines(answer["audit"])])


def _pool_lines(answer: Mapping[str, Any]) -> Iterator[str]:
    if "pools" in answer:
        members = [names for pools in answer["pools"].values() for names in pools.values()]
        yield f"{sum(map(len, members))} leaves pooled into {len(members)} pools."
    if answer.get("not_pooled"):
        yield f"Not pooled: {', '.join(answer['not_pooled'])}; one of them is a function of others."


def audit_text(answer: Mapping[str, Any]) -> str:
    """Tell what the attack found."""
    return "\n".join(_audit_lines(answer))


def _audit_lines(audit: Mapping[str, Any]) -> Iterator[str]:
    result = "passed" if audit["passed"] else "found something" if audit["complete"] else "didn't finish"
    by_lp = f"; {audit['lp_only']} of them only with fractions" if audit["lp_only"] else ""
    yield f"Audit {result}: {audit['cells_checked']} withheld cells and sums attacked{by_lp}."
    for found in audit["findings"][:FINDINGS_SHOWN]:
        if found["table"] == "structure":  # no number: what the release looks like
            yield f"{found.get('folder', '')} {found['witness']}".strip()
            continue
        cell = ", ".join(f"{dimension} {code}" for dimension, code in found["cell"].items())
        high = "or more" if found["high"] is None else f"to {found['high']}"
        known = f"is {found['low']}" if found["exact"] else f"is {found['low']} {high}"
        yield f"{found.get('folder', '')} {found['table']}: {cell} {known}: {found['witness']}".strip()
    if len(audit["findings"]) > FINDINGS_SHOWN:
        yield f"… and {len(audit['findings']) - FINDINGS_SHOWN} more; --format json lists all."


def verify_text(answer: Mapping[str, Any]) -> str:
    """Tell whether a release is whole."""
    if answer["passed"]:
        return "Verified: complete, unchanged, the same in CSV and Parquet, and audited as it says."
    return "\n".join(["Not verified:", *answer["faults"]])


def regions_text(results: Sequence[Mapping[str, Any]]) -> str:
    """Tell the code of each name, or what it could mean."""
    return "\n".join(line for result in results for line in _region_lines(result))


def _region_lines(result: Mapping[str, Any]) -> Iterator[str]:
    yield f"{result['query']}: {result['code'] or result['status']}"
    others = result["candidates"] if result["status"] == "ambiguous" else result["suggestions"]
    for other in others:
        yield f"  {other['code']}  {other['name']} ({other['level']})"
    profile = result.get("profile")
    if profile:
        yield from _profile_lines(profile)


def _profile_lines(profile: Mapping[str, Any]) -> Iterator[str]:
    """Tell what is known about a region."""
    people, year = profile["population"], profile["population_year"]
    dated = f" ({year})" if year else ""
    yield f"  {profile['name']}, {profile['level']}" + (", a territory" if profile["territory"] else "")
    yield "  population: " + (f"{people:,}{dated}" if people is not None else "not known")
    yield f"  neighbours: {', '.join(profile['neighbours']) or 'none'}"
    for country, distance in profile["border_km"].items():
        yield f"  to the border with {country}: {distance:,} km"
