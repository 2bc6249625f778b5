"""Where in a sheet the records stand: guessed, shown, saved as TOML and used again."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from loaders.columns import READ
from loaders.errors import Fault, OptionError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

#: Name → layout of a published table that comes with the program.
NAMED: Final = {path.stem: path for path in sorted((Path(__file__).parent / "layouts" / "published").glob("*.toml"))}
VERSION: Final = 1
BLANKS: Final = ("refuse", "zero", "not reported")
IGNORED: Final = "ignore"
#: What becomes of rows that look like totals, and of what a workbook hides.
TOTALS: Final = ("ask", "keep", "drop")
HIDDEN: Final = ("ask", "keep", "drop")
#: What a layout remembers of the publisher's decisions → what may be decided.
DECISIONS: Final = {"totals": TOTALS, "hidden": HIDDEN}
#: Guesses that are less certain than this are questions.
CERTAIN: Final = 0.8


@dataclass(frozen=True)
class Layout:
    """Where the records stand.

    Attributes
    ----------
    header
        First and last line of the header.
    columns
        Record column → number of its column, from 1.
    across
        In a cross tab: for each line of the header the record column that its headings are values of; empty for a line
        that says nothing.
    counts
        In a cross tab: the first and the last column of counts.
    groups
        The record column that a line with a single cell fills for the lines below it; `ignore`: such lines say nothing.
    constants
        Record column → its value in all rows.
    blank
        What a blank count in a cross tab is: a reason to `refuse` the row, `zero` or `not reported`.
    not_reported
        Further tokens for a count that was not reported, such as `d`.
    marks
        Number of the column in which a word such as Total makes a row one; 0: none has such a column.
    only
        In a cross tab: what stands lowest in the header over columns of counts, such as `Estimate`; others between them
        are left aside.
    headings
        What stands over the columns, for whoever edits the layout.
    totals, hidden
        What was decided about rows that look like totals and about what a workbook hides: `ask` where nothing was.
    """

    header: tuple[int, int]
    columns: Mapping[str, int]
    across: tuple[str, ...] = ()
    counts: tuple[int, int] | None = None
    groups: str = ""
    constants: Mapping[str, str] = field(default_factory=dict)
    blank: str = "refuse"
    not_reported: tuple[str, ...] = ()
    marks: int = 0
    only: str = ""
    headings: tuple[str, ...] = ()
    totals: str = "ask"
    hidden: str = "ask"

    def as_toml(self) -> str:
        """Write the layout as a file that `read_layout` reads."""
        lines = [f"version = {VERSION}", f"header = {list(self.header)}"]
        lines += [f"groups = {json.dumps(self.groups)}"] if self.groups else []
        lines += [f"blank = {json.dumps(self.blank)}"] if self.across else []
        lines += [f"not_reported = {json.dumps(list(self.not_reported))}"] if self.not_reported else []
        lines += [f"marks = {self.marks}"] if self.marks else []
        lines += [f"only = {json.dumps(self.only, ensure_ascii=False)}"] if self.only else []
        lines += [f"headings = {json.dumps(list(self.headings), ensure_ascii=False)}"] if self.headings else []
        lines += [f'{name} = "{told}"' for name in DECISIONS if (told := getattr(self, name)) != DECISIONS[name][0]]
        lines += ["", "[columns]", *(f"{name} = {number}" for name, number in self.columns.items())]
        if self.across and self.counts:
            lines += ["", "[across]", f"lines = {json.dumps(list(self.across))}", f"columns = {list(self.counts)}"]
        if self.constants:
            lines += ["", "[constants]"]
            lines += [f"{name} = {json.dumps(text, ensure_ascii=False)}" for name, text in self.constants.items()]
        return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Named:
    """A layout that names columns by their headings, as those of published tables do; `resolving` fits it to a sheet.

    Attributes
    ----------
    layout
        What it says in numbers; a header of lines 0 to 0 is to be found.
    columns, marks
        Headings that a column may have, by record column.
    counts
        Those that the first and the last column of counts in a cross tab may have; empty if they have numbers.
    """

    layout: Layout
    columns: Mapping[str, tuple[str, ...]]
    marks: tuple[str, ...] = ()
    counts: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Guess:
    """A layout that was guessed, how certain it is (0 to 1), and what the guess leaves open."""

    layout: Layout
    certainty: float
    questions: tuple[str, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether the guess may be acted upon."""
        return self.certainty >= CERTAIN and not self.questions


