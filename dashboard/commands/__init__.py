"""The commands of `recovery-atlas`, by what they work on."""

from dashboard.commands import records, releases  # importing them registers their commands
from dashboard.commands.answering import DONE, REFUSED, UnheardError, app, say
from dashboard.commands.releases import RELEASES

__all__ = ["DONE", "REFUSED", "RELEASES", "UnheardError", "app", "records", "releases", "say"]
