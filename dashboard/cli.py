"""The `recovery-atlas` command.

Every command returns its exit code: 0 done; 1 done, and the answer is no; 2 refused or unfinished, nothing written.
The answer goes to stdout, as text or as one JSON object; progress and refusals go to stderr.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import redirect_stdout, suppress
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from dashboard import telling
from dashboard.commands import DONE, REFUSED, UnheardError, app, say
from dashboard.ending import Ended, ending
from geodata.errors import plain

if TYPE_CHECKING:
    from collections.abc import Sequence


#: What the system says of a stdout that is closed or full.
UNHEARD: Final = frozenset({errno.EPIPE, errno.ENOSPC, errno.EIO, errno.EBADF})


def main() -> int:
    """Run the command that the shell gave, and return its exit code.

    What libraries write to the process' stdout goes to stderr (the solver greets there); stdout holds the answer alone.
    """
    if _was_closed():
        _say_last("refused: stdout: it is closed; expected somewhere to write the answer to. Don't close it.")
        return REFUSED
    try:
        with ending():
            return _run_apart(sys.argv[1:])
    except (KeyboardInterrupt, Ended):  # before the command began, or while its answer was written
        _say_last("refused: interrupted; nothing was written")
    except (OSError, UnheardError) as error:
        why = getattr(error, "strerror", None) or str(error)
        _say_last(f"refused: stdout: {why}; expected somewhere to write the answer to. Look at where it goes.")
    return REFUSED


def _was_closed() -> bool:
    """Put something harmless where a closed stdin, stdout or stderr was, and say whether stdout was closed.

    The next file that is opened would otherwise take its place, and be written to by whoever writes to stdout.
    """
    is_closed = sys.stdout is None
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    return is_closed


def _run_apart(given: Sequence[str]) -> int:
    """Run a command with stdout for its answer alone; an answer that can't be written is an error of the caller's."""
    sys.stdout.flush()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="backslashreplace")
    try:
        with redirect_stdout(answers):
            os.dup2(2, 1)
            return run(given)
    finally:
        with suppress(OSError):  # what could not be written was told when it was
            answers.close()


def _say_last(line: str) -> None:
    """Say something when even stderr may be gone."""
    with suppress(OSError, ValueError):
        os.write(2, f"{line}\n".encode(errors="backslashreplace"))


def _empty(given: Sequence[str]) -> list[str]:
    """Refuse arguments without content: an empty path would be the working folder."""
    return [
        f"argument {i}{f' ({plain(text)})' if text else ''}: empty; expected a value. Look at what the shell put there."
        for i, text in enumerate(given, start=1)
        if not text or (text.startswith("--") and text.endswith("="))
    ]


def run(given: Sequence[str]) -> int:
    """Run a command and return its exit code; no refusal and no defect ever shows a traceback or a value."""
    is_json = "--format=json" in given or ("--format", "json") in pairwise(given)
    if reasons := _empty(given):
        return _refuse(reasons, is_json=is_json)
    try:
        return int(app(list(given), standalone_mode=False, prog_name="recovery-atlas") or DONE)
    except typer.TyperException as error:
        told = getattr(error, "format_message", error.__str__)()
        reasons = [" ".join(told.split())]
    except (typer.Abort, KeyboardInterrupt, Ended):
        reasons = ["interrupted; nothing was written"]
    except UnheardError:
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001 -- whatever it is, its text may hold a value and is not shown
        reasons = _reasons(error)
    return _refuse(reasons, is_json=is_json)


def _reasons(error: BaseException) -> list[str]:
    """Give the reasons of a refusal; of a defect only where it happened, since its message may hold a value."""
    from geodata.errors import GeodataError

    if isinstance(error, GeodataError):
        return [str(reason) for reason in getattr(error, "reasons", ())] or str(error).splitlines()
    is_unheard = isinstance(error, OSError) and error.filename is None and error.errno in UNHEARD
    if is_unheard or isinstance(error, SystemExit):  # with the latter the frame ends where nobody reads its help
        raise UnheardError(getattr(error, "strerror", None) or "nobody reads it")
    if isinstance(error, MemoryError):
        return ["memory: none is left; expected more. Publish fewer rows, by a coarser policy, or on a larger machine."]
    if isinstance(error, OSError):
        return [f"{error.filename}: {error.strerror}; expected a file or directory that can be used. Check the path."]
    if isinstance(error, RuntimeError) and str(error).startswith("Symlink loop"):
        return ["path: a loop of links; expected a file or directory. Check the path."]
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno}" if trace else "unknown"
    return [f"{type(error).__name__} in {where}: a defect of the program. Nothing was written; please report it."]


def _refuse(reasons: Sequence[str], *, is_json: bool) -> int:
    if is_json:
        say(telling.as_json({"refused": list(reasons)}))
    for reason in reasons:
        typer.echo(f"refused: {plain(reason)}", err=True)
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
