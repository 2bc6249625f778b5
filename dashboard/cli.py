"""The `recovery-atlas` command.

Every command returns its exit code: 0 done; 1 done, and the answer is no; 2 refused or unfinished, nothing written.
The answer goes to stdout, as text or as one JSON object; progress and refusals go to stderr. Heavy modules are imported
by the command that needs them, so that `--help` answers at once.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import contextmanager, redirect_stdout
from functools import partial
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from dashboard import telling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from geodata.coding import Guidance
    from geodata.release import Release

DONE, NO, REFUSED = 0, 1, 2
RELEASES: Final = Path(__file__).parent / "releases"
Format = Annotated[Literal["text", "json"], typer.Option("--format", help="How the answer is written.")]
Sources = Annotated[list[Path], typer.Argument(metavar="SOURCE...", help="Files of records.", show_default=False)]
PolicyName = Annotated[str, typer.Option(metavar="NAME|FILE", help="internal, public, or a TOML file.")]
Home = Annotated[str | None, typer.Option(metavar="PLACE", help="Your country or state: decides double meanings.")]
Places = Annotated[Path | None, typer.Option(metavar="FILE", help="Your decisions about places: place,code.")]
Territories = Annotated[
    list[str] | None,
    typer.Option(
        metavar="RULE|NAME=RULE", help="Puerto Rico and the islands are domestic (default) or abroad; or one source's."
    ),
]
Duplicates = Annotated[
    Literal["ask", "keep", "drop"],
    typer.Option(help="Rows that are the same in every cell: count all, count one, or ask."),
]
Layout = Annotated[Path | None, typer.Option(metavar="FILE", help="Where the records stand; see layouts.")]
ShowValues = Annotated[
    bool, typer.Option("--show-values", help="Put the offending cells into --quarantine; on a terminal only.")
]
Folders = Annotated[list[Path], typer.Argument(metavar="DIR...", help="Releases or folders.", show_default=False)]

app = typer.Typer(
    name="recovery-atlas",
    help="Map recoveries of missing children at a level coarse enough to protect every child.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main() -> int:
    """Run the command that the shell gave, and return its exit code.

    What libraries write to the process' stdout goes to stderr (the solver greets there); stdout holds the answer alone.
    """
    sys.stdout.flush()
    with os.fdopen(os.dup(1), "w", encoding=sys.stdout.encoding) as answers, redirect_stdout(answers):
        os.dup2(2, 1)
        return run(sys.argv[1:])


def run(given: Sequence[str]) -> int:
    """Run a command and return its exit code; no refusal and no defect ever shows a traceback or a value."""
    is_json = "--format=json" in given or ("--format", "json") in pairwise(given)
    try:
        return int(app(list(given), standalone_mode=False, prog_name="recovery-atlas") or DONE)
    except typer.TyperException as error:
        told = getattr(error, "format_message", error.__str__)()
        reasons = [" ".join(told.split())]
    except (typer.Abort, KeyboardInterrupt):
        reasons = ["interrupted; nothing was written"]
    except Exception as error:  # noqa: BLE001 -- whatever it is, its text may hold a value and is not shown
        reasons = _reasons(error)
    return _refuse(reasons, is_json=is_json)


def _reasons(error: Exception) -> list[str]:
    """Give the reasons of a refusal; of a defect only where it happened, since its message may hold a value."""
    from geodata.errors import GeodataError

    if isinstance(error, GeodataError):
        return [str(reason) for reason in getattr(error, "reasons", ())] or str(error).splitlines()
    if isinstance(error, OSError):
        return [f"{error.filename}: {error.strerror}; expected a file or directory that can be used. Check the path."]
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno}" if trace else "unknown"
    return [f"{type(error).__name__} in {where}: a defect of the program. Nothing was written; please report it."]


def _refuse(reasons: Sequence[str], *, is_json: bool) -> int:
    if is_json:
        typer.echo(telling.as_json({"refused": list(reasons)}))
    for reason in reasons:
        typer.echo(f"refused: {reason}", err=True)
    return REFUSED


def _tell(answer: dict[str, Any], how: str, text: Callable[[], str]) -> None:
    typer.echo(telling.as_json(answer) if how == "json" else text())


def _peak_memory_mb() -> int | None:
    """Return the most memory that this process has held; None where the system doesn't say."""
    if sys.platform == "win32":
        return None
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _progress(line: str) -> None:
    typer.echo(line, err=True)


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    *,
    show_version: Annotated[bool, typer.Option("--version", help="Show the version and leave.")] = False,
) -> None:
    """Show the version on request, and the commands when none is given."""
    if show_version:
        typer.echo(f"recovery-atlas {version('recovery-atlas')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(REFUSED)


@app.command()
def serve(
    sources: Annotated[list[Path] | None, typer.Argument(metavar="[SOURCE...]", show_default=False)] = None,
    release: Annotated[list[Path] | None, typer.Option(metavar="DIR", help="A release to show.")] = None,
    policy: PolicyName = "public",
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8501,
    publish_into: Annotated[Path | None, typer.Option(metavar="DIR", help="Add a screen to publish there.")] = None,
    duplicates: Duplicates = "ask",
    layout: Layout = None,
) -> int:
    """Start the app on releases; on records, published first; or on the packaged releases."""
    from dashboard import serving

    with _releases(sources or [], release or [], policy, duplicates=duplicates, layout=layout) as found:
        serving.serve(found, host=host, port=port, publish_into=publish_into)
    return DONE


@contextmanager
def _releases(
    sources: Sequence[Path],
    releases: Sequence[Path],
    policy: str,
    **choices: Any,  # noqa: ANN401
) -> Iterator[list[Path]]:
    """Find the releases to serve; those made from records last as long as the server does."""
    from geodata.release import ReleaseError, read_release

    for path in releases:
        read_release(path)  # refuse before the server starts
    with tempfile.TemporaryDirectory(prefix="recovery-atlas-") as folder:
        found = list(releases)
        if sources:
            # the app reads tables alone
            _publish(sources, Path(folder) / "release", policy, is_site=False, **choices)
            found.insert(0, Path(folder) / "release")
        found = found or sorted(RELEASES.glob("*.zip"))
        if not found:
            msg = "releases: none is packaged; expected a release or records. Give --release DIR, or a file of records."
            raise ReleaseError(msg)
        yield found


def _no_site(_: Release) -> dict[str, bytes]:
    return {"index.html": b"", "methods.html": b""}


def _publish(
    sources: Sequence[Path], out: Path, policy: str, *, is_site: bool = True, **choices: Any  # noqa: ANN401
) -> dict[str, Any]:  # fmt: skip
    from dashboard.snapshot import render_site
    from geodata.policy import read_policy
    from geodata.publish import Options, publish

    chosen = Options(read_policy(policy), **choices)
    published = publish(sources, out, chosen, site=render_site if is_site else _no_site, progress=_progress)
    return published.as_dict() | {"out": str(out)}


@app.command()
def check(
    sources: Sources,
    quarantine: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to list rows that won't load.")] = None,
    places: Places = None,
    open_places: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to list places that stay open, to fill in their codes.")
    ] = None,
    home: Home = None,
    duplicates: Duplicates = "ask",
    layout: Layout = None,
    save_layout: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write the layout that was found or guessed.")
    ] = None,
    show_values: ShowValues = False,  # noqa: FBT002
    how: Format = "text",
) -> int:
    """Say what would load, what would not, and why."""
    from geodata import check as front

    if show_values:
        _check_terminal(quarantine)
    told = front.check(
        sources,
        quarantine=quarantine,
        duplicates=duplicates,
        layout=layout,
        save_layout=save_layout,
        guidance=_guidance(home, places),
        open_places=open_places,
        with_values=show_values,
        progress=_progress,
    )
    answer = dict(told)
    _tell(answer, how, lambda: telling.check_text(answer, front.RULES))
    is_undecided = "repeated" in {found["rule"] for found in told["findings"]}
    return NO if answer["quarantined"] or is_undecided else DONE


