"""Build the releases that the product is packaged with: `make releases` writes them, a test compares them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from dashboard.snapshot import render_site
from geodata.examples import write_example
from geodata.policy import read_policy
from geodata.publish import Options, publish
from geodata.release import pack_release

#: Zip → (example, policy).
PACKAGED: Final = {
    "national-synthetic.zip": ("national-synthetic", "public-states"),
    "operation-lost-souls-internal.zip": ("operation-lost-souls", "internal"),
}


def build(name: str, out: Path, scratch: Path) -> Path:
    """Build one packaged release from its example, and return the zip."""
    example, policy = PACKAGED[name]
    records, operations = scratch / f"{example}.csv", scratch / f"{example}-operations.csv"
    write_example(example, records, operations)
    options = Options(policy=read_policy(policy), operations=operations, release_id=name.removesuffix(".zip"))
    folder = scratch / name.removesuffix(".zip")
    publish([records], folder, options, site=render_site)
    out.mkdir(parents=True, exist_ok=True)
    pack_release(folder, out / name)
    return out / name


if __name__ == "__main__":
    for packaged in PACKAGED:
        build(packaged, Path(sys.argv[1]), Path(sys.argv[2]))
