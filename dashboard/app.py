"""The app: pages and page settings, nothing else. Started by `recovery-atlas serve`."""

from __future__ import annotations

import streamlit as st

from dashboard.asgi.page import NAME
from dashboard.assets import STATIC
from dashboard.engine import publish_into
from dashboard.url_state import asked_language

words = asked_language()
st.logo(str(STATIC / "logo.png"), size="medium")
pages = [
    st.Page("screens/leadership.py", title=words["overview"], url_path="overview", default=True),
    st.Page("screens/explore.py", title=words["explore"], url_path="explore"),
    st.Page("screens/public.py", title=words["public"], url_path="public"),
    st.Page("screens/method.py", title=words["method"], url_path="method"),
]
if publish_into() is not None:
    pages.append(st.Page("screens/publish.py", title=words["publish"], url_path="publish"))
screen = st.navigation(pages, position="top")
st.set_page_config(
    page_title=f"{screen.title} · {NAME}", page_icon=str(STATIC / "icon.png"), layout="wide",
    initial_sidebar_state="collapsed",
)  # fmt: skip
screen.run()
