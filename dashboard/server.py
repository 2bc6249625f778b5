"""Start the app on some releases: Streamlit in this process, with the packaged settings, on loopback by default."""

from __future__ import annotations

import importlib
import os
import re
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from dashboard import settings, workplace
from dashboard.asgi.compression import PackedFiles
from dashboard.asgi.door import LOOPBACK, Door, Rules, host_name
from dashboard.asgi.page import SCRIPT, OwnPage, PathlessFrames
from dashboard.engine import DESKS, INTO, WORK
from dashboard.settings import EVERYWHERE, app_settings, shown_host
from dashboard.store import ENVIRONMENT, health, open_release
from geodata.errors import ReleaseError, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HERE: Final = Path(__file__).parent
APP: Final = HERE / SCRIPT
_SCREEN: Final = re.compile(r'url_path="([\w-]+)"')

__all__ = ["Visitors", "app_settings", "serve"]


@dataclass(frozen=True)
class Visitors:
    """Who may come to the app.

    Attributes
    ----------
    names
        Names that the server goes by beside those of this computer.
    framed_by
        Origins whose pages may show the app in a frame.
    tells_health
        Whether `/healthz` gives details to who asks from this computer.
    """

    names: tuple[str, ...] = ()
    framed_by: tuple[str, ...] = ()
    tells_health: bool = False

    def checked(self) -> Visitors:
        """Return them as they are, or refuse what is no name or origin; all faults at once.

        Raises
        ------
        ReleaseError
            When any is misshapen.
        """
        faults = [
            f"--allow-host {plain(name)}: no host's name; expected one like data.example.gov. Leave out port and path."
            for name in self.names
            if host_name(name) is None or host_name(name) != name.strip("[]").lower()
        ]
        for origin in self.framed_by:
            parts = urlsplit(origin)
            if parts.scheme not in {"http", "https"} or host_name(parts.netloc) is None or parts.path.strip("/"):
                found = f"--allow-frame {plain(origin)}: no origin"
                faults.append(f"{found}; expected one such as https://example.gov. Correct it.")
        if faults:
            raise ReleaseError("\n".join(faults))
        names = tuple(name.strip("[]").lower() for name in self.names)
        return Visitors(names, tuple(origin.rstrip("/") for origin in self.framed_by), self.tells_health)


def _address(host: str, port: int) -> str:
    shown = shown_host(host)
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"


def _announce(host: str, port: int, names: frozenset[str]) -> None:
    """Print the address; the server listens there."""
    sys.stdout.write(f"Recovery Atlas: {_address(host, port)}   (Ctrl-C stops it)\n")
    sys.stdout.flush()
    if host in EVERYWHERE and names <= LOOPBACK:
        sys.stderr.write("other computers are refused until --allow-host says by which name they reach this one\n")


def _warm_up() -> None:
    """Open the first release and load what draws it, so that the first visitor need not wait for it."""
    open_release()
    for module in ("dashboard.views.maps", "dashboard.views.matrix"):
        importlib.import_module(module)


def screens() -> frozenset[str]:
    """Return the addresses of the app's screens, as the app itself names them; the first has an empty one too."""
    return frozenset({"", *_SCREEN.findall(APP.read_text(encoding="utf-8"))})


@contextmanager
def _place_to_work(publish_into: Path | None) -> Iterator[None]:
    """Have a folder for uploads where there is a screen that takes them, and look after what lies in it."""
    for name in (INTO, WORK):
        os.environ.pop(name, None)
    workplace.sweep()
    if publish_into is None:
        yield
        return
    os.environ[INTO] = str(publish_into.resolve())
    with workplace.opened() as folder:
        os.environ[WORK] = str(folder)
        threading.Thread(target=DESKS.watch, daemon=True).start()
        try:
            yield
        finally:
            DESKS.close()


def serve(
    releases: Sequence[Path], *, host: str = "127.0.0.1", port: int = 8501, publish_into: Path | None = None,
    visitors: Visitors | None = None,
) -> None:  # fmt: skip
    """Serve some releases until a signal ends it, and print the address.

    Parameters
    ----------
    releases
        Release directories, or zip files of them; the first is shown first.
    host, port
        Where to listen; loopback only unless said otherwise.
    publish_into
        Where the publish screen may write releases; without it there is no such screen.
    visitors
        Who may come; by default browsers that call this computer by a name of its own.

    Raises
    ------
    ReleaseError
        When a screen that takes records would be reached from other computers, or the address can't be had.
    """
    asked = (visitors or Visitors()).checked()
    if publish_into is not None and (host not in LOOPBACK or asked.names):
        what = f"--host {host}" if host not in LOOPBACK else f"--allow-host {asked.names[0]}"
        msg = f"{what}: other computers could reach the publish screen; expected one of {', '.join(sorted(LOOPBACK))}. "
        raise ReleaseError(msg + f"Leave out {what.split(maxsplit=1)[0]} or --publish-into.")
    # Imported here: the other commands of the command line must not wait for Streamlit.
    from dashboard.listening import bound, listen  # noqa: PLC0415

    ear = bound(host, port)
    port = int(ear.getsockname()[1])
    named = () if host in EVERYWHERE else (host.lower(),)
    names = frozenset((*LOOPBACK, *named, *asked.names))
    os.environ[ENVIRONMENT] = os.pathsep.join(str(Path(path).resolve()) for path in releases)
    with ear, _place_to_work(publish_into):
        rules = Rules(names, screens(), publish_into is not None, asked.framed_by, asked.tells_health)
        app = _app(rules, app_settings(host=host, port=port, names=names, framed_by=asked.framed_by))
        threading.Thread(target=_warm_up, daemon=True).start()
        listen(app, ear, partial(_announce, host, port, names))


def _app(rules: Rules, streamlit_settings: dict[str, Any]) -> Any:  # noqa: ANN401 -- an ASGI app
    """Make the app, behind its door."""
    from starlette.middleware import Middleware  # noqa: PLC0415
    from streamlit.starlette import App  # noqa: PLC0415

    from dashboard.failing import say_so  # noqa: PLC0415

    # The app imports `dashboard`, which an empty working directory does not offer when it is not installed.
    if str(HERE.parent) not in sys.path:
        sys.path.append(str(HERE.parent))
    settings.apply(streamlit_settings)
    wrapped = [Middleware(PackedFiles), Middleware(OwnPage), Middleware(PathlessFrames)]
    inner = App(APP, middleware=wrapped, on_script_error=say_so)
    return Door(inner, rules=rules, health=health)
