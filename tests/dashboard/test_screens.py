"""Screens, run whole without a browser: what they say and that every control's choice ends in the address."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from pandas.io.formats.style import Styler
from streamlit.testing.v1 import AppTest

import dashboard
from dashboard import engine, store, url_state
from dashboard.controls import timing
from dashboard.screens import parts
from dashboard.wording import Words
from tests.dashboard.handmade import YEARS, write_release

if TYPE_CHECKING:
    from dashboard.selection import Selection

APP = Path(dashboard.__file__).parent / "app.py"
SCREENS = ["screens/leadership.py", "screens/explore.py", "screens/method.py", "screens/public.py"]


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, release_folder: Path) -> AppTest:
    monkeypatch.setenv(store.ENVIRONMENT, str(release_folder))
    return AppTest.from_file(APP, default_timeout=60)


def opened(app: AppTest, screen: str = SCREENS[0], **query: str) -> AppTest:
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    if screen != SCREENS[0]:
        app.switch_page(screen)
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_screen_opens_in_both_languages(app: AppTest, screen: str, language: str) -> None:
    opened(app, screen, lang=language)
    words = Words("es" if language == "es" else "en")
    assert len(app.title) == 1
    assert any(words["synthetic"] in part.proto.body for part in app.get("html"))
    assert any('<a href="tel:+18008435678">1-800-843-5678</a>' in part.proto.body for part in app.get("html"))
    assert any(words.date("2024-09-30") in caption.value for caption in app.caption)


def test_the_overview_shows_the_total_and_its_parts_with_the_year_before(app: AppTest) -> None:
    opened(app, period="2023")
    assert app.title[0].value == "Recoveries of missing children, 2023"
    told = "".join(part.proto.body for part in app.get("html"))
    figures = re.findall(r'<dl class="ra-figures">.*?</dl>', told)[0]  # the others are an operation's
    assert re.findall("<dt>(.*?)</dt>", figures) == [
        "All recoveries", "In state", "Out of state", "Cross border", "State not stated",
        "Place unknown",
    ]  # fmt: skip
    assert len(re.findall(r'<dd class="ra-figure">[\d,]+</dd><dd><span>2022: [\d,]+</span></dd>', figures)) == 6


def test_a_release_that_can_show_little_stays_calm(
    app: AppTest, withheld_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(store.ENVIRONMENT, str(withheld_folder))
    opened(app)
    told = "".join(part.proto.body for part in app.get("html"))
    assert '<dt>All recoveries</dt><dd class="ra-figure"><details><summary>Withheld</summary>' in told
    assert not app.error
    assert not app.warning
    opened(app, SCREENS[1])
    assert not app.error


def test_where_a_release_has_no_routes_the_years_have_their_place(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged = APP.parent / "releases"
    for name, order in (
        ("national-synthetic.zip", ["Recoveries per year", "Most frequent routes"]),
        ("operation-lost-souls-internal.zip", ["Most frequent routes", "Recoveries per year"]),
    ):
        monkeypatch.setenv(store.ENVIRONMENT, str(packaged / name))
        opened(app)
        assert [header.value for header in app.header if header.value in order] == order


def test_the_settings_of_the_policy_are_said_in_words(app: AppTest) -> None:
    opened(app, SCREENS[2], lang="es")
    told = "".join(part.proto.body for part in app.get("html"))
    assert "Cifra más pequeña que se muestra (threshold)" in told
    assert '<td role="cell" data-name="Valor">11</td>' in told


def test_without_a_release_the_screen_says_how_to_start(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(store.ENVIRONMENT, "")
    opened(app)
    assert "come back later" in app.info[0].value  # a visitor reads nothing that is meant for whoever runs the server


def test_a_choice_is_written_to_the_address_and_home_is_not(app: AppTest) -> None:
    opened(app)
    app.button_group(key="choose_period").set_value("2021").run()
    assert app.query_params["period"] == "2021"
    assert app.title[0].value.endswith("2021")
    app.button_group(key="choose_period").set_value("2024").run()
    assert "period" not in app.query_params


@pytest.mark.parametrize(
    "query",
    [{"period": "2099"}, {"level": "<script>"}, {"lang": "../"}, {"release": "/etc/passwd"}, {"x": "y" * 9_999}],
)
def test_an_address_that_names_no_choice_of_the_release_is_home(app: AppTest, query: dict[str, str]) -> None:
    opened(app, **query)
    assert app.title[0].value == "Recoveries of missing children, 2024"


def test_explore_offers_only_what_the_release_has(app: AppTest) -> None:
    opened(app, SCREENS[1], by="route")
    assert app.selectbox(key="choose_category").disabled
    assert "no table of route by category" in app.selectbox(key="choose_category").help
    assert app.selectbox(key="choose_level").options == ["Countries", "States"]
    app.selectbox(key="choose_by").set_value("category").run()
    assert not app.selectbox(key="tree_country").disabled
    assert app.query_params["by"] == "category"


def test_the_publish_screen_is_there_only_where_releases_may_be_written(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(engine.INTO, str(tmp_path))
    opened(app, "screens/publish.py", lang="es")
    assert app.title[0].value == "Hacer una publicación"
    assert [button.disabled for button in app.button] == [True, True]
    app.button_group(key="choose_lang").set_value("en").run()
    assert app.title[0].value == "Publish a release"
    app.button_group(key="choose_lang").set_value("es").run()
    assert app.query_params["lang"] == "es"
    monkeypatch.delenv(engine.INTO)
    app.run()
    assert app.title[0].value != "Hacer una publicación"


def test_play_starts_at_the_first_year_and_the_presentation_is_in_the_address(app: AppTest) -> None:
    opened(app)
    app.button(key="play").click().run()
    assert app.query_params["period"] == "2019"
    assert app.button(key="play").label == "Stop"
    app.button(key="play").click().run()
    assert app.button(key="play").label == "Play"
    app.button(key="present").click().run()
    assert app.query_params["show"] == "presentation"
    assert not app.exception


@pytest.fixture
def monthly(app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AppTest:
    monkeypatch.setenv(store.ENVIRONMENT, str(write_release(tmp_path / "m", counties_of=("US-TX",), by_month=True)))
    return app


@pytest.mark.parametrize("screen", [*SCREENS[:2], "screens/public.py"])
def test_every_step_of_time_has_a_slider_of_its_own(monthly: AppTest, screen: str) -> None:
    opened(monthly, screen, period="2023")
    monthly.button_group(key="choose_step").set_value("quarter").run()
    assert monthly.query_params["period"] == "2023-Q1"
    assert monthly.select_slider(key="slide_quarter").options[:2] == ["Q1 2019", "Q2 2019"]
    monthly.button_group(key="choose_step").set_value("month").run()
    slider = monthly.select_slider(key="slide_month")
    assert len(slider.options) == 72
    slider.set_value("2023-05").run()
    assert monthly.query_params["period"] == "2023-05"
    assert "May 2023" in monthly.title[0].value
    monthly.button_group(key="choose_step").set_value("year").run()
    assert monthly.query_params["period"] == "2023"
    assert not monthly.exception


def test_a_longer_step_has_no_shorter_one_and_says_so(app: AppTest) -> None:
    opened(app)
    assert not [group for group in app.button_group if group.key == "choose_step"]
    assert "goes down to years" in app.button(key="play").help


def test_play_goes_through_all_months_and_stops_at_the_end(monthly: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def write(home: Selection, **choices: str) -> None:
        seen.append(choices["period"])
        url_state.write(home, **choices)

    monkeypatch.setattr(timing, "write", write)
    monkeypatch.setattr(timing, "ENOUGH", 0.0)  # no waiting: Play goes on as soon as a period is drawn
    opened(monthly, period="2023-05")
    monthly.button(key="play").click().run()
    assert monthly.button(key="play").label == "Play"
    assert seen == [f"{year}-{month:02d}" for year in YEARS for month in range(1, 13)]


def test_the_tree_leads_from_the_world_to_a_county_and_back(app: AppTest) -> None:
    opened(app, SCREENS[1], period="2023")
    assert app.selectbox(key="tree_state").disabled
    assert app.selectbox(key="tree_state").help == "Choose here first: country."
    app.selectbox(key="tree_country").set_value("US").run()
    app.selectbox(key="tree_state").set_value("US-TX").run()
    assert app.query_params["region"] == "US-TX"
    offered = app.selectbox(key="tree_county").options
    assert offered[0] == "All of Texas"
    assert "Harris County" in offered
    assert offered[-2:] == ["Other counties of Texas", "Texas, county unspecified"]
    app.selectbox(key="tree_county").set_value("US-48201").run()
    assert app.title[0].value.endswith("Harris County")
    app.selectbox(key="tree_county").set_value("US-TX").run()
    assert app.query_params["region"] == "US-TX"
    app.selectbox(key="tree_state").set_value("US").run()
    assert app.selectbox(key="tree_state").value == "US"
    assert app.query_params["region"] == "US"


def test_a_list_of_the_tree_that_is_empty_says_why(app: AppTest) -> None:
    opened(app, SCREENS[1], period="2023", region="US-OK")
    assert app.selectbox(key="tree_county").help == "This release does not tell the parts of Oklahoma apart."
    app.selectbox(key="choose_by").set_value("route").run()
    assert "goes down to states" in app.selectbox(key="tree_county").help
    app.selectbox(key="choose_side").set_value("origin").run()
    assert app.query_params["side"] == "origin"
    app.selectbox(key="choose_by").set_value("category").run()
    assert "no table of category by where missing from" in app.selectbox(key="choose_side").help


def test_numbers_of_tables_follow_the_language_of_the_page() -> None:
    table = pd.DataFrame({"a": ["x", "y", "z"], "n": pd.array([12_345, None, 1], dtype="Int64")})
    for language, told in (("en", ["12,345", "", "1"]), ("es", ["12\u202f345", "", "1"])):
        written = parts.written(table, ["n"], Words(language))  # type: ignore[arg-type]
        assert isinstance(written, Styler)
        body = written._translate(False, False)["body"]  # noqa: FBT003
        assert [row[2]["display_value"] for row in body] == told
    assert parts.written(table[1:], ["n"], Words("es")) is not table
    assert isinstance(parts.written(table[1:], ["n"], Words("es")), pd.DataFrame)


def test_language_and_year_go_along_to_the_next_screen(app: AppTest) -> None:
    opened(app, lang="es", period="2020")
    app.switch_page(SCREENS[1]).run()
    assert app.title[0].value.startswith("Localizaciones")
    assert app.query_params["period"] == "2020"


def test_the_public_screen_shows_public_releases_only(
    app: AppTest, release_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(app, "screens/public.py", period="2023")
    assert not app.info
    assert len(app.dataframe) == 1
    titles = ["Where children were found", "The same figures as a table", "Recoveries per year", "Terms of use"]
    assert [header.value for header in app.header] == titles
    manifest = json.loads((release_folder / "manifest.json").read_bytes())
    manifest["policy"]["threshold"] = 5
    shutil.copytree(release_folder, tmp_path / "internal")
    (tmp_path / "internal" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    monkeypatch.setenv(store.ENVIRONMENT, str(tmp_path / "internal"))
    opened(app, "screens/public.py")
    assert [note.value for note in app.info] == [Words("en")["not_public"]]
    assert not app.dataframe


def test_the_method_lists_the_releases_at_hand_the_newest_first(
    app: AppTest, release_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(release_folder, tmp_path / "later")
    manifest = json.loads((release_folder / "manifest.json").read_bytes())
    later = manifest | {"release": "revised", "as_of": "2025-01-31"}
    (tmp_path / "later" / "manifest.json").write_text(json.dumps(later), encoding="utf-8")
    monkeypatch.setenv(store.ENVIRONMENT, f"{release_folder}{os.pathsep}{tmp_path / 'later'}")
    opened(app, "screens/method.py")
    table = [part.proto.body for part in app.get("html") if 'data-name="Release"' in part.proto.body][-1]
    assert re.findall('data-name="Release">(.*?)<', table) == ["revised", manifest["release"]]
    assert re.findall('data-name="As of">(.*?)<', table)[0] == Words("en").date("2025-01-31")
