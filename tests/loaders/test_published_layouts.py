"""Ready layouts of published tables: each on a table of its shape, with invented figures, in two commands."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import pytest

from geodata.check import check
from geodata.errors import InputError
from geodata.reading import read
from loaders.layout import NAMED

if TYPE_CHECKING:
    from pathlib import Path


class Shape(NamedTuple):
    """A table, its file's name, the year that its sender must write where it has none, and what it says."""

    text: str
    file: str
    year: str
    records: set[tuple[str, ...]]


STATES = ("Alabama", "Texas", "Wyoming", "Puerto Rico")
ACS = "\n".join([
    "State-to-State Migration Flows, 2022,,,,,,,,,,",
    "Current residence in,Population 1 year and over,," + ",".join(f"{state}," for state in STATES),
    "," + ",".join(["Estimate,MOE"] * 5),
    "Texas,29000,±12,40,±3,N/A,N/A,12,±2,7,±1", "Ohio,11000,±9,20,±3,31,±4,0,±1,3,±1",
    "Footnotes:", "The MOE is one of 90 percent.", "",
])  # fmt: skip
SHAPES = {
    "irs-county-flows": Shape(
        "y1_statefips,y1_countyfips,y2_statefips,y2_countyfips,y2_state,y2_countyname,n1,n2,agi\n"
        "48,141,35,13,NM,Dona Ana County,120,240,9901\n48,141,48,201,TX,Harris County,51,77,4471\n"
        "48,141,6,37,CA,Los Angeles County,-1,-1,-1\n",
        "countyoutflow2122.csv", "2021",
        {("2021", "48", "141", "35", "13", "240"), ("2021", "48", "141", "48", "201", "77"),
         ("2021", "48", "141", "6", "37", "<NA>")},
    ),
    "unhcr": Shape(
        "Extracted from a database, invented\n\n"
        "Year,Country of Origin,Country of Origin (ISO),Country of Asylum,Country of Asylum (ISO),Refugees under"
        " UNHCR's mandate,Asylum-seekers,Stateless persons\n"
        "2021,Honduras,HND,Mexico,MEX,1204,331,0\n2022,Guatemala,GTM,United States of America,USA,77,5,0\n",
        "population.csv", "", {("2021", "HND", "MEX", "1204"), ("2022", "GTM", "USA", "77")},
    ),
    "nibrs-trafficking": Shape(
        "data_year,state_abbr,state_name,offense_code,offense_name,victim_count\n"
        '2021,TX,Texas,64A,"Human Trafficking, Commercial Sex Acts",120\n'
        '2021,OH,Ohio,64B,"Human Trafficking, Involuntary Servitude",31\n',
        "offenses.csv", "", {("2021", "unknown", "TX", "trafficking", "120"), ("2021", "unknown", "OH",
        "trafficking", "31")},
    ),
    "cdc-wonder": Shape(
        '"Notes"\t"State"\t"State Code"\t"Year"\t"Year Code"\tDeaths\tPopulation\tCrude Rate\n'
        '\t"Texas"\t"48"\t"2020"\t"2020"\t120\t4000000\t3.0\n\t"Texas"\t"48"\t"2021"\t"2021"\tSuppressed\t4100000\t\n'
        '"Total"\t"Texas"\t"48"\t\t\t120\t8100000\t1.5\n\t"Ohio"\t"39"\t"2020"\t"2020"\t44\t2000000\t2.2\n'
        '"Total"\t\t\t\t\t164\t10100000\t1.6\n"---"\n"Dataset: Underlying Cause of Death, invented"\n'
        '"Query Parameters:"\n"Group By: State; Year"\n',
        "wonder.txt", "",
        {("2020", "unknown", "48", "120"), ("2021", "unknown", "48", "<NA>"), ("2020", "unknown", "39", "44")},
    ),
    "acs-state-flows": Shape(
        ACS, "flows.csv", "",
        {("2022", "Alabama", "Texas", "40"), ("2022", "Texas", "Texas", "<NA>"), ("2022", "Wyoming", "Texas", "12"),
         ("2022", "Puerto Rico", "Texas", "7"), ("2022", "Alabama", "Ohio", "20"), ("2022", "Texas", "Ohio", "31"),
         ("2022", "Wyoming", "Ohio", "0"), ("2022", "Puerto Rico", "Ohio", "3")},
    ),
    "rnpdno": Shape(
        "Registro inventado\nEntidad,Municipio,Año,Hombre,Mujer,Indeterminado\n"
        "Chihuahua,Juárez,2021,12,40,1\nSonora,Nogales,2022,7,,0\n",
        "rnpdno.csv", "",
        {("2021", "Chihuahua", "Juárez", "unknown", "male", "12"), ("2021", "Chihuahua", "Juárez", "unknown",
        "female", "40"),
         ("2021", "Chihuahua", "Juárez", "unknown", "unknown", "1"), ("2022", "Sonora", "Nogales", "unknown",
         "male", "7"),
         ("2022", "Sonora", "Nogales", "unknown", "female", "0"), ("2022", "Sonora", "Nogales", "unknown",
         "unknown", "0")},
    ),
    "amber-table": Shape(
        "State/Territory,Recovery Location,Case Type,Children\nTexas,Chihuahua,Family Abductions,3\n"
        "Ohio,Texas,Runaways,2\n",
        "amber.csv", "2022",
        {("2022", "Texas", "Chihuahua", "family abduction", "3"), ("2022", "Ohio", "Texas", "runaway", "2")},
    ),
}  # fmt: skip
LEFT_OUT = {"source", "n_rows"}


