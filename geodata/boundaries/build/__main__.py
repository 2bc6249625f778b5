"""Build the packaged layers: `python -m geodata.boundaries.build` fetches the sources and writes the folder `layers`.

The same sources and the pinned versions of constraints.txt give the same bytes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.boundaries.build.adjacency import neighbours
from geodata.boundaries.build.attributes import attribute_table
from geodata.boundaries.build.cities import city_rows
from geodata.boundaries.build.coverage import check, detailed, dissolved, one_coverage, overview
from geodata.boundaries.build.gnis import gnis_rows
from geodata.boundaries.build.leaves import read_leaves
from geodata.boundaries.build.look_up import look_up_table
from geodata.boundaries.build.sources import fetch_sources
from geodata.boundaries.build.territory import HOME
from geodata.errors import GeodataError

if TYPE_CHECKING:
    import geopandas as gpd

LAYERS: Final = Path(__file__).parents[1] / "layers"
_ZSTD_LEVEL: Final = 19


def build(out: Path, sources: Path) -> None:
    """Make all layers of the product.

    Parameters
    ----------
    out
        The folder of the layers; files of the same names are replaced, all or none.
    sources
        Where the sources are kept, or fetched to.

    Raises
    ------
    BuildError
        When a source is not the expected one, or the layers would not be one valid coverage.
    """
    fetch_sources(sources)
    leaves = detailed(one_coverage(read_leaves(sources)))
    layers = _levels(leaves, "detail") | _levels(overview(leaves), "overview")
    check(layers)
    attributes = attribute_table(leaves, sources)
    tables = {
        "adjacency": _adjacency(layers),
        "attributes": attributes,
        "look_up": look_up_table(attributes, city_rows(sources, attributes, _counties(layers)), gnis_rows(sources)),
    }
    _write(layers | tables, out)


def _levels(leaves: gpd.GeoDataFrame, detail: str) -> dict[str, gpd.GeoDataFrame]:
    """Cut the leaves of one detail into the layers: county, state and country; far countries as overview only."""
    is_county = leaves["parent"].str.contains("-")
    county = leaves[is_county].sort_values("code", ignore_index=True)
    whole = dissolved(leaves, "country")
    provinces = leaves.assign(state=leaves["parent"].where(is_county, leaves["code"]))
    layers = {
        f"us_county.{detail}": county[county["country"] == "US"],
        f"mx_municipio.{detail}": county[county["country"] == "MX"],
        f"admin1_na.{detail}": dissolved(provinces[provinces["country"].isin(HOME)], "state"),
    }
    if detail == "overview":
        layers["country.overview"] = whole
    else:
        layers["country_na.detail"] = whole[whole["code"].isin(HOME)]
    return {name: layer[["code", "geometry"]].reset_index(drop=True) for name, layer in layers.items()}


def _adjacency(layers: dict[str, gpd.GeoDataFrame]) -> pd.DataFrame:
    """List who touches whom within each level; far countries are known as overview only."""
    found = (
        neighbours("country", layers["country.overview"]),
        neighbours("state", layers["admin1_na.detail"]),
        neighbours("county", _counties(layers)),
    )
    return pd.concat(found, ignore_index=True)


def _counties(layers: dict[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Put the counties and municipios of a build into one table."""
    return pd.concat([layers["us_county.detail"], layers["mx_municipio.detail"]], ignore_index=True)


def _write(tables: dict[str, pd.DataFrame], out: Path) -> None:
    """Write all layers beside the old ones, then put them in their place."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as fresh:
        for name, table in tables.items():
            path = Path(fresh, f"{name}.parquet")
            table.to_parquet(path, index=False, compression="zstd", compression_level=_ZSTD_LEVEL)
        for path in sorted(Path(fresh).iterdir()):
            size_kb = path.stat().st_size // 1000
            sys.stderr.write(f"{path.name}: {len(tables[path.stem])} rows, {size_kb} KB\n")
            path.replace(out / path.name)


def main() -> int:
    """Run the build from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=LAYERS, help="the folder of the layers")
    parser.add_argument("--sources", type=Path, help="keep the sources here (290 MB); by default they are fetched anew")
    options = parser.parse_args()
    try:
        if options.sources:
            build(options.out, options.sources)
        else:
            with tempfile.TemporaryDirectory() as folder:
                build(options.out, Path(folder))
    except GeodataError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
