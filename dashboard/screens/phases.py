"""How far a command is, in the visitor's words; its own lines of progress are English, and for the shell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.wording import Words

#: The line that a phase comes after → its name, and the share of the time that has gone by then on a large file.
PHASES: Final[tuple[tuple[str, str, float], ...]] = (
    ("", "read", 0.02),
    ("read the records", "place", 0.06),
    ("placed the records", "count", 0.08),
    ("counted ", "withhold", 0.10),
    ("audited ", "write", 0.90),
)
ROUND: Final = "round "
PER_LINE: Final = 0.15  # of what is left of a phase, at each of its lines: how many there will be is not known


def phase_of(progress: Sequence[str]) -> int:
    """Return which of the phases a command is in, by the lines that it has told."""
    return max(i for i, (after, *_) in enumerate(PHASES) if not after or any(s.startswith(after) for s in progress))


def share_done(progress: Sequence[str]) -> float:
    """Return how far the command is; inside a phase it goes on with every line, and never reaches the next."""
    phase = phase_of(progress)
    after, _, begins = PHASES[phase]
    ends = PHASES[phase + 1][2] if phase + 1 < len(PHASES) else 1.0
    told = next((len(progress) - i - 1 for i, line in enumerate(progress) if after and line.startswith(after)), 0)
    return ends - (ends - begins) * float((1 - PER_LINE) ** (told if after else len(progress)))


def phase_line(command: str, progress: Sequence[str], words: Words) -> str:
    """Say the phase, and the round of those that withhold; a check only reads and places."""
    phase = phase_of(progress)
    said = words[f"publish_phase_{PHASES[phase][1]}"]
    if command == "check":
        return said
    line = words.say("publish_phase", i=phase + 1, of=len(PHASES), phase=said)
    rounds = sum(told.startswith(ROUND) for told in progress)
    is_withholding = PHASES[phase][1] == "withhold"
    return line + (words.say("publish_round", i=rounds + 1) if is_withholding and rounds else "")
