"""Publish: load files, see what won't load, choose a policy, watch the engine, look at the result, write the release.

Only a server that was started to publish has this screen, and such a server listens on this computer only.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.controls import language_switch
from dashboard.engine import DECIDED, DECISIONS, DESKS, FILE_TYPES, POLICIES, Desk, publish_into
from dashboard.screens import placing, previewing, sheets
from dashboard.screens.phases import phase_line, share_done
from dashboard.store import ENVIRONMENT, release_paths
from dashboard.url_state import asked_language, remember
from dashboard.views import legend, styling

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from dashboard.jobs import Job
    from dashboard.wording import Words

WATCH_S: Final = 1.0
ROWS_SHOWN: Final = 8


def _desk() -> Desk:
    """Return this session's desk; a new one where it has none, or was away for too long."""
    desk: Desk | None = st.session_state.get("desk")
    if desk is None or desk.is_closed:
        desk = st.session_state["desk"] = DESKS.open(_presence())
    return desk


def _presence() -> Callable[[], bool]:
    """Return what says whether this session's browser is connected; where there is no server, it is."""
    context = get_script_run_ctx()
    session = context.session_id if context else ""
    return lambda: not runtime.exists() or runtime.get_instance().is_active_session(session)


def _start(command: str, arguments: list[str], others: Sequence[Path] = ()) -> None:
    desk = _desk()
    files = [(file.name, file.getvalue()) for file in st.session_state.get("files") or ()]
    decided = [text for name in DECISIONS for text in (f"--{name}", st.session_state.get(name, DECIDED[0]))]
    told = [*decided, *placing.arguments(desk), *sheets.arguments(desk)]
    job = desk.begin(command, [*told, *arguments], files, others)
    if job is not None:
        st.session_state["job"] = job


def _start_checking() -> None:
    desk = _desk()
    if desk.is_busy:
        return
    desk.found_layout.unlink(missing_ok=True)
    _start("check", ["--open-places", str(desk.open_places), "--save-layout", str(desk.found_layout)])


def _start_publishing() -> None:
    desk = _desk()
    if desk.is_busy:
        return
    as_of = st.session_state.get("as_of")
    name, operations = st.session_state.get("release_name", "").strip(), st.session_state.get("operations_file")
    facts = [desk.put_operations(operations.name, operations.getvalue())] if operations else []
    told = [
        *(["--as-of", as_of.isoformat()] if as_of else []),
        *([f"--id={name}"] if name else []),
        *(["--operations", str(facts[0])] if facts else []),
    ]
    _start("publish", ["--out", str(desk.staged), "--policy", st.session_state["policy"], *told], facts)


@st.fragment(run_every=WATCH_S)
def _watch(words: Words) -> None:
    job: Job = st.session_state["job"]
    if not job.is_running:
        st.rerun()
    told = list(job.progress)
    st.progress(share_done(told), text=phase_line(job.command, told, words))
    st.button(words["publish_cancel"], icon=":material/stop:", on_click=job.stop)


def draw_check(answer: Mapping[str, Any], words: Words) -> None:
    """Draw what would load and what would not: rows and rules, never a value."""
    st.header(words["publish_findings"], anchor=False)
    told = {name: words.number(int(answer[name])) for name in ("rows", "loaded", "quarantined", "totals", "notes")}
    st.markdown(words.say("publish_tally", **told))
    found = [
        (
            f["source"], f["column"] or "", said(f, words), words.number(int(f["count"])),
            ", ".join(map(str, f["rows"][:ROWS_SHOWN])), remedy(f["rule"], words),
        )
        for f in answer["findings"]
    ]  # fmt: skip
    headings = ("publish_file", "column", "publish_rule", "publish_times", "publish_rows", "publish_remedy")
    if found:
        st.html(legend.facts_table([words[name] for name in headings], found))


def said(finding: Mapping[str, Any], words: Words) -> str:
    """Name the rule of a finding, and what else there is to say."""
    if "detail" not in finding:
        return str(finding["rule"])
    detail = finding["detail"].replace("-", "_")
    return f"{finding['rule']} ({words[f'detail_{detail}']})"


def remedy(rule: str, words: Words) -> str:
    """Say what a rule means and what to do."""
    return words.get(f"rule_{rule.replace('-', '_')}", rule)


