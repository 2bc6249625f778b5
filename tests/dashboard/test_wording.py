"""Every sentence: asked for, in both languages, with the same gaps; and no sentence too many."""

from __future__ import annotations

import ast
import re
import string
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po

import dashboard
from dashboard.engine import DECIDED, DECISIONS
from dashboard.screens.phases import PHASES
from dashboard.screens.sheets import CONSTANTS
from dashboard.selection import BY, LEVELS
from dashboard.sheet_layout import BLANKS, COLUMNS, IGNORED
from dashboard.snapshot.pages import PICTURES
from dashboard.views.downloads import KINDS
from dashboard.views.rules import TERMS
from dashboard.views.summary import BASIS
from dashboard.views.timeline import STEPS
from dashboard.wording import LANGUAGES, Words
from dashboard.wording.catalogues import LOCALE, SOURCE, SOURCE_LANGUAGE, messages
from geodata.check import DETAILS, RULES
from geodata.policy import _CHOICES, Policy
from geodata.protected import STATUSES
from geodata.relation import ELSEWHERE, RELATION_ROOT, RELATION_TREE
from loaders.columns import CATEGORIES

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

HERE = Path(dashboard.__file__).parent
TEMPLATES = "\n".join(path.read_text(encoding="utf-8") for path in sorted(HERE.glob("snapshot/templates/*.html")))
PROGRAM = {path: path.read_text(encoding="utf-8") for path in sorted(HERE.rglob("*.py"))}
DATA = [name for dimensions in BY.values() for name in dimensions]

