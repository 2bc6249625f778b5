"""What a visitor reads when a screen fails: a sentence of ours, and nothing of the program's."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st

from dashboard.url_state import asked_language

log = logging.getLogger(__name__)


def say_so(error: Exception) -> bool:
    """Tell the visitor that the screen can't be shown; the log gets kind and place, since a text may hold a value."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno}" if trace else "unknown"
    log.error("a screen failed: %s in %s", type(error).__name__, where)
    st.info(asked_language()["screen_failed"])
    return True
