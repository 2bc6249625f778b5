"""How a layout is written: the text of `recovery-atlas layouts`, whose examples the tests apply."""

from __future__ import annotations

from typing import Final

from loaders.layout import NAMED

EXPLANATION: Final = f"""\
A layout says where in a sheet the records stand. `check FILE --save-layout L.toml` writes the one that was found,
guessed, or proposed where columns are missing; correct it, and give it to `check` and `publish` as `--layout L.toml`.

Ready layouts of published tables have names, as in `--layout unhcr`:
{", ".join(NAMED)}.
What such a table doesn't say, its year for instance, is asked: save the layout, write the year into it, and give it.

version = 1                    always
header = [3, 4]                first and last line of the header; what stands above is not read, and a line in
                               it that only numbers the columns doesn't count
groups = "origin_state"        a line with a single cell names this column for the lines below it ("ignore": it doesn't)
blank = "refuse"               a blank count in a cross tab: "refuse" the row, or it is "zero" or "not reported"
not_reported = ["d", "-1"]     further tokens for a count that was not reported
marks = 1                      the column in which a word such as Total makes a row one
only = "Estimate"              cross tabs: what stands lowest in the header over counts; other columns are left aside
headings = ["State", "Kids"]   what stands over the columns; for you, it is not read
totals = "drop"                rows that equal the sum of rows below them are totals ("keep": records)
hidden = "drop"                what a workbook hides is not read ("keep": it is)
[columns]                      record column = number of its column, from 1; or its heading, or a list of headings
                               of which the first that the sheet has is taken: then the header is found
[across]                       cross tabs: for each line of the header the record column that its headings are values of
lines = ["period", ""]         ("" for a line that says nothing), and the first and last column of counts
columns = [2, 7]
[constants]                    record column = its value in all rows

1. Origin by recovery, for one year:

    Recoveries 2021
    Origin,Texas,Chihuahua,Total
    Texas,40,12,52
    New Mexico,3,8,11

version = 1
header = [2, 2]
blank = "refuse"

[columns]
origin = 1

[across]
lines = ["recovery"]
columns = [2, 4]

[constants]
period = "2021"

2. State of recovery by year and category, with two lines of header:

    ,2020,,2021,
    State,Runaway,Trafficking,Runaway,Trafficking
    Texas,40,12,31,d

version = 1
header = [1, 2]
blank = "refuse"
not_reported = ["d"]

[columns]
recovery = 1

[across]
lines = ["period", "category"]
columns = [2, 5]

[constants]
origin = "unknown"

3. Counties under their states, in a plain table with headers of its own:

    Place,Kids,Yr
    Texas,,
    El Paso,12,2021
    New Mexico,,
    Luna,4,2021

version = 1
header = [1, 1]
groups = "recovery_state"

[columns]
recovery_county = 1
count = 2
period = 3

[constants]
origin = "unknown"
"""
