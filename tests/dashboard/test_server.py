"""Settings that must hold wherever the app is started."""

from __future__ import annotations

import pytest

from dashboard import server


def test_errors_and_statistics_never_leave_the_server() -> None:
    settings = server.app_settings(host="127.0.0.1", port=8501)
    assert settings["client.showErrorDetails"] == "none"
    assert settings["browser.gatherUsageStats"] is False
    assert settings["server.enableStaticServing"] is True
    assert settings["server.address"] == "127.0.0.1"
    assert settings["server.port"] == 8501


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"), ("0.0.0.0", "http://localhost:80"),  # noqa: S104
        ("::1", "http://[::1]:80"), ("::", "http://localhost:80"), ("example.org", "http://example.org:80"),
    ],
)  # fmt: skip
def test_the_address_is_one_that_a_browser_can_open(host: str, address: str) -> None:
    assert server._address(host, 80) == address


def test_every_setting_is_one_that_streamlit_knows() -> None:
    from streamlit import config  # noqa: PLC0415

    config.get_config_options()
    known = set(config._config_options_template)
    assert {name for name in server.app_settings(host="::1", port=1) if name not in known} == set()