def read_layout(path: Path) -> Layout | Named:
    """Read a layout: a file, or one of those that come with the program, by its name.

    Raises
    ------
    OptionError
        When the file is no layout; all reasons at once.
    """
    path = NAMED.get(path.name, path) if not path.exists() else path
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        found = f"cannot be read as TOML ({type(error).__name__})"
        expected = f"a layout, or one of {', '.join(NAMED)}"
        raise OptionError([Fault(path.name, found, expected, "See `recovery-atlas layouts`.")]) from None
    if faults := [Fault(path.name, *fault) for fault in _faults(content)]:
        raise OptionError(faults)
    across, columns = content.get("across", {}), content.get("columns", {})
    counts, marks = tuple(across.get("columns", ())), content.get("marks", 0)
    is_named = any(map(_headings, counts))
    layout = Layout(
        header=tuple(content.get("header", (0, 0))),
        columns={name: place for name, place in columns.items() if isinstance(place, int)},
        across=tuple(across.get("lines", ())),
        counts=counts if across and not is_named else None,
        groups=content.get("groups", ""),
        constants=content.get("constants", {}),
        blank=content.get("blank", "refuse"),
        not_reported=tuple(content.get("not_reported", ())),
        marks=marks if isinstance(marks, int) else 0,
        only=content.get("only", ""),
        headings=tuple(content.get("headings", ())),
        **{name: content.get(name, allowed[0]) for name, allowed in DECISIONS.items()},
    )
    named = {name: _headings(place) for name, place in columns.items() if not isinstance(place, int)}
    if not named and not is_named and not _headings(marks):
        return layout
    return Named(layout, named, _headings(marks), tuple(map(_headings, counts)) if is_named else ())


def _headings(place: object) -> tuple[str, ...]:
    """Return the headings that a column may have; none where it has a number."""
    return (place,) if isinstance(place, str) else tuple(place) if isinstance(place, list) else ()


def _faults(content: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Find what a layout must not be: found, expected, remedy."""
    for name in sorted(content.keys() | {"version"} | ({"header"} if _is_numbered(content) else set())):
        is_right, expected = _PARTS.get(name, (lambda _: False, f"only {', '.join(_PARTS)}"))
        if not is_right(content.get(name)):
            yield f"no {name} that can be used", expected, "See `recovery-atlas layouts`."
            return
    across = [name for name in content.get("across", {}).get("lines", ()) if name]
    columns = content.get("columns", {})
    # What a heading may name, a constant may say where the heading is missing.
    constants = [name for name in content.get("constants", {}) if not _headings(columns.get(name))]
    named = [*columns, *across, *constants]
    named += [content["groups"]] if content.get("groups", IGNORED) not in {IGNORED, ""} else []
    if strange := sorted({name for name in named if name not in READ}):
        yield ", ".join(strange), "record columns", "docs/records.md lists them."
    if len(set(named)) < len(named):
        yield "a record column named twice", "each once", "Remove one."


def _is_range(value: object) -> bool:
    if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004  (first and last)
        return False
    return all(type(number) is int for number in value) and 0 < value[0] <= value[1]


def _is_numbered(content: Mapping[str, Any]) -> bool:
    """Say whether the columns are numbered only, so that no heading tells where the header is."""
    columns = content.get("columns", {})
    return not isinstance(columns, dict) or not any(map(_headings, columns.values()))


def _is_place(value: object) -> bool:
    return (type(value) is int and value > 0) or isinstance(value, str) or (_is_texts(value) and bool(value))


def _is_counts(value: object) -> bool:
    if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004  (first and last)
        return False
    return _is_range(value) or all(map(_headings, value))


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _is_across(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    return _is_counts(value.get("columns")) and _is_texts(value.get("lines")) and any(value["lines"])


def _is_columns(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_place, value.values()))


def _is_constants(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


# Key of a layout → whether its value can be used, and what is expected.
_PARTS: Final[dict[str, tuple[Callable[[Any], bool], str]]] = {
    "version": (lambda value: value == VERSION, f"version = {VERSION}"),
    "header": (_is_range, "header = [first line, last line]"),
    "columns": (_is_columns, "record column = number or heading of the column"),
    "across": (_is_across, "lines = [a record column or '' for each line of the header], columns = [first, last]"),
    "groups": (lambda value: isinstance(value, str), f"a record column, or {IGNORED!r}"),
    "constants": (_is_constants, "record column = text"),
    "blank": (lambda value: value in BLANKS, " or ".join(BLANKS)),
    "not_reported": (_is_texts, "not_reported = [texts]"),
    "marks": (_is_place, "marks = number or heading of a column"),
    "only": (lambda value: isinstance(value, str), "only = a heading"),
    "headings": (_is_texts, "headings = [texts]"),
    "totals": (lambda value: value in TOTALS, " or ".join(TOTALS)),
    "hidden": (lambda value: value in HIDDEN, " or ".join(HIDDEN)),
}