def _check_terminal(quarantine: Path | None) -> None:
    """Refuse to show values to anything but a person at a terminal, who says where they go."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        msg = "--show-values: found no terminal; expected a person at one. Leave the option out: values go into no log."
        raise typer.BadParameter(msg)
    if quarantine is None:
        msg = "--show-values: found no file for them; expected --quarantine FILE. Name your own file."
        raise typer.BadParameter(msg)


@app.command()
def layouts() -> int:
    """Explain how a file says where in a sheet the records stand, with examples."""
    from geodata.check import LAYOUTS

    typer.echo(LAYOUTS)
    return DONE


def _guidance(home: str | None, places: Path | None, territories: Sequence[str] = ()) -> Guidance:
    from geodata.coding import read_guidance
    from geodata.gazetteer import Gazetteer

    return read_guidance(home, places, Gazetteer.packaged(), territories)


@app.command()
def publish(
    sources: Sources,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the release goes.", show_default=False)],
    policy: PolicyName = "public",
    operations: Annotated[Path | None, typer.Option(metavar="FILE", help="Public facts about operations.")] = None,
    territories: Territories = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day the figures stand for.")] = None,
    release_id: Annotated[str | None, typer.Option("--id", help="The release's id.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse when any row can't be loaded.")] = False,  # noqa: FBT002
    places: Places = None,
    home: Home = None,
    duplicates: Duplicates = "ask",
    layout: Layout = None,
    how: Format = "text",
) -> int:
    """Protect records, attack the result, and write it as a release."""
    choices: dict[str, Any] = {"operations": operations, "as_of": as_of, "strict": strict}
    choices |= {"duplicates": duplicates, "layout": layout, "guidance": _guidance(home, places, territories or ())}
    told = _publish(sources, out, policy, release_id=release_id, **choices)
    answer = {key: told[key] for key in ("release", "out", "coverage", "tables", "audit")}
    _tell(answer, how, lambda: telling.publish_text(answer))
    return DONE


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
    _tell(answer | ({"refused": refused} if refused else {}), how, lambda: telling.audit_text(answer))
    if refused:
        return REFUSED
    return DONE if answer["passed"] else NO


@app.command()
def protect(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A bare instance.", show_default=False)],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where the cells go, as CSV.", show_default=False)],
    level: Annotated[Literal["interval"], typer.Option(help="What no one may learn.")] = "interval",  # noqa: ARG001
    weights: Annotated[Literal["public", "counts"], typer.Option(help="What chooses further cells.")] = "public",
    no_pooling: Annotated[bool, typer.Option("--no-pooling", help="Pool no leaves; as yet none ever are.")] = True,  # noqa: ARG001, FBT002
    how: Format = "text",
) -> int:
    """Protect a bare instance: trees, tables and counts of any kind."""
    from geodata.disclosure.bare import protect_instance

    answer = protect_instance(folder, out, kind=weights, progress=_progress) | {"peak_memory_mb": _peak_memory_mb()}
    _tell(answer, how, lambda: telling.protect_text(answer))
    return DONE


@app.command()
def verify(folder: Annotated[Path, typer.Argument(metavar="DIR", show_default=False)], how: Format = "text") -> int:
    """Check that a release is complete, unchanged, consistent, and as safe as it says."""
    from dashboard.snapshot import render_site
    from geodata.release import verify_folder

    faults = verify_folder(folder, site=partial(render_site, is_drawn=False))
    answer = {"passed": not faults, "faults": list(faults)}
    _tell(answer, how, lambda: telling.verify_text(answer))
    return NO if faults else DONE


@app.command()
def regions(
    queries: Annotated[list[str], typer.Argument(metavar="QUERY...", show_default=False)],
    home: Home = None,
    profile: Annotated[bool, typer.Option("--profile", help="Tell more about each place that is found.")] = False,  # noqa: FBT002
    how: Format = "text",
) -> int:
    """Find the codes of places by name, alias or code."""
    from geodata.gazetteer import Gazetteer

    gazetteer = Gazetteer.packaged()
    base = _guidance(home, None).home
    results: list[dict[str, Any]] = []
    for query in queries:
        found = gazetteer.look_up(query, home=base)
        lists = {"candidates": found.candidates, "suggestions": found.suggestions}
        told = {name: [{**c._asdict(), "level": str(c.level)} for c in listed] for name, listed in lists.items()}
        results.append({"query": query, "status": found.status, "code": found.code, **told})
        if profile and found.code:
            results[-1]["profile"] = gazetteer.regions.profile(found.code).as_dict()
    _tell({"results": results}, how, lambda: telling.regions_text(results))
    return DONE if all(result["status"] == "exact" for result in results) else NO


@app.command()
def example(
    name: Annotated[str, typer.Argument(metavar="NAME", help="operation-lost-souls or national-synthetic.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where the records go.", show_default=False)],
    operations_out: Annotated[Path | None, typer.Option(metavar="FILE", help="Where the operations go.")] = None,
) -> int:
    """Write an example file of records."""
    from geodata.examples import EXAMPLES, write_example

    if name not in EXAMPLES:
        msg = f"{name!r} is no example; expected {' or '.join(EXAMPLES)}."
        raise typer.BadParameter(msg)
    write_example(name, out, operations_out)
    return DONE


if __name__ == "__main__":
    sys.exit(main())
