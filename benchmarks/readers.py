"""What readers lose by the attack with records: what is shown of places by year, before and after.

Before: the equations of tables alone, as if each table counted other children. For the national example, Lost Souls and
the files of small agencies, under each packaged policy that shows anything by year.
"""

from __future__ import annotations

import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final
from unittest import mock

from benchmarks.agencies import KINDS, write_records
from benchmarks.report import Report, run
from benchmarks.shown import leaves_of, of_places
from geodata.disclosure import protect as door
from geodata.errors import DisclosureError
from geodata.examples import EXAMPLES, write_example
from geodata.policy import read_policy
from geodata.regions import Regions
from loaders.columns import CATEGORIES

if TYPE_CHECKING:
    import pandas as pd

POLICIES: Final = ("public-states", "public", "internal")
QUICKLY: Final = ("city_police",)


def files(folder: Path) -> dict[str, Path]:
    """Write all files; name → file."""
    out = {kind: write_records(kind, folder) for kind in KINDS}
    for name in EXAMPLES:
        out[name] = folder / f"{name}.csv"
        write_example(name, out[name])
    return out


def told(leaves: pd.DataFrame, territories: str, policy_name: str, *, with_records: bool) -> dict[str, float]:
    """Protect one file under a policy and say what is shown of it, with the records behind its tables or without."""
    regions, policy = Regions.packaged(), read_policy(policy_name)
    without = mock.patch.object(door, "link_records", side_effect=lambda grid, *_: grid)
    with nullcontext() if with_records else without:
        try:
            protected = door.protect(leaves, regions, policy, categories=list(CATEGORIES), territories=territories)
        except DisclosureError:
            return {"refused": 1}
    tables = protected.cube.tables.values()
    withheld = sum(int((table.cells["status"] == "withheld").sum()) for table in tables)
    return {"withheld": withheld} | of_places(protected, leaves, regions, policy.threshold)


def measure(quick: bool) -> Report:  # noqa: FBT001
    """Measure all files under all policies, one small file under one when quick."""
    metrics: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, source in files(Path(folder)).items():
            if quick and name not in QUICKLY:
                continue
            leaves, territories = leaves_of(source, Regions.packaged())
            for policy in POLICIES[:1] if quick else POLICIES:
                for when, with_records in (("before", False), ("after", True)):
                    found = told(leaves, territories, policy, with_records=with_records)
                    metrics |= {f"{name}_{policy}_{what}_{when}": share for what, share in found.items()}
    metrics["refused_after"] = sum(name.endswith("refused_after") for name in metrics)
    return Report("readers", metrics, {"refused_after": ("==", 0)})


if __name__ == "__main__":
    run(measure, __doc__)
