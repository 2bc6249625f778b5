"""Every sentence: used, in both languages, with the same gaps."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import dashboard
from dashboard.wording import LANGUAGES, SENTENCES, Words
from dashboard.wording.figures import FIGURES
from dashboard.wording.findings import FINDINGS
from dashboard.wording.layout import LAYOUT
from dashboard.wording.method import METHOD
from dashboard.wording.pages import PAGES
from dashboard.wording.publishing import PUBLISHING
from dashboard.wording.screens import SCREENS
from dashboard.wording.takeaway import TAKEAWAY
from geodata.check import RULES

HERE = Path(dashboard.__file__).parent
LISTS = set(HERE.glob("wording/[!_]*.py"))
FILES = sorted({*HERE.rglob("*.py"), *HERE.glob("snapshot/templates/*.html")} - LISTS)
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in FILES)
# Keys that are put together from a code: the code's family stands in the source as an f-string, in a template before ~.
FAMILIES = {"relation_", "category_", "period_", "operation_"}
FAMILIES |= set(re.findall(r"""f["']([a-z_]+_)\{""", SOURCE)) | set(re.findall(r'"([a-z_]+_)" ~', SOURCE))
SUFFIXES = set(re.findall(r'\}(_[a-z_]+)"', SOURCE))


def gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_every_sentence_exists_in_both_languages_with_the_same_gaps(key: str) -> None:
    english, spanish = SENTENCES[key]
    assert english.strip()
    assert spanish.strip()
    assert gaps(english) == gaps(spanish)


def test_every_rule_of_the_loaders_has_its_remedy_in_the_same_words() -> None:
    told = {f"rule_{rule.replace('-', '_')}": text[0].upper() + text[1:] for rule, text in RULES.items()}
    assert {key: english for key, (english, _) in FINDINGS.items()} == told


def test_no_key_is_written_twice() -> None:
    assert len(SENTENCES) == sum(map(len, (FIGURES, SCREENS, METHOD, TAKEAWAY, PUBLISHING, FINDINGS, LAYOUT, PAGES)))


@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_every_sentence_is_used(key: str) -> None:
    in_family = any(key.startswith(family) for family in FAMILIES) or any(key.endswith(end) for end in SUFFIXES)
    assert f'"{key}"' in SOURCE or f"'{key}'" in SOURCE or in_family


@pytest.mark.parametrize("key", sorted(set(re.findall(r"""words(?:\.say\(|\[)["']([a-z_]+)["'](?! ~)""", SOURCE))))
def test_every_sentence_that_is_asked_for_exists(key: str) -> None:
    assert key in SENTENCES


@pytest.mark.parametrize("sentence", [text for pair in SENTENCES.values() for text in pair])
def test_no_sentence_judges_guesses_or_alarms(sentence: str) -> None:
    banned = r"\b(victims?|suppressed|hot ?spots?|surge|cases? solved|alarming|víctimas?|suprimid[oa]s?)\b|<\s*\d"
    assert not re.search(banned, sentence, re.IGNORECASE)


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
