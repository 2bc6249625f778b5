"""Build the map geometry: `python -m dashboard.geometry.build` writes dashboard/static/geo and geometry/index.json.

Reads the boundary layers of `geodata.boundaries` and writes one projected TopoJSON per level: countries (Equal Earth),
states and counties (Albers, with insets). The same layers give the same bytes; the file name carries their hash, so a
browser may keep a file for ever.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from dashboard.geometry import projection
from dashboard.geometry.topology import Shape, topology

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shapely.geometry import MultiPolygon

HERE: Final = Path(__file__).parent
LAYERS: Final = HERE.parents[1] / "geodata" / "boundaries" / "layers"
NEIGHBOURS: Final = frozenset(
    {"GT", "BZ", "HN", "SV", "NI", "CR", "PA", "CU", "BS", "JM", "HT", "DO", "TC", "KY", "CO", "VE"}
)
GRID: Final = 200  # steps per drawing unit: 20 m in North America
WORLD_GRID: Final = 25  # 1.1 km
ANTARCTICA: Final = "AQ"
WORLD_TOLERANCE_DEGREES: Final = 0.08
HOME_COUNTRIES: Final = ("US-", "MX-", "CA-")


def _rows(folder: Path, layer: str) -> Iterator[tuple[str, dict[str, Any], shapely.Geometry]]:
    """Give the code, the attributes and the outline of each region of a layer, in order of the codes."""
    attributes = pd.read_parquet(folder / "attributes.parquet").set_index("code")
    outlines = gpd.read_parquet(folder / f"{layer}.overview.parquet").sort_values("code")
    for code, outline in zip(outlines["code"], outlines.geometry, strict=True):
        yield str(code), attributes.loc[code].to_dict(), outline


def _label_point(outline: MultiPolygon) -> list[float]:
    """Return x, y and radius of the largest circle inside the largest part: where a label has most room."""
    largest = max(outline.geoms, key=lambda part: part.area)
    circle = shapely.maximum_inscribed_circle(largest, tolerance=max(largest.length / 400, 0.05))
    centre = shapely.get_coordinates(circle)[0]
    return [round(float(centre[0]), 1), round(float(centre[1]), 1), round(float(circle.length), 1)]


def _properties(attributes: dict[str, Any], outline: MultiPolygon, **more: object) -> dict[str, Any]:
    name, name_es = str(attributes["name_en"]), str(attributes["name_es"])
    spanish = {"name_es": name_es} if name_es != name else {}
    return {"name": name, **spanish, "at": _label_point(outline), **more}


def country_shapes(folder: Path) -> list[Shape]:
    """Return the countries of the world, without Antarctica."""
    rows = list(_rows(folder, "country"))
    # The world is drawn at a seventh of the scale: one coverage, so neighbours still share their borders.
    outlines = shapely.coverage_simplify([outline for *_, outline in rows], WORLD_TOLERANCE_DEGREES)
    shapes = []
    for (code, attributes, _), outline in zip(rows, outlines, strict=True):
        drawn = projection.place_in_world(outline)
        if code != ANTARCTICA and not drawn.is_empty:
            shapes.append(Shape(code, code, code, _properties(attributes, drawn, short=code), drawn))
    return shapes


def context_shapes(folder: Path) -> list[Shape]:
    """Return the land south of Mexico, drawn for orientation only."""
    return [
        Shape(code, code, code, {"context": True}, drawn)
        for code, _, outline in _rows(folder, "country")
        if code in NEIGHBOURS and not (drawn := projection.place(outline, code)).is_empty
    ]


def state_shapes(folder: Path) -> list[Shape]:
    """Return the states, territories and provinces of the United States, Mexico and Canada."""
    shapes = []
    for code, attributes, outline in _rows(folder, "admin1_na"):
        if not code.startswith(HOME_COUNTRIES):
            continue
        is_square = code in projection.SQUARES_M
        drawn = projection.square(code) if is_square else projection.place(outline, code)
        marks: dict[str, object] = {"short": str(attributes["abbr"]), **({"square": True} if is_square else {})}
        shapes.append(Shape(code, code, code[:2], _properties(attributes, drawn, **marks), drawn))
    return shapes


def county_shapes(folder: Path, states: Sequence[Shape]) -> list[Shape]:
    """Return the counties of the United States, with Mexico and Canada by state and the far islands as squares."""
    shapes = []
    for code, attributes, outline in _rows(folder, "us_county"):
        state = str(attributes["parent"])
        if state in projection.SQUARES_M and state != "US-DC":
            continue
        drawn = projection.square(state) if state == "US-DC" else projection.place(outline, state)
        if drawn.is_empty:  # outside every inset: in the table, not on the map
            continue
        square: dict[str, object] = {"square": True, "short": "DC"} if state == "US-DC" else {}
        shapes.append(Shape(code, state, "US", _properties(attributes, drawn, state=state, **square), drawn))
    others = [s for s in states if s.country != "US" or (s.properties.get("square") and s.code != "US-DC")]
    return [*shapes, *others]


def _kilometres(sides: Sequence[float], unit_m: float) -> list[float]:
    return [round(side * 1000 / unit_m, 2) for side in sides]


def _write(level: str, shapes: Sequence[Shape], out: Path, extras: dict[str, Any]) -> dict[str, Any]:
    grid = WORLD_GRID if level == "countries" else GRID
    drawn = {**topology(shapes, grid=grid), **extras}
    data = json.dumps(drawn, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    name = f"{level}.{hashlib.sha256(data).hexdigest()[:10]}.json"
    for stale in out.glob(f"{level}.*.json"):
        stale.unlink()
    (out / name).write_bytes(data)
    packed_kb = len(gzip.compress(data, 6)) // 1000
    sys.stderr.write(f"{name}: {len(shapes)} regions, {len(data) // 1000} KB, {packed_kb} KB compressed\n")
    return {"file": name, "codes": [None if s.properties.get("context") else s.code for s in shapes]}


def build(folder: Path, out: Path, index: Path) -> None:
    """Write the three geometry files and the index that the app reads."""
    out.mkdir(parents=True, exist_ok=True)
    unit = projection.NORTH_AMERICA_UNIT_M
    frames = [
        {"box": _kilometres(frame.box_km, unit), "name": frame.name, "name_es": frame.name_es}
        for frame in projection.FRAMES
    ]
    continent = {"frames": frames, "home": _kilometres(projection.NORTH_AMERICA_HOME_KM, unit)}
    continent["captions"] = [
        {"at": [-40, 455], "name": "CANADA", "name_es": "CANADÁ"},
        {"at": [-118, -372], "name": "MEXICO", "name_es": "MÉXICO"},
    ]
    world = {"frames": [], "captions": [], "home": _kilometres(projection.WORLD_HOME_KM, projection.WORLD_UNIT_M)}
    context, states = context_shapes(folder), state_shapes(folder)
    files = {
        "country": _write("countries", country_shapes(folder), out, world),
        "state": _write("states", [*states, *context], out, continent),
        "county": _write("counties", [*county_shapes(folder, states), *context], out, continent),
    }
    index.write_text(json.dumps(files, separators=(",", ":")) + "\n", encoding="utf-8")


def main() -> None:
    """Run the build from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--layers", type=Path, default=LAYERS)
    parser.add_argument("--out", type=Path, default=HERE.parent / "static" / "geo")
    parser.add_argument("--index", type=Path, default=HERE / "index.json")
    options = parser.parse_args()
    build(options.layers, options.out, options.index)


if __name__ == "__main__":
    main()
