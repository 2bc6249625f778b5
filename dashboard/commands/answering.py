"""The command's frame: its name, its exit codes, and where answers and progress go."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard import telling
from geodata.errors import plain

if TYPE_CHECKING:
    from collections.abc import Callable

DONE, NO, REFUSED = 0, 1, 2

app = typer.Typer(
    name="recovery-atlas",
    help="Map recoveries of missing children at a level coarse enough to protect every child.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


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


class UnheardError(Exception):
    """The answer can't be written: stdout is full, or nobody reads it."""


def say(text: str) -> None:
    """Write something to stdout.

    Raises
    ------
    UnheardError
        When that can't be done; the frame of the command line would end with 1, which means *no*.
    """
    try:
        typer.echo(text)
    except OSError as error:
        raise UnheardError(error.strerror or "not writable") from error


def tell(answer: dict[str, Any], how: str, text: Callable[[], str]) -> None:
    """Write the answer of a command to stdout."""
    say(telling.as_json(answer) if how == "json" else "\n".join(map(plain, text().split("\n"))))


def progress(line: str) -> None:
    """Write a line of progress to stderr."""
    typer.echo(plain(line), err=True)
