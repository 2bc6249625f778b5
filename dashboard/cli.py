"""The `recovery-atlas` command.

Every command returns its exit code: 0 done; 1 done, and the answer is no; 2 refused or unfinished, nothing written.
The answer goes to stdout, as text or as one JSON object; progress and refusals go to stderr.
"""

from __future__ import annotations

import os
import sys
from contextlib import redirect_stdout
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from dashboard import telling
from dashboard.commands import DONE, REFUSED, app

if TYPE_CHECKING:
    from collections.abc import Sequence


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


if __name__ == "__main__":
    sys.exit(main())
