"""Releases made by hand, without the engine: whoever makes the test says what is withheld."""

from __future__ import annotations

import csv
import json
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from geodata.regions import Regions
from geodata.relation import RELATION_TREE
from tests.promises.record_attack.numbers import own_cells
from tests.promises.record_attack.published import DIMENSIONS, ROOT, SIDES, Release, margins
from tests.promises.record_attack.records import leaves_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from tests.promises.record_attack.published import Key
    from tests.promises.record_attack.records import Record

DEPTH: Final = {
    "world": 0,
    "country": 1,
    "state": 2,
    "county": 3,
    "all": 0,
    "year": 1,
    "group": 1,
    "value": 1,
    "detail": 9,
}


def handmade(
    folder: Path, records: Iterable[Record], tables: Mapping[str, Mapping[str, str]],
    withheld: Iterable[Mapping[str, str]] | None = None,
    *, k: int = 11, places: Collection[str] | None = None,
) -> Path:  # fmt: skip
    """Write a release of some records.

    Parameters
    ----------
    folder
        Where it goes.
    records
        Made-up records of the year 2021.
    tables
        Name → the finest level of each dimension.
    withheld
        Cells to withhold, by codes; a dimension that isn't named is at its root. None: what is too small, and the zeros
        below it, as who doesn't know of subtraction does.
    k
        The threshold.
    places
        The countries and states that there are, with all that is in them; None for all.
    """
    records = list(records)
    frame = Regions.packaged().frame
    everywhere = {
        str(c): (None if c == "WORLD" else str(p)) for c, p in zip(frame["code"], frame["parent"], strict=True)
    }
    level = dict(zip(map(str, frame["code"]), map(str, frame["level"]), strict=True))
    kept = everywhere if places is None else _kept(everywhere, places)
    categories = sorted({r.category or "unknown" for r in records})
    parents: dict[str, dict[str, str | None]] = {
        "origin": kept, "recovery": kept, "relation": {"all": None, **RELATION_TREE},
        "category": {"all": None, **dict.fromkeys(categories, "all")}, "operation": {"all": None},
        "period": {"all": None, **dict.fromkeys(sorted({r.period for r in records}), "all")},
    }  # fmt: skip
    rules = Release(k, "domestic", (), {}, parents, level)
    count = own_cells(rules, leaves_of(rules, records))
    if withheld is None:
        blank = _too_small(rules, tables, count)
    else:
        blank = {tuple(cell.get(d, ROOT[d]) for d in DIMENSIONS) for cell in withheld}
    folder.mkdir()
    (folder / "tables").mkdir()
    _write(folder / "regions.csv", ("code", "parent", "level"), [(c, p or "", level[c]) for c, p in kept.items()])
    for file, d in (("relations", "relation"), ("categories", "category"), ("periods", "period")):
        _write(folder / f"{file}.csv", ("code", "parent"), [(c, p or "") for c, p in parents[d].items()])
    for name, levels in tables.items():
        _write(folder / f"tables/{name}.csv", (*_own(levels), "count", "status"), _cells(rules, levels, count, blank))
    manifest = {
        "policy": {"threshold": k, "zeros": "published", "level": "interval"}, "territories": "domestic",
        "dimensions": {"origin": {}, "recovery": {}},
        "tables": [{"name": name, "dimensions": dict(levels)} for name, levels in tables.items()],
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def _kept(parents: Mapping[str, str | None], places: Collection[str]) -> dict[str, str | None]:
    out: dict[str, str | None] = {}
    for code in parents:
        chain = [code]
        while (above := parents[chain[-1]]) is not None:
            chain.append(above)
        if set(chain) & set(places) or any(code in _above(p, parents) for p in places):
            out[code] = parents[code]
    return out


def _above(code: str, parents: Mapping[str, str | None]) -> list[str]:
    out = []
    step = parents[code]
    while step is not None:
        out.append(step)
        step = parents[step]
    return out


def _own(levels: Mapping[str, str]) -> list[str]:
    return [d for d in DIMENSIONS if d in levels]


def _too_small(rules: Release, tables: Mapping[str, Mapping[str, str]], count: Mapping[Key, int]) -> set[Key]:
    """Choose what is from 1 to k−1, and by the zero rule each zero under a blank."""
    keys = {key for levels in tables.values() for _, key in _keys(rules, levels)}
    blank: set[Key] = set()
    for key in sorted(
        keys, key=lambda key: sum(len(rules.upwards(d, c)) for d, c in zip(DIMENSIONS, key, strict=True))
    ):
        number = count.get(key, 0)
        if 0 < number < rules.k or (number == 0 and any(above in blank for above, _ in margins(rules, key))):
            blank.add(key)
    return blank


def _keys(rules: Release, levels: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], Key]]:
    """List the cells of a table, by its own codes and by all."""
    codes = []
    for d in _own(levels):
        within = [
            c for c in rules.parents[d]
            if (DEPTH[rules.level[c]] if d in SIDES else len(rules.upwards(d, c)) - 1) <= DEPTH[levels[d]]
        ]  # fmt: skip
        codes.append(within)
    for cell in product(*codes):
        named = dict(zip(_own(levels), cell, strict=True))
        key = tuple(named.get(d, ROOT[d]) for d in DIMENSIONS)
        yield cell, key


def _cells(
    rules: Release, levels: Mapping[str, str], count: Mapping[Key, int], blank: Collection[Key]
) -> Iterator[tuple[Any, ...]]:
    for cell, key in _keys(rules, levels):
        yield (*cell, "", "withheld") if key in blank else (*cell, count.get(key, 0), "published")


def _write(path: Path, header: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
