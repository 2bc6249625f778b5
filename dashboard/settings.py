"""Streamlit's settings: the program's own, all of them. No file and no variable that lies about can change one."""

from __future__ import annotations

import copy
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SETTINGS: Final = Path(__file__).parent / "streamlit.toml"
EVERYWHERE: Final = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 -- compared with, not bound to


def _flat(settings: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def shown_host(host: str) -> str:
    """Return a name by which a browser on this computer reaches the server."""
    return "localhost" if host in EVERYWHERE else host


def app_settings(*, host: str, port: int, names: Iterable[str] = (), framed_by: Iterable[str] = ()) -> dict[str, Any]:
    """Return the settings that differ from Streamlit's own.

    The server's own address is given, since Streamlit would otherwise ask a host on the internet for it.
    """
    settings = dict(_flat(tomllib.loads(SETTINGS.read_text(encoding="utf-8"))))
    return {
        **settings, "server.address": host, "server.port": port, "browser.serverAddress": shown_host(host),
        "server.allowedHosts": sorted(names), "client.allowedOrigins": sorted(framed_by),
    }  # fmt: skip


def apply(settings: Mapping[str, Any]) -> None:
    """Give Streamlit these settings and leave all others as Streamlit ships them.

    Streamlit reads `.streamlit/config.toml` of the working folder and of the home, and some variables, wherever nothing
    else is said; so its table of settings is made anew from what it ships, and what was read until now is dropped.
    """
    from streamlit import config  # noqa: PLC0415 -- the other commands must not wait for Streamlit

    with config._config_lock:  # noqa: SLF001 -- there is no public way to start without the files
        config._config_options = copy.deepcopy(config._config_options_template)  # noqa: SLF001
        for name, value in settings.items():
            config._set_option(name, value, "recovery-atlas")  # noqa: SLF001
    config._on_config_parsed.send()  # noqa: SLF001
