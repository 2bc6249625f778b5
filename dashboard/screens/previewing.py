"""The release that waits for a yes: what was loaded, what would be shown and withheld, and how it would look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dashboard.screens import parts
from dashboard.selection import starting_selection
from dashboard.store import open_at
from dashboard.views import rules, summary
from dashboard.views.cells import threshold
from dashboard.views.figures import figure_list
from dashboard.views.maps import overview_map
from dashboard.views.naming import region_name
from geodata.regions import is_pool

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.engine import Desk
    from dashboard.wording import Words
    from geodata.release import Release

MAP_HEIGHT_PX = 380
MOST_NAMED = 12  # places, in a sentence


def draw(answer: Mapping[str, Any], desk: Desk, words: Words) -> None:
    """Draw what would be shown and withheld, and what the attack found."""
    st.header(words["publish_result"], anchor=False)
    counted = {name: int(answer["coverage"][name]) for name in ("loaded", "rows", "quarantined")}
    unread = counted["rows"] - counted["loaded"]
    told = words["publish_coverage_all"]
    if unread:
        told = words.say("publish_coverage", loaded=counted["loaded"], rows=counted["rows"], n=unread)
    if counted["quarantined"]:
        st.warning(told)  # whoever goes on without a check must not overlook it
    else:
        st.markdown(told)
    release = open_at(desk.staged)
    if release is not None:
        st.markdown(rules.audit_line(release, words))
    rows = [(name, t["cells"], t["published"], t["withheld"]) for name, t in answer["tables"].items()]
    columns = [words[name] for name in ("table", "cells", "published", "withheld")]
    parts.draw_short_table(pd.DataFrame(rows, columns=columns), words)
    if release is not None:
        for told in kept_back_lines(release, answer.get("kept_back", {}), words):
            st.markdown(told)
        _draw_look(release, words)


def kept_back_lines(release: Release, kept_back: Mapping[str, Sequence[str]], words: Words) -> list[str]:
    """Say which places of k or more the release doesn't show by themselves, and why: to the publisher alone."""
    k, lines = threshold(release), []
    for side, codes in kept_back.items():
        names = [region_name(release, code, words, within=True) for code in codes[:MOST_NAMED]]
        listed = ", ".join([*names, *(["…"] if len(codes) > MOST_NAMED else [])])
        lines.append(words.say(f"kept_back_{side}", n=len(codes), k=k, last=k - 1, names=listed))
    if any(map(is_pool, release.regions.frame["code"])):
        lines.append(words["rule_pool"])
    return lines


def _draw_look(release: Release, words: Words) -> None:
    """Draw the release's first screen in short: it is read as any other release is."""
    period = starting_selection(release).period
    st.header(summary.title(release, period, words), anchor=False)
    st.html(figure_list(summary.headlines(release, period, words)))
    for told in summary.headline_lines(release, period, words):
        st.caption(told)
    level = "state" if "state" in parts.place_levels(release) else "country"
    drawn = overview_map(release, level, period, words)
    parts.draw_map(level, drawn.payload, words, height_px=MAP_HEIGHT_PX, key="preview")
    parts.draw_legend(release, level, drawn.payload, words, with_routes=True)
    st.caption(drawn.line)
