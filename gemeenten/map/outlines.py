"""The outlines the map is drawn on: shapes of the provinces and the projection from degrees to the map's units.

Read from ``gemeenten/register/outlines.json``; its keys, source and licence are in the README beside that file.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

OUTLINES = Path(__file__).resolve().parent.parent / "register" / "outlines.json"

_PATH_STEP = re.compile(r"([MmLlZz])|(-?\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in the map's units, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How high it is."""
        return self.bottom - self.top

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies inside or on the edge."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


@dataclass(frozen=True, slots=True)
class Shape:
    """One province, or Brussels: its REFNIS code, its SVG path data and the rectangle around it."""

    code: str
    path: str
    box: Box


@dataclass(frozen=True, slots=True)
class Outlines:
    """All shapes, the rectangle of the whole map, and the projection."""

    shapes: tuple[Shape, ...]
    box: Box
    longitude_factor: float
    origin_x: float
    origin_y: float
    scale: float

    def project(self, latitude: float, longitude: float) -> tuple[float, float]:
        """The place of a point (WGS 84 degrees) on the map."""
        x = (longitude * self.longitude_factor - self.origin_x) * self.scale
        y = (-latitude - self.origin_y) * self.scale
        return x, y

    def shape(self, code: str) -> Shape | None:
        """The shape of a province; ``None`` for a code the map lacks."""
        return next((shape for shape in self.shapes if shape.code == code), None)


@cache
def read_outlines(path: Path = OUTLINES) -> Outlines:
    """Read the outlines, once a process.

    Raises:
        OSError, ValueError, KeyError: the file is missing or not as its README says.
    """
    raw = json.loads(path.read_text(encoding="utf-8"))
    left, top, width, height = raw["view_box"]
    shapes = (Shape(str(shape["code"]), str(shape["path"]), path_box(shape["path"])) for shape in raw["shapes"])
    return Outlines(
        shapes=tuple(shapes),
        box=Box(left, top, left + width, top + height),
        **{key: float(raw["projection"][key]) for key in ("longitude_factor", "origin_x", "origin_y", "scale")},
    )


def path_box(path: str) -> Box:
    """The rectangle around path data of moves and straight lines (``M m L l Z z``).

    Raises:
        ValueError: the data holds another command, or no point.
    """
    if leftover := _PATH_STEP.sub("", path).strip(" ,"):
        raise ValueError(f"unexpected in path data: {leftover[:20]!r}")
    points: list[tuple[float, float]] = []
    start = current = (0.0, 0.0)
    command, pending = "", list[float]()
    opening = False
    for letter, number in _PATH_STEP.findall(path):
        if letter:
            command, opening = letter, letter in "Mm"
            if letter in "Zz":
                current = start
            continue
        pending.append(float(number))
        if len(pending) == 2:
            x, y = pending
            pending.clear()
            current = (current[0] + x, current[1] + y) if command.islower() else (x, y)
            if opening:
                start, opening = current, False
            points.append(current)
    if not points:
        raise ValueError("path data without points")
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))
