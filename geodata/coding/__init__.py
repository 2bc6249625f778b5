"""Records → CodedRecords: every place becomes a leaf of the tree of regions."""

from geodata.coding.coded import COLUMNS, OUTCOMES, CodedRecords, code_records
from geodata.coding.doubts import place_doubts, unplaced
from geodata.coding.guidance import Guidance, read_guidance, read_home
from geodata.coding.territories import TerritoryRule, read_rule
from geodata.coding.words import SIDES, RecordsLike, Side

__all__ = [
    "COLUMNS",
    "OUTCOMES",
    "SIDES",
    "CodedRecords",
    "Guidance",
    "RecordsLike",
    "Side",
    "TerritoryRule",
    "code_records",
    "place_doubts",
    "read_guidance",
    "read_home",
    "read_rule",
    "unplaced",
]
