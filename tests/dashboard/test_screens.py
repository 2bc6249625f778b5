"""Screens, run whole without a browser: what they say and that every control's choice ends in the address."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from dashboard import engine, store
from dashboard.wording import Words

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
    assert words["help_line"] in [caption.value for caption in app.caption]
    assert any(words.date("2024-09-30") in caption.value for caption in app.caption)


def test_the_overview_shows_five_headlines_with_the_year_before(app: AppTest) -> None:
    opened(app, period="2023")
    assert app.title[0].value == "Recoveries of missing children, 2023"
    five = [(metric.label, metric.value != "", metric.delta.startswith("2022: ")) for metric in app.metric[:5]]
    assert five == [(label, True, True) for label in
                    ("All recoveries", "In state", "Out of state", "Cross border", "Place unknown")]  # fmt: skip


def test_a_release_that_can_show_little_stays_calm(
    app: AppTest, withheld_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(store.ENVIRONMENT, str(withheld_folder))
    opened(app)
    assert app.metric[0].value == "Withheld"
    assert not app.error
    assert not app.warning
    opened(app, SCREENS[1])
    assert not app.error


def test_without_a_release_the_screen_says_how_to_start(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(store.ENVIRONMENT, "")
    opened(app)
    assert "recovery-atlas serve" in app.info[0].value


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
    titles = ["Where children were found", "Figures", "Recoveries per year", "Terms of use"]
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
    table = app.dataframe[-1].value
    assert table.iloc[:, 0].tolist() == ["revised", manifest["release"]]
    assert table.iloc[0, 1] == Words("en").date("2025-01-31")