def told(path: Path, layout: Path) -> set[tuple[str, ...]]:
    """Read a table by its layout, and return what its records say in the columns that hold anything."""
    records, quarantine = read([path], layout=layout)
    assert quarantine.rows.empty
    frame = records.frame.drop(columns=LEFT_OUT).dropna(axis="columns", how="all")
    frame = frame.astype("object").where(frame.notna(), "<NA>").astype("str")
    return set(frame.itertuples(index=False, name=None))


@pytest.mark.parametrize("name", SHAPES)
def test_two_commands_and_one_line_load_a_published_table(tmp_path: Path, name: str) -> None:
    shape = SHAPES[name]
    path, saved = tmp_path / shape.file, tmp_path / "layout.toml"
    path.write_text(shape.text, encoding="utf-8")
    with suppress(InputError):
        check([path], layout=tmp_path / name, save_layout=saved)
    text = saved.read_text(encoding="utf-8")
    assert text.count('period = ""') == (1 if shape.year else 0)
    saved.write_text(text.replace('period = ""', f'period = "{shape.year}"'), encoding="utf-8")
    assert told(path, saved) == shape.records


def test_every_ready_layout_has_its_shape() -> None:
    assert set(NAMED) == set(SHAPES)


def test_a_year_that_is_left_open_is_asked_and_never_guessed(tmp_path: Path) -> None:
    path = tmp_path / "flows.csv"
    path.write_text(SHAPES["irs-county-flows"].text, encoding="utf-8")
    with pytest.raises(InputError, match="leaves open the period of all rows; expected a text under"):
        check([path], layout=tmp_path / "irs-county-flows")


@pytest.mark.parametrize("name", SHAPES)
def test_a_table_of_another_shape_is_refused_by_what_it_lacks(tmp_path: Path, name: str) -> None:
    path = tmp_path / "other.csv"
    path.write_text("Kids,Yr,Zone\n3,2021,north\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"other[.]csv: (no line has the headings|line 1 has no heading)"):
        check([path], layout=tmp_path / name)


def test_a_file_goes_before_a_ready_layout_of_its_name(tmp_path: Path) -> None:
    path, layout = tmp_path / "a.csv", tmp_path / "unhcr"
    path.write_text("Kids,Yr\n3,2021\n", encoding="utf-8")
    constants = '[constants]\norigin = "unknown"\nrecovery = "US-TX"\n'
    layout.write_text(f"version = 1\nheader = [1, 1]\n[columns]\ncount = 1\nperiod = 2\n{constants}", encoding="utf-8")
    assert told(path, layout) == {("2021", "unknown", "US-TX", "3")}
