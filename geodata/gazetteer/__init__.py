"""Names, aliases and codes in any spelling → a region, or the candidates; never a guess."""

from geodata.gazetteer.answers import Candidate, Match, Status
from geodata.gazetteer.look_up import Gazetteer

__all__ = ["Candidate", "Gazetteer", "Match", "Status"]
