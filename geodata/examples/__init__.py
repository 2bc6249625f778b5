"""The two example inputs: the published figures of Operation Lost Souls, and a synthetic country.

Both are ordinary input files. They take the same way through loaders, coding and protection as any agency's file.
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Final

from geodata.examples import national_synthetic
from geodata.outputs import write_file

if TYPE_CHECKING:
    from pathlib import Path

OPERATION_LOST_SOULS: Final = "operation-lost-souls"
NATIONAL_SYNTHETIC: Final = "national-synthetic"
EXAMPLES: Final = (OPERATION_LOST_SOULS, NATIONAL_SYNTHETIC)


def write_example(name: str, out: Path, operations_out: Path | None = None) -> None:
    """Write the records of an example, and on request its operations table, as CSV.

    The bytes are the same on every machine, so a release built from them can be compared byte by byte.

    Parameters
    ----------
    name
        One of `EXAMPLES`.
    out
        Where to write the records.
    operations_out
        Where to write the operations table, or None to leave it out.

    Raises
    ------
    ValueError
        When there is no example of that name.
    """
    if name == OPERATION_LOST_SOULS:
        records, operations = _packaged("operation_lost_souls"), _packaged("operation_lost_souls_operations")
    elif name == NATIONAL_SYNTHETIC:
        records = national_synthetic.records_csv()
        operations = national_synthetic.operations_csv() if operations_out else b""
    else:
        message = f"example: found {name!r}; expected one of {', '.join(EXAMPLES)}. Choose one of these names."
        raise ValueError(message)
    write_file(out, records)
    if operations_out is not None:
        write_file(operations_out, operations)


def _packaged(stem: str) -> bytes:
    return resources.files(__name__).joinpath(f"{stem}.csv").read_bytes()
