"""Commands on releases, and on bare instances: serve, audit, protect, verify.

Heavy modules are imported by the command that needs them, so that `--help` answers at once.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from dashboard import telling
from dashboard.commands.answering import DONE, NO, REFUSED, app, progress, tell
from dashboard.commands.parameters import (
    AllowFrame,
    AllowHost,
    AsOf,
    Duplicates,
    Folders,
    Force,
    Format,
    HealthDetails,
    Hidden,
    Home,
    Layout,
    Operations,
    Places,
    PolicyName,
    Territories,
    Totals,
)
from dashboard.commands.records import guidance_of, published

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RELEASES: Final = Path(__file__).parents[1] / "releases"
FULLEST: Final = "national-synthetic.zip"


@app.command()
def serve(
    sources: Annotated[list[Path] | None, typer.Argument(metavar="[SOURCE...]", show_default=False)] = None,
    release: Annotated[list[Path] | None, typer.Option(metavar="DIR", help="A release to show.")] = None,
    policy: PolicyName = "public",
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8501,
    publish_into: Annotated[Path | None, typer.Option(metavar="DIR", help="Add a screen to publish there.")] = None,
    allow_host: AllowHost = None,
    allow_frame: AllowFrame = None,
    health_details: HealthDetails = False,  # noqa: FBT002
    operations: Operations = None,
    territories: Territories = None,
    as_of: AsOf = None,
    places: Places = None,
    home: Home = None,
    duplicates: Duplicates = "ask",
    totals: Totals = "ask",
    hidden: Hidden = "ask",
    layout: Layout = None,
) -> int:
    """Start the app on releases; on records, published first; or on the packaged releases."""
    from dashboard import server

    choices: dict[str, Any] = {"operations": operations, "as_of": as_of, "duplicates": duplicates, "layout": layout}
    choices |= {"totals": totals, "hidden": hidden}
    if sources:
        choices["guidance"] = guidance_of(home, places, territories or ())
    with _releases(sources or [], release or [], policy, **choices) as found:
        visitors = server.Visitors(tuple(allow_host or ()), tuple(allow_frame or ()), health_details)
        server.serve(found, host=host, port=port, publish_into=publish_into, visitors=visitors)
    return DONE


def packaged() -> list[Path]:
    """Return the packaged releases, the fullest first: it has something for every part of the first screen."""
    return sorted(RELEASES.glob("*.zip"), key=lambda path: (path.name != FULLEST, path.name))


@contextmanager
def _releases(
    sources: Sequence[Path],
    releases: Sequence[Path],
    policy: str,
    **choices: Any,  # noqa: ANN401
) -> Iterator[list[Path]]:
    """Find the releases to serve; those made from records last as long as the server does."""
    from dashboard import workplace
    from geodata.release import ReleaseError, read_release

    for path in releases:
        read_release(path)  # refuse before the server starts
    with ExitStack() as held:
        found = list(releases)
        if sources:
            folder = held.enter_context(workplace.opened())
            # the app reads tables alone
            published(sources, folder / "release", policy, is_site=False, **choices)
            found.insert(0, folder / "release")
        found = found or packaged()
        if not found:
            msg = "releases: none is packaged; expected a release or records. Give --release DIR, or a file of records."
            raise ReleaseError(msg)
        yield found


@app.command()
def audit(
    folders: Folders,
    threshold: Annotated[int | None, typer.Option(metavar="K", min=2, help="The smallest count that is shown.")] = None,
    zeros: Annotated[Literal["published", "protected"] | None, typer.Option(help="The rule for zeros.")] = None,
    how: Format = "text",
) -> int:
    """Attack releases from their published files alone."""
    from geodata.release import audit_folders

    answer = audit_folders(folders, threshold, zeros)
    refused = [] if answer["complete"] else ["audit: it didn't finish; expected an answer for every cell. Audit again."]
    tell(answer | ({"refused": refused} if refused else {}), how, lambda: telling.audit_text(answer))
    if refused:
        return REFUSED
    return DONE if answer["passed"] else NO


@app.command()
def protect(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A bare instance.", show_default=False)],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where the cells go, as CSV.", show_default=False)],
    level: Annotated[
        Literal["interval", "exact"], typer.Option(help="No one learns a range within 1..k−1; or only no number.")
    ] = "interval",
    weights: Annotated[Literal["public", "counts"], typer.Option(help="What chooses further cells.")] = "public",
    no_pooling: Annotated[bool, typer.Option("--no-pooling", help="Pool no leaves that are too small in all.")] = False,  # noqa: FBT002
    force: Force = False,  # noqa: FBT002
    how: Format = "text",
) -> int:
    """Protect a bare instance: trees, tables and counts of any kind."""
    from geodata.disclosure.instance import protect_instance
    from geodata.outputs import Output, check_outputs

    check_outputs([Output("--out", out, "cells")], [folder], force=force)
    answer = protect_instance(folder, out, kind=weights, level=level, pooling=not no_pooling, progress=progress)
    answer |= {"peak_memory_mb": _peak_memory_mb()}
    tell(answer, how, lambda: telling.protect_text(answer))
    return DONE


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", show_default=False)],
    key: Annotated[Path | None, typer.Option(metavar="FILE", help="The public key that must have signed it.")] = None,
    how: Format = "text",
) -> int:
    """Check that a release is complete, unchanged, consistent, and as safe as it says."""
    from dashboard.snapshot import render_site
    from geodata.release import verify_folder
    from geodata.release.signing import read_public_key

    public = None if key is None else read_public_key(key)
    faults = verify_folder(folder, site=partial(render_site, is_drawn=False), key=public)
    answer = {"passed": not faults, "faults": list(faults)}
    tell(answer, how, lambda: telling.verify_text(answer))
    return NO if faults else DONE


def _peak_memory_mb() -> int | None:
    """Return the most memory that this process has held; None where the system doesn't say."""
    if sys.platform == "win32":
        return None
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
