"""What a journey from a file to a release needs: records of an operation, and a policy small enough to be quick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.policy import policy_from

if TYPE_CHECKING:
    from pathlib import Path

HEADER: Final = "period,origin,recovery,count,operation,source,as_of"
ROWS: Final = (
    "2021-05,US-48141,MX,3,Operation Lost Souls,release,2021-06-16",
    "2021-05,US-48141,US-PR,1,Operation Lost Souls,release,2021-06-16",
    "2021-05,US-48141,US-CA,1,Operation Lost Souls,release,2021-06-16",
    "2021-05,US-48141,US-OK,1,Operation Lost Souls,release,2021-06-16",
    "2021-05,US-48141,US-TX,18,Operation Lost Souls,release,2021-06-16",
)
SMALL_TOML: Final = """name = "small"
audience = "internal"
threshold = 5
operations = "named"
[[tables]]
name = "places"
dimensions = { recovery = "country", period = "year" }
[[tables]]
name = "operations"
dimensions = { operation = "value", relation = "group" }
"""
SMALL: Final = policy_from(
    {
        "name": "small", "audience": "internal", "threshold": 5, "operations": "named",
        "tables": [
            {"name": "places", "dimensions": {"recovery": "country", "period": "year"}},
            {"name": "operations", "dimensions": {"operation": "value", "relation": "group"}},
        ],
    }
)  # fmt: skip


def records(path: Path, *rows: str, header: str = HEADER) -> Path:
    """Write a file of records."""
    path.write_text("\n".join([header, *(rows or ROWS)]) + "\n", encoding="utf-8")
    return path
