"""The map benchmark runs: both apps are opened, changed and measured; visitors without a browser count errors."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.map import Visitor
from benchmarks.served import Server, Wire, crowd, tutorial_app

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

STATES = 50


@pytest.fixture(scope="module")
def ours(server: str) -> Server:
    here: Any = SimpleNamespace(pid=os.getpid())  # the app's own process is the fixture's secret: any will do
    return Server(here, server, Wire(int(server.rsplit(":", 1)[1])))


def test_a_change_of_year_is_measured_in_either_app(
    browser: Browser, ours: Server, releases: list[Path], tmp_path: Path
) -> None:
    with tutorial_app(releases[0], "state", tmp_path) as theirs:
        for server, path, is_ours in ((ours, "?period=2019", True), (theirs, "", False)):
            visitor = Visitor(browser, server, path, STATES, ours=is_ours)
            seconds, sent_kb, cpu_s = visitor.change("2021")
            visitor.page.context.close()
            assert 0 < seconds < visitor.first_ms
            assert (0 < sent_kb < 30) if is_ours else sent_kb > 1_000
            assert cpu_s >= 0


def test_visitors_without_a_browser_see_no_error_and_would_count_one(ours: Server) -> None:
    with ThreadPoolExecutor(1) as thread:  # the browser keeps a loop running in this one
        seconds, errors = thread.submit(crowd, ours.address, 2, ["2019", "2020"], 0.1).result()
        assert (len(seconds), errors) == (2, 0)
        assert thread.submit(crowd, ours.address, 1, ["2019", "2020&release=broken"], 0.1).result()[1] == 1