#: Keys that are put together, as they stand in the source: the fixed part, and all that can follow it.
FAMILIES: dict[str, set[str]] = {
    "map_status_{}": {"shown", "zero", "unstated", "withheld", "missing"},
    "level_{}": set(LEVELS),
    "by_{}": set(BY),
    "in_title_{}": set(BY),
    "download_{}": set(KINDS),
    "publish_phase_{}": {name for _, name, _ in PHASES},
    "decide_{}": {*DECISIONS, *(f"{name}_{choice}" for name in DECISIONS for choice in DECIDED)},
    "decide_{}_help": set(DECISIONS),
    "basis_{}": {f"{name}_{extent}" for name in BASIS for extent in ("all", "some")},
    "detail_{}": {detail.replace("-", "_") for detail in DETAILS},
    "rule_{}": {rule.replace("-", "_") for rule in RULES},
    "rule_zeros_{}": {"published", "protected"},
    "rule_territories_{}": {"domestic", "abroad", "by_source"},
    "setting_{}": {field.name for field in fields(Policy)} - {"tables"},
    "setting_is_{}": {value for values in _CHOICES.values() for value in values if value},
    "period_{}": {"all", "year", "quarter", "month"},
    "layout_{}": {"header_first", "header_last", "counts_first", "counts_last"},
    "layout_blank_{}": {blank.replace(" ", "_") for blank in BLANKS},
    "layout_all_{}": set(CONSTANTS),
    "layout_is_{}": {*COLUMNS, IGNORED},
    "step_{}": set(STEPS),
    "side_{}": {"either", "origin", "recovery"},
    "tree_{}": set(LEVELS),
    "picture_{}": {name for name, _ in PICTURES},
    "column_{}": {*DATA, *(f"{name}_name" for name in DATA), "count", "status", "release"},
    "status_{}": set(STATUSES),
    "{}_note": {"withheld", "not_reported", "none_stated", "at_least"},
    "none_stated_{}": {"state", "county"},
    "kept_back_{}": {"origin", "recovery"},
    "{}_help": {"take_map", "take_brief"},
    "operation_status_{}": {"ongoing", "concluded"},
    "term_{}": set(TERMS),
    "term_{}_text": set(TERMS),
    "relation_{}": {RELATION_ROOT, ELSEWHERE, *RELATION_TREE},
    "page_{}": {"index", "places", "data", "methods", "definitions", "terms", "help"},
}
#: Names of codes: `code_name` puts them together, and takes the release's own label where there is none.
NAMED: dict[str, set[str]] = {
    "category_{}": {"all", "other", *(category.replace(" ", "_") for category in CATEGORIES)},
    "operation_{}": {"all", "none"},
}
#: How `code_name` asks for them.
OF_A_CODE = "{}_{}"


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def forms(said: str | tuple[str, ...]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


def gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def pattern(node: ast.expr) -> str | None:
    """Return the key that an expression is, with {} for what is filled in when it runs; `None` if it is a variable."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def is_words(node: ast.expr) -> bool:
    return "words" in {getattr(node, "id", None), getattr(node, "attr", None)}


def asked() -> set[str]:
    """Return the keys, whole or put together, by which the program and its templates ask for sentences."""
    found = set()
    for node in (node for source in PROGRAM.values() for node in ast.walk(ast.parse(source))):
        if isinstance(node, ast.Subscript) and is_words(node.value):
            found.add(pattern(node.slice))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and is_words(node.func.value):
            found |= {pattern(node.args[0])} if node.func.attr in {"say", "get"} else set()
    found |= {
        key + ("{}" if joined else "") for key, joined in re.findall(r'words(?:\.say\(|\[)"(\w+)"( ~)?', TEMPLATES)
    }
    return {key for key in found if key} - {OF_A_CODE}


def mentioned() -> set[str]:
    """Return every text of the program that could be a key: tables and conditions hand keys on."""
    walked = (node for source in PROGRAM.values() for node in ast.walk(ast.parse(source)))
    return {str(node.value) for node in walked if isinstance(node, ast.Constant)} | set(
        re.findall(r'"(\w+)"', TEMPLATES)
    )


def expanded(families: dict[str, set[str]]) -> set[str]:
    return {family.format(value) for family, values in families.items() for value in values}


def test_every_sentence_that_is_asked_for_exists() -> None:
    whole = {key for key in asked() if "{}" not in key}
    assert sorted((whole | expanded(FAMILIES)) - set(messages())) == []


def test_every_key_that_is_put_together_is_of_a_declared_family_and_no_family_is_idle() -> None:
    assert {key for key in asked() if "{}" in key} == set(FAMILIES)


def test_every_sentence_is_used() -> None:
    assert sorted(set(messages()) - mentioned() - expanded(FAMILIES) - expanded(NAMED)) == []


def test_every_sentence_is_translated_from_the_english_of_today_with_the_same_gaps() -> None:
    english = {(message.context, message.id) for message in catalogue(SOURCE) if message.id}
    faults = []
    for language in set(LANGUAGES) - {SOURCE_LANGUAGE}:
        translation = catalogue(LOCALE / language / "LC_MESSAGES" / "atlas.po")
        assert not translation.obsolete
        theirs = [message for message in translation if message.id]
        faults += [(language, "not the English", *key) for key in english ^ {(m.context, m.id) for m in theirs}]
        faults += [(language, fault, m.context) for m in theirs if (fault := fault_of(m, translation.num_plurals))]
    assert sorted(map(str, faults)) == []


def fault_of(message: Message, n_forms: int) -> str | None:
    """Say what is wrong with a translation."""
    said = forms(message.string)
    if message.fuzzy:
        return "nobody has looked at it since its English changed"
    if not all(form.strip() for form in said):
        return "missing"
    if isinstance(message.id, tuple | list) and len(said) != n_forms:
        return "not all plural forms"
    return (
        None
        if {frozenset(gaps(form)) for form in (*forms(message.id), *said)} == {frozenset(gaps(said[0]))}
        else "gaps"
    )


def test_no_key_is_written_twice_and_every_message_has_one() -> None:
    keys = re.findall(r'^msgctxt "(.*)"$', SOURCE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(keys) == len(set(keys)) == len(messages()) == len(list(catalogue(SOURCE))) - 1  # one is the header


def test_every_rule_of_the_loaders_has_its_remedy_in_the_same_words() -> None:
    told = {rule: f"{text[0].upper()}{text[1:]}" for rule, text in RULES.items()}
    assert {rule: Words()[f"rule_{rule.replace('-', '_')}"] for rule in RULES} == told


def test_no_sentence_judges_guesses_or_alarms() -> None:
    banned = r"\b(victims?|suppressed|hot ?spots?|surge|cases? solved|alarming|víctimas?|suprimid[oa]s?)\b|<\s*\d"
    found = [(m.context, form) for path in (SOURCE, *LOCALE.rglob("*.po")) for m in catalogue(path) if m.id
             for form in (*forms(m.id), *forms(m.string)) if re.search(banned, form, re.IGNORECASE)]  # fmt: skip
    assert found == []


def test_a_number_chooses_the_form_of_its_sentence() -> None:
    told = [[Words(language).say("unit", n=n) for n in (0, 1, 11, 12_345)] for language in LANGUAGES]
    assert told == [
        ["0 recoveries", "1 recovery", "11 recoveries", "12,345 recoveries"],
        ["0 localizaciones", "1 localización", "11 localizaciones", "12\u202f345 localizaciones"],
    ]
    assert Words("es")["unit"] == "{n} localizaciones"


def test_what_has_no_sentence_is_said_as_it_stands() -> None:
    assert Words("es").get("category_of_their_own", "of their own") == "of their own"
    with pytest.raises(KeyError):
        Words("es")["category_of_their_own"]


@pytest.mark.parametrize(
    ("language", "n", "written"),
    [("en", 0, "0"), ("en", 17_935, "17,935"), ("es", 2_353, "2353"), ("es", 17_935, "17\u202f935")],
)
def test_numbers_are_written_as_readers_of_the_language_expect(language: str, n: int, written: str) -> None:
    assert Words(language).number(n) == written


def test_dates_and_lists() -> None:
    assert [Words(language).date("2024-09-30") for language in LANGUAGES] == [
        "30 September 2024",
        "30 de septiembre de 2024",
    ]
    assert Words("en").date("some day") == "some day"
    assert Words("en").listing(["a", "b", "c"]) == "a, b and c"
    assert Words("es").listing(["a"]) == "a"