def draw_result(answer: Mapping[str, Any], words: Words, into: Path) -> None:
    """Draw the release that waits; writing it needs a yes."""
    previewing.draw(answer, st.session_state["desk"], words)
    st.button(words.say("publish_write", release=answer["release"]), type="primary", on_click=_write,
              args=(into, str(answer["release"])), key="first_write")  # fmt: skip


def _write(into: Path, release: str) -> None:
    """Write the release, and show it in the app from now on; a second click on the button finds it written."""
    if "job" not in st.session_state:
        return
    try:
        path = st.session_state["desk"].release_to(into, release)
    except OSError:
        st.session_state["wrote"] = ""
        return
    os.environ[ENVIRONMENT] = os.pathsep.join(map(str, [*release_paths(), path]))
    st.session_state["wrote"] = release
    st.session_state.pop("job")


def draw_job(words: Words, into: Path) -> None:
    """Draw the running command, or the answer of the last one."""
    job: Job | None = st.session_state.get("job")
    if job is None or st.session_state["desk"].is_closed:
        return
    if job.is_running:
        _watch(words)
        return
    if job.is_stopped:
        st.info(words["publish_stopped"])
        return
    answer = job.answer()
    if job.command == "check":
        sheets.draw(st.session_state["desk"], words, _start_checking)
    if "refused" in answer:
        st.warning(words["publish_refused"])
        st.code("\n".join(answer["refused"]), language=None, wrap_lines=True)
    elif job.command == "check":
        draw_check(answer, words)
        placing.draw_open(st.session_state["desk"], words, _start_checking)
    else:
        draw_result(answer, words, into)


def draw_decision(name: str, words: Words) -> None:
    """Ask what becomes of rows that a file is not published with until it is decided."""
    said = {choice: f"{name}_{choice}" for choice in DECIDED}
    st.selectbox(
        words[f"decide_{name}"], DECIDED, key=name, width=200, help=words[f"decide_{name}_help"],
        format_func=lambda choice: words[f"decide_{said[choice]}"],
    )  # fmt: skip


def draw_more(words: Words) -> None:
    """Offer what most publishers leave alone."""
    with st.expander(words["publish_more"]):
        st.text_input(
            words["publish_name"], key="release_name", help=words["publish_name_help"], max_chars=64, width=320
        )
        st.file_uploader(
            words["publish_operations"], type=list(FILE_TYPES), key="operations_file",
            help=words["publish_operations_help"],
        )  # fmt: skip
        sheets.draw_file(words)


def show() -> None:
    """Draw the screen."""
    remember("publish")
    words, into = asked_language(), publish_into()
    if into is None:
        st.stop()
    st.html(styling.screen_style())
    with st.container(gap="small", key="page"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.title(words["publish_title"], anchor=False, width="content")
            st.space("stretch")
            with st.container(horizontal=True, width="content", key="switches"):
                language_switch(words)
        st.caption(words["publish_note"])
        st.file_uploader(
            words["publish_files"], type=list(FILE_TYPES), accept_multiple_files=True, key="files",
            on_change=sheets.forget,
        )  # fmt: skip
        draw_more(words)
        has_files = bool(st.session_state.get("files"))
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.selectbox(words["policy"], POLICIES, key="policy", width=200)
            for name in DECISIONS:
                draw_decision(name, words)
            st.date_input(words["publish_as_of"], value=None, key="as_of", width=250, help=words["publish_as_of_help"])
            placing.draw_home(words)
        with st.container(horizontal=True, gap="small"):
            is_busy = "job" in st.session_state and st.session_state["job"].is_running
            why = words["publish_busy"] if is_busy else None if has_files else words["publish_needs_files"]
            st.button(words["publish_check"], on_click=_start_checking, disabled=why is not None, help=why)
            st.button(
                words["publish_protect"], on_click=_start_publishing, disabled=why is not None, help=why,
                type="primary", key="first_protect",
            )  # fmt: skip
        draw_job(words, into)
        wrote = st.session_state.pop("wrote", None)
        if wrote is not None:
            (st.success if wrote else st.warning)(words.say("publish_wrote", release=wrote) if wrote
                                                   else words["publish_exists"])  # fmt: skip


show()
