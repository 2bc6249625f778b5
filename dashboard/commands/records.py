"""Commands on records and the places in them: check, layouts, publish, regions, example.

Heavy modules are imported by the command that needs them, so that `--help` answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard import telling
from dashboard.commands.answering import DONE, NO, app, progress, say, tell
from dashboard.commands.parameters import (
    Address,
    AsOf,
    Contact,
    Duplicates,
    Force,
    Format,
    Hidden,
    Home,
    Layout,
    Operations,
    Places,
    PolicyName,
    PublisherName,
    ShowValues,
    Sign,
    Sources,
    TablesOnly,
    Territories,
    Totals,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.coding import Guidance
    from geodata.findings import FindingDict


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
    totals: Totals = "ask",
    hidden: Hidden = "ask",
    layout: Layout = None,
    save_layout: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write the layout that was found or guessed.")
    ] = None,
    show_values: ShowValues = False,  # noqa: FBT002
    force: Force = False,  # noqa: FBT002
    how: Format = "text",
) -> int:
    """Say what would load, what would not, and why."""
    from geodata import check as front
    from geodata.outputs import Output, check_outputs

    outputs = [
        Output("--quarantine", quarantine, "quarantine"),
        Output("--open-places", open_places, "open places"),
        Output("--save-layout", save_layout, "layout"),
    ]
    check_outputs(outputs, [*sources, places, layout], force=force)
    if show_values:
        _check_terminal(quarantine)
    told = front.check(
        sources,
        quarantine=quarantine,
        duplicates=duplicates,
        totals=totals,
        hidden=hidden,
        layout=layout,
        save_layout=save_layout,
        guidance=guidance_of(home, places),
        open_places=open_places,
        with_values=show_values,
        progress=progress,
    )
    answer = dict(told)
    tell(answer, how, lambda: telling.check_text(answer, front.RULES, front.DETAILS))
    return NO if answer["quarantined"] or answer.get("undecided") or not answer["loaded"] else DONE


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

    say(LAYOUTS)
    return DONE


def guidance_of(home: str | None, places: Path | None, territories: Sequence[str] = ()) -> Guidance:
    """Read what the publisher says about places beyond the records."""
    from geodata.coding import read_guidance
    from geodata.gazetteer import Gazetteer

    return read_guidance(home, places, Gazetteer.packaged(), territories)


@app.command()
def publish(
    sources: Sources,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the release goes.", show_default=False)],
    policy: PolicyName = "public",
    operations: Operations = None,
    territories: Territories = None,
    as_of: AsOf = None,
    release_id: Annotated[str | None, typer.Option("--id", help="The release's id.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse when any row can't be loaded.")] = False,  # noqa: FBT002
    places: Places = None,
    home: Home = None,
    duplicates: Duplicates = "ask",
    totals: Totals = "ask",
    hidden: Hidden = "ask",
    layout: Layout = None,
    publisher: PublisherName = None,
    contact: Contact = None,
    address: Address = None,
    tables_only: TablesOnly = False,  # noqa: FBT002
    sign: Sign = None,
    how: Format = "text",
) -> int:
    """Protect records, attack the result, and write it as a release."""
    from geodata.outputs import check_folder
    from geodata.release import Publisher
    from geodata.release.signing import read_private_key

    choices: dict[str, Any] = {"operations": operations, "as_of": as_of, "strict": strict}
    choices |= {"publisher": Publisher(publisher, contact, address)}
    choices |= {"key": None if sign is None else read_private_key(sign)}
    choices |= {"duplicates": duplicates, "totals": totals, "hidden": hidden}
    choices |= {"layout": layout, "guidance": guidance_of(home, places, territories or ())}
    check_folder("--out", out, [sign, places])
    told = published(sources, out, policy, is_site=not tables_only, release_id=release_id, **choices)
    answer = {key: told[key] for key in ("release", "out", "coverage", "tables", "audit", "kept_back")}
    tell(answer, how, lambda: telling.publish_text(answer))
    return DONE


def _tell_findings(found: Sequence[FindingDict]) -> None:
    """Say what there is to say of the records, as progress: the answer is the release."""
    from geodata.findings import DETAILS, RULES

    for line in telling.findings_lines(found, RULES, DETAILS):
        progress(line)


def published(
    sources: Sequence[Path], out: Path, policy: str, *, is_site: bool = True, **choices: Any  # noqa: ANN401
) -> dict[str, Any]:  # fmt: skip
    """Publish records into a folder, and say what was published."""
    from dashboard.snapshot import render_site
    from geodata.outputs import check_folder
    from geodata.policy import read_policy
    from geodata.publish import Options, publish

    inputs = [*sources, Path(policy), choices.get("operations"), choices.get("layout")]
    check_folder("--out", out, inputs)
    chosen = Options(read_policy(policy), **choices)
    site = render_site if is_site else None
    published = publish(sources, out, chosen, site=site, progress=progress, on_findings=_tell_findings)
    return published.as_dict() | {"out": str(out)}


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
    base = guidance_of(home, None).home
    results: list[dict[str, Any]] = []
    for query in queries:
        found = gazetteer.look_up(query, home=base)
        lists = {"candidates": found.candidates, "suggestions": found.suggestions}
        told = {name: [{**c._asdict(), "level": str(c.level)} for c in listed] for name, listed in lists.items()}
        results.append({"query": query, "status": found.status, "code": found.code, **told})
        if profile and found.code:
            results[-1]["profile"] = gazetteer.regions.profile(found.code).as_dict()
    tell({"results": results}, how, lambda: telling.regions_text(results))
    return DONE if all(result["status"] == "exact" for result in results) else NO


@app.command()
def example(
    name: Annotated[str, typer.Argument(metavar="NAME", help="operation-lost-souls or national-synthetic.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where the records go.", show_default=False)],
    operations_out: Annotated[Path | None, typer.Option(metavar="FILE", help="Where the operations go.")] = None,
    force: Force = False,  # noqa: FBT002
) -> int:
    """Write an example file of records."""
    from geodata.examples import EXAMPLES, write_example
    from geodata.outputs import Output, check_outputs

    if name not in EXAMPLES:
        msg = f"{name!r} is no example; expected {' or '.join(EXAMPLES)}."
        raise typer.BadParameter(msg)
    outputs = [Output("--out", out, "example"), Output("--operations-out", operations_out, "example")]
    check_outputs(outputs, [], force=force)
    write_example(name, out, operations_out)
    return DONE
