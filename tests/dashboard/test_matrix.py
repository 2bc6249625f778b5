"""The from–to matrix: cells of the release, a hatch for a withheld one, own places left out."""

from __future__ import annotations

from dashboard.selection import Selection
from dashboard.views import matrix, scale
from dashboard.wording import Words
from tests.dashboard import tiny

CORRIDORS = tiny.table(
    "corridors", ["origin", "recovery", "period"],
    {
        ("US-TX", "MX-CHH", "2023"): 12, ("US-TX", "US-OK", "2023"): "withheld", ("US-OK", "US-TX", "2023"): 30,
        ("US-OK", "US-OK", "2023"): 90, ("US-OK", "MX-CHH", "2023"): 0, ("WORLD", "WORLD", "2023"): 500,
        ("US-TX", "US-TX", "2023"): 300, ("US-FL", "US-OK", "2023"): 60,
    },
)  # fmt: skip
RELEASE = tiny.release(CORRIDORS)
WORDS = Words("en")


def test_cells_hold_their_figure_or_their_status() -> None:
    data = matrix.matrix_data(RELEASE, Selection(period="2023", by="route"), WORDS)
    told = {(row["origin"], row["recovery"]): (row["class"], row["text"]) for row in data.to_dict("records")}
    assert told == {
        ("US-TX", "MX-CHH"): (1, "12"), ("US-TX", "US-OK"): (scale.WITHHELD, ""), ("US-OK", "US-TX"): (2, "30"),
        ("US-OK", "MX-CHH"): (scale.ZERO, "0"), ("US-FL", "US-OK"): (3, "60"),
    }  # fmt: skip
    assert matrix.described_matrix(data).startswith("Florida → Oklahoma: 60; ")


def test_a_region_keeps_the_places_it_has_routes_with() -> None:
    origins, recoveries = matrix.ends(RELEASE, Selection(period="2023", by="route", region="US-FL"))
    assert (origins, recoveries) == (["US-FL"], ["US-OK"])


def test_a_withheld_cell_is_hatched_and_a_click_tells_both_ends() -> None:
    data = matrix.matrix_data(RELEASE, Selection(period="2023", by="route"), WORDS)
    drawn = matrix.matrix(data, WORDS).to_dict()
    assert {"origin", "recovery"} == set(drawn["params"][0]["select"]["fields"])
    assert any("class == 6" in str(layer.get("transform")) for layer in drawn["layer"])


def test_without_a_table_of_routes_there_is_no_matrix() -> None:
    empty = tiny.release(tiny.table("places", ["recovery", "period"], {("WORLD", "2023"): 500}))
    assert not len(matrix.matrix_data(empty, Selection(period="2023", by="route"), WORDS))
