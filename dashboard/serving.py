"""Start the app on some releases: Streamlit in this process, with the packaged settings, on loopback by default."""

from __future__ import annotations

import importlib
import os
import sys
import threading
import time
import tomllib
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dashboard.compressing import PackedFiles
from dashboard.engine import INTO
from dashboard.shell import SCRIPT, OwnPage, PathlessFrames
from dashboard.store import ENVIRONMENT, open_release
from geodata.errors import ReleaseError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HERE: Final = Path(__file__).parent
SETTINGS: Final = HERE / "streamlit.toml"
APP: Final = HERE / SCRIPT
STARTING_S: Final = 60
LONGEST_MESSAGE_BYTES: Final = 200 * 2**20  # what Streamlit's own server allows
LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
EVERYWHERE: Final = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 -- compared with, not bound to


def _flat(settings: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def app_settings(*, host: str, port: int) -> dict[str, Any]:
    """Return Streamlit's settings as flags: flags win over any settings file that a folder or a home may hold.

    The server's own address is given, since Streamlit would otherwise ask a host on the internet for it.
    """
    settings = dict(_flat(tomllib.loads(SETTINGS.read_text(encoding="utf-8"))))
    shown = "localhost" if host in EVERYWHERE else host
    return {**settings, "server.address": host, "server.port": port, "browser.serverAddress": shown}


def _address(host: str, port: int) -> str:
    shown = "localhost" if host in EVERYWHERE else host
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"


def _announce(address: str) -> None:
    """Print the address once the server answers there."""
    for _ in range(STARTING_S * 10):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):  # noqa: S310 -- loopback http
                sys.stdout.write(f"Recovery Atlas: {address}   (Ctrl-C stops it)\n")
                sys.stdout.flush()
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)


def _warm_up() -> None:
    """Open the first release and load what draws it, so that the first visitor need not wait for it."""
    open_release()
    for module in ("dashboard.views.maps", "dashboard.views.matrix"):
        importlib.import_module(module)


def serve(
    releases: Sequence[Path], *, host: str = "127.0.0.1", port: int = 8501, publish_into: Path | None = None
) -> None:
    """Serve some releases until interrupted, and print the address.

    Parameters
    ----------
    releases
        Release directories, or zip files of them; the first is shown first.
    host, port
        Where to listen; loopback only unless said otherwise.
    publish_into
        Where the publish screen may write releases; without it there is no such screen.

    Raises
    ------
    ReleaseError
        When a screen that takes records would be reached from other computers.
    """
    if publish_into is not None and host not in LOOPBACK:
        msg = f"--host {host}: other computers could reach the publish screen; expected one of {', '.join(LOOPBACK)}. "
        raise ReleaseError(msg + "Leave out --host or --publish-into.")
    # Imported here: the other commands of the command line must not wait for Streamlit.
    import uvicorn  # noqa: PLC0415
    from starlette.middleware import Middleware  # noqa: PLC0415
    from streamlit.starlette import App  # noqa: PLC0415
    from streamlit.web import bootstrap  # noqa: PLC0415

    os.environ[ENVIRONMENT] = os.pathsep.join(str(Path(path).resolve()) for path in releases)
    os.environ.pop(INTO, None)
    if publish_into is not None:
        os.environ[INTO] = str(publish_into.resolve())
    # The app imports `dashboard`, which an empty working directory does not offer when it is not installed.
    if str(HERE.parent) not in sys.path:
        sys.path.append(str(HERE.parent))
    bootstrap.load_config_options(flag_options=app_settings(host=host, port=port))
    threading.Thread(target=_warm_up, daemon=True).start()
    threading.Thread(target=_announce, args=(_address(host, port),), daemon=True).start()
    app = App(APP, middleware=[Middleware(PackedFiles), Middleware(OwnPage), Middleware(PathlessFrames)])
    uvicorn.run(app, host=host, port=port, log_level="warning", ws_max_size=LONGEST_MESSAGE_BYTES, access_log=False)
