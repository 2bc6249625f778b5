"""What a check tells about a source: rule names with their meaning and remedy, never a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that applied to some rows of a column, or to the column or source as a whole.

    Attributes
    ----------
    column
        The header as written; empty where the rule is about the row or the source as a whole.
    count
        Number of rows; for a rule about the whole column, all rows.
    rows
        Row numbers, 1-based lines of a text file, ascending; empty where the rule is about the whole column.
    detail
        What else there is to say, a key of `DETAILS`; mostly nothing.
    """

    source: str
    column: str
    rule: str
    count: int
    rows: tuple[int, ...] = ()
    detail: str = ""


SUSPECTED: Final = "total-suspected"
# Rule → the option by which the publisher decides; until then nothing is published.
UNDECIDED: Final = {
    "repeated": "duplicates", SUSPECTED: "totals",
    **dict.fromkeys(("hidden-rows", "hidden-columns", "hidden-sheet"), "hidden"),
}  # fmt: skip
# Rule → what it means and what to do. Rules before NOTICES put a row into quarantine.
QUARANTINE: Final = {
    "empty": "the cell is empty. Write a value, or 'not reported' for a count that was not given.",
    "negative": "the count is negative. Correct it; where it stands for a missing count, write 'not reported'.",
    "fractional": "the count is no whole number. Write whole numbers.",
    "point-unclear": "a point before three digits may part thousands or decimals. Write the digits alone.",
    "scientific": "a spreadsheet has shortened the number. Write all its digits.",
    "too-large": "the count has more than 12 digits. Correct the count.",
    "unknown-token": "neither a whole number nor a token for 'not reported'. Write a number or 'not reported'.",
    "unknown-period": "no year, quarter or month. Write 2021, 2021-Q2 or 2021-05.",
    "fiscal-year": "a fiscal year, and which months it has isn't said. Write quarters or months as 2021-05; or 2021, if"
    " it is to count for that calendar year.",
    "span-incomplete": "a span needs a start month and an end month. Write both as 2021-05.",
    "span-reversed": "the span ends before it starts. Swap the months.",
    "span-over-years": "the span reaches over more than one calendar year. Split it by year.",
    "unknown-value": "not one of the values of this column. Use a declared value.",
    "eaten-by-spreadsheet": "a spreadsheet has made a date of an age band. Write it as 10-14.",
    "unknown-date": "no date. Write it as 2021-06-16.",
    "too-many-fields": "the row has more fields than the header. Quote fields that hold the delimiter.",
    "too-few-fields": "the row has fewer fields than the header. Complete the row.",
}
NOTICES: Final = {
    "not-read": "this column is not a record column and was not read.",
    "part-not-read": "this sheet or table has no record columns and was not read.",
    "layout-guessed": "where the counts stand was guessed. Look at the layout; save it by --save-layout to be sure.",
    "fixed-width": "read as columns of fixed width. Save as CSV to be sure.",
    "dates-as-months": "days that are all the first of a month were read as months.",
    "merged": "merged cells were read for each of their rows, but for counts, which would be counted more than once.",
    "hidden-rows": "the workbook hides these rows. Say by --hidden whether to keep or to drop what is hidden.",
    "hidden-columns": "the workbook hides columns. Say by --hidden whether to keep or to drop what is hidden.",
    "hidden-sheet": "the workbook hides this sheet. Say by --hidden whether to keep or to drop what is hidden.",
    "hidden-dropped": "what the workbook hides was left out, as --hidden drop says.",
    "read-as-cp1252": "not UTF-8; read as Windows-1252. Save as UTF-8 if names look wrong.",
    "read-as-utf-16": "read as UTF-16. Save as UTF-8 to load faster.",
    "footnoted": "a footnote mark beside the count was left aside. Remove the mark if the number needs none.",
    "masked": "the source masks the count: it has one and doesn't give it. It is in no sum; sums over it are published "
    "as at least.",
    "thousands": "separators of thousands were left out of the count. Write the digits alone.",
    "superseded": "a later as-of date has another row of the same key; this one doesn't count.",
    "undated-revision": "another row of the same key has an as-of date; this one has none and doesn't count. Date it.",
    "repeated": "rows are the same in every cell. Say by --duplicates whether to keep or to drop the copies.",
    "repeated-dropped": "copies of other rows were left out, as --duplicates drop says.",
    "total-by-position": "a row below all others has no place and is their sum, so their total. Write Total in it.",
    SUSPECTED: "the row equals the sum of rows below it in place, time or another column, so it may be their total. Say"
    " by --totals whether to keep such rows as records or to drop them.",
    "total-by-value": "rows that equal the sum of rows below them were left out as totals, as --totals drop says.",
    "total-differs": "a total does not equal the sum of its rows. Check the total or the missing rows.",
}
RULES: Final = QUARANTINE | NOTICES
_BANDS: Final = {
    "1": "by under 1 %", "10": "by 1 to 10 %", "50": "by 10 to 50 %", "100": "by 50 to 100 %",
    "beyond": "by 100 % and more",
}  # fmt: skip
#: What a finding may say beyond its rule → in words.
DETAILS: Final = {
    f"{way}-{band}": f"{way} than its rows, {text}" for way in ("more", "less") for band, text in _BANDS.items()
}
