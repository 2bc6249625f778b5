"""Method: the rules in plain words, the policy, the audit, the tables, the glossary."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.controls import Controls
from dashboard.screens import parts
from dashboard.store import open_release, releases
from dashboard.url_state import current
from dashboard.views import rules, tables

if TYPE_CHECKING:
    from dashboard.wording import Words
    from geodata.release import Release


def how_it_is_protected(release: Release, words: Words) -> None:
    """Draw the rules and the audit's answer."""
    st.header(words["rules"], anchor=False)
    st.markdown("\n".join(f"- {line}" for line in rules.rule_lines(release, words)))
    st.header(words["audit"], anchor=False)
    st.markdown(rules.audit_line(release, words))


def settings(release: Release, words: Words) -> None:
    """Draw the policy and the tables of the release."""
    left, right = st.columns(2, gap="medium")
    with left:
        st.header(words["policy"], anchor=False)
        parts.draw_short_table(tables.policy_table(release, words), words)
    with right:
        st.header(words["tables"], anchor=False)
        parts.draw_short_table(tables.tables_table(release, words), words)


def history(words: Words) -> None:
    """Draw the releases that can be opened, and say what a revision is."""
    st.header(words["history"], anchor=False)
    st.markdown(words["history_text"])
    at_hand = [release for release in map(open_release, releases()) if release is not None]
    parts.draw_short_table(tables.history_table(at_hand, words), words)


def glossary(release: Release, words: Words) -> None:
    """Draw the glossary and the terms of use."""
    st.header(words["glossary"], anchor=False)
    st.markdown("\n\n".join(f"**{term}.** {text}" for term, text in rules.glossary(words)))
    st.header(words["terms"], anchor=False)
    for term in rules.terms(release, words):
        st.markdown(term)


def show() -> None:
    """Draw the screen."""
    release, words = parts.opened("method")
    panel = Controls(release, current(release), words)
    with st.container(gap="small", key="page"):
        parts.title_row(words["method_title"], panel)
        how_it_is_protected(release, words)
        settings(release, words)
        history(words)
        glossary(release, words)
        parts.last_lines(release, words)


show()
