"""What decides where a record alone does not: its source's other rows, the publisher's home, the analyst's file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geodata.coding import Guidance, code_records, place_doubts, read_guidance, unplaced
from geodata.errors import InputError
from geodata.gazetteer import Gazetteer
from geodata.regions import RegionCode
from tests.geodata.coding.test_coding import Table, table

if TYPE_CHECKING:
    from pathlib import Path

GAZETTEER = Gazetteer.packaged()


def coded(records: Table, guidance: Guidance | None = None) -> dict[int, str]:
    """Code origins, by the count that numbers their rows."""
    found = code_records(records, GAZETTEER.regions, GAZETTEER, guidance=guidance).frame
    return dict(zip(found["count"].astype(int), found["origin"], strict=True))


def column(name: str, *texts: str, source: str = "a") -> Table:
    """Make records with one column of places, numbered from 1."""
    return table([{name: text, "source": source, "count": n} for n, text in enumerate(texts, start=1)])


@pytest.mark.parametrize(
    ("name", "texts", "leaves"),
    [
        # three FIPS codes that INEGI could have given, but didn't: the column is FIPS
        ("origin_county", ("08037", "06059", "06073", "01129"), ["US-08037", "US-06059", "US-06073", "US-01129"]),
        # Texas proves nothing about 08037: INEGI has no state 48 in any case
        ("origin_county", ("08037", "48141", "48113", "48201"), ["unknown", "US-48141", "US-48113", "US-48201"]),
        # even numbers are municipios
        ("origin_county", ("08037", "08002", "08004", "26030"), ["MX-08037", "MX-08002", "MX-08004", "MX-26030"]),
        # a column with numbers of both decides nothing
        ("origin_county", ("08037", "06059", "06073", "01129", "08002"), ["unknown"]),
        ("origin", ("CA", "TX", "NY"), ["US-CA/unspecified", "US-TX/unspecified", "US-NY/unspecified"]),
        ("origin", ("CA", "MX", "GT"), ["CA/unspecified", "MX/unspecified", "GT"]),
        ("origin", ("CA", "TX", "NY", "MX"), ["unknown"]),
        ("origin", ("CA", "TX"), ["unknown"]),
        ("origin", ("CA", "US-TX", "US-NY", "US-48141"), ["unknown"]),
        ("origin", ("Georgia", "Texas", "Ohio"), ["US-GA/unspecified"]),
        ("origin", ("Georgia", "Honduras", "Guatemala"), ["GE"]),
        ("origin", ("Georgia", "Honduras", "Texas", "Guatemala"), ["unknown"]),
        # an abbreviation of two countries' states: Michigan or Michoacán, British Columbia or Baja California
        ("origin_state", ("Mich.", "Tex.", "Calif."), ["US-MI/unspecified"]),
        ("origin_state", ("Mich.", "Jal.", "Gto."), ["MX-MIC/unspecified"]),
        ("origin_state", ("Mich.", "Jal.", "Gto.", "Tex.", "Calif."), ["unknown"]),
        ("origin_state", ("BC", "WA", "ON", "AB"), ["CA-BC"]),
        ("origin_state", ("BC", "WA"), ["unknown"]),
    ],
)
def test_the_other_rows_of_the_source_decide_between_two_systems(
    name: str, texts: tuple[str, ...], leaves: list[str]
) -> None:
    found = coded(column(name, *texts))
    assert [found[n] for n in range(1, len(leaves) + 1)] == leaves


def test_another_source_decides_nothing_and_a_row_with_its_own_context_is_read_by_that() -> None:
    rows: list[dict[str, object]] = [{"origin": text, "source": "a"} for text in ("TX", "NY")]
    rows += [{"origin": "CA", "source": "b"}, {"origin": "CA", "origin_country": "Canada", "source": "a"}]
    found = coded(table([row | {"count": n} for n, row in enumerate(rows)]))
    assert (found[2], found[3]) == ("unknown", "CA/unspecified")


def test_what_the_other_rows_decide_is_told() -> None:
    told = place_doubts(column("origin", "CA", "TX", "NY"), GAZETTEER)
    assert told[["column", "rule"]].to_numpy().tolist() == [["origin", "place-by-column"]]


@pytest.mark.parametrize(
    ("text", "home", "leaf"),
    [
        ("Georgia", "US", "US-GA/unspecified"),
        ("El Paso County", "US-TX", "US-48141"),
        ("08037", "MX", "MX-08037"),
        ("Navajo Nation, AZ", "US", "US-AZ/unspecified"),
        ("Houston, TX", "US-TX", "US-TX/unspecified"),  # four counties of Texas
        ("El Paso County", "US-NM", "US/unspecified"),
        ("France", "US", "FR"),
    ],
)
def test_home_decides_only_between_meanings(text: str, home: str, leaf: str) -> None:
    assert coded(column("origin", text), Guidance(RegionCode(home))) == {1: leaf}


def test_a_town_is_placed_as_far_as_its_name_says() -> None:
    found = coded(column("origin", "Nowhere, Texas", "Socorro, El Paso County, TX", "TX; NM", "Unknown, TX"))
    assert list(found.values()) == ["US-48141", "US-TX/unspecified", "US-TX/unspecified", "unknown"] or found == {
        1: "US-TX/unspecified", 2: "US-48141", 3: "unknown", 4: "US-TX/unspecified",
    }  # fmt: skip


def test_rules_of_doubts() -> None:
    told = place_doubts(column("origin", "Nowhere, Texas", "TX; NM", "El Paso County", "Texs"), GAZETTEER)
    assert dict(zip(told["leaf"], told["rule"], strict=True)) == {
        0: "place-unknown", 1: "place-several", 2: "place-ambiguous", 3: "place-unknown",
    }  # fmt: skip


def test_what_stays_open_is_written_filled_in_and_read_back(tmp_path: Path) -> None:
    records = table(
        [
            {"origin": "El Paso County", "count": 1},
            {"origin_state": "TX", "origin_county": "Nowhere", "count": 2},
            {"origin": "Texas", "count": 3},
        ]
    )
    form = unplaced(records, GAZETTEER)
    assert form.to_numpy().tolist()[0] == ["El Paso County", "", "US-08041 US-48141"]
    assert form["place"].tolist() == ["El Paso County", "Nowhere, TX"]
    form["code"] = ["US-48141", "US-48113"]
    form["place"] = form["place"].str.upper()
    form.to_csv(tmp_path / "places.csv", index=False, encoding="utf-8-sig")
    guidance = read_guidance(None, tmp_path / "places.csv", GAZETTEER)
    assert coded(records, guidance) == {1: "US-48141", 2: "US-48113", 3: "US-TX/unspecified"}
    assert unplaced(records, GAZETTEER, guidance).empty


@pytest.mark.parametrize(
    ("content", "reasons"),
    [
        (b"place,code\nSecret Town,XX-1\n,US-TX\nA,US-TX\na,US-NM\n", ["line 2", "line 3", "line 5"]),
        (b"town,number\nx,y\n", ["no column place, code"]),
        (b"", ["no column"]),
        (b"\xff\xfe\x00place", ["not such a file"]),
    ],
)
def test_a_bad_file_is_refused_with_all_faults_and_no_place(tmp_path: Path, content: bytes, reasons: list[str]) -> None:
    (tmp_path / "places.csv").write_bytes(content)
    with pytest.raises(InputError) as refused:
        read_guidance("Georgia", tmp_path / "places.csv", GAZETTEER)
    assert len(refused.value.reasons) == len(reasons) + 1
    assert all(said in reason for said, reason in zip(reasons, refused.value.reasons, strict=False))
    assert "Secret" not in str(refused.value)
    assert "home: 'Georgia'" in refused.value.reasons[-1]
