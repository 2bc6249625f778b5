"""One click: the map as a picture, the brief as a page; drawn when they are asked for, and kept for who asks next."""

from __future__ import annotations

from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Final

import streamlit as st

from dashboard.view_cache import kept_up_to
from dashboard.views.timeline import held

if TYPE_CHECKING:
    from dashboard.selection import Selection
    from dashboard.wording import Words
    from geodata.release import Release

MOST_KEPT: Final = 24  # of some 400 kB each
_one_at_a_time = Lock()  # the settings that pictures are drawn under are the process's


@kept_up_to(MOST_KEPT)
def map_picture(release: Release, /, level: str, period: str, words: Words) -> bytes:
    """Draw the map with its legend and source line as PNG."""
    from dashboard import pictures  # noqa: PLC0415 -- loads matplotlib, which only those who take pictures wait for

    with _one_at_a_time:
        drawn = pictures.national_map(release, words, period=period, level=level, forms=("png",), with_routes=True)
    return drawn.forms["png"]


@kept_up_to(MOST_KEPT)
def brief_page(release: Release, /, level: str, period: str, words: Words) -> bytes:
    """Write the brief of one page as PDF."""
    from dashboard import pictures  # noqa: PLC0415

    with _one_at_a_time:
        return pictures.one_page(release, words, period=period, level=level)


def draw(release: Release, selection: Selection, words: Words) -> None:
    """Offer both, named after the release and what is chosen."""
    period = held(release, held(release, selection.period, "recovery"), "relation")  # one that all parts of both have
    chosen = (selection.level, period, words)
    name = "-".join(("recovery-atlas", str(release.manifest["release"]), selection.level, period))
    for make, ending, mime, label in (
        (map_picture, "png", "image/png", "take_map"),
        (brief_page, "pdf", "application/pdf", "take_brief"),
    ):
        st.download_button(
            words[label], partial(make, release, *chosen), file_name=f"{name}-{words.language}.{ending}", mime=mime,
            key=label, icon=":material/download:", help=words[f"{label}_help"], on_click="ignore",
        )  # fmt: skip
