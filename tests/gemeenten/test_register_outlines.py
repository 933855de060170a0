"""The map's outlines are small, one a province, and agree with the register's points."""

import json
import re

import pytest

from gemeenten.register.reader import HERE, REGION_OF_PROVINCE, Register, read_register

#: Rings of (x, y) points in units of the view box.
Shape = list[list[tuple[float, float]]]


@pytest.fixture(scope="module")
def register() -> Register:
    return read_register()


def rings(path: str) -> Shape:
    """The closed rings of the relative path data the build writes."""
    found = []
    for ring in re.findall(r"M([^z]*)z", path):
        start, steps = ring.split("l")
        x, y = (float(number) for number in start.split())
        points = [(x, y)]
        numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", steps)]
        for step_x, step_y in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + step_x, y + step_y
            points.append((x, y))
        found.append(points)
    return found


def holds(shape: Shape, x: float, y: float) -> bool:
    """Whether a point lies inside, by the even-odd rule."""
    inside = False
    for points in shape:
        for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1], strict=True):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                inside = not inside
    return inside


@pytest.fixture(scope="module")
def outlines() -> dict[str, Shape]:
    data = json.loads((HERE / "outlines.json").read_text(encoding="utf-8"))
    return {shape["code"]: rings(shape["path"]) for shape in data["shapes"]}


def test_outlines_are_small_and_have_one_shape_a_province(
    outlines: dict[str, Shape],
) -> None:
    assert (HERE / "outlines.json").stat().st_size <= 20_000
    assert set(outlines) == set(REGION_OF_PROVINCE)


def test_every_municipality_is_drawn_in_its_province(register: Register, outlines: dict[str, Shape]) -> None:
    data = json.loads((HERE / "outlines.json").read_text(encoding="utf-8"))
    projection = data["projection"]
    reach = 3  # simplifying moves a border by about two units
    for row in register.current:
        x = (row.longitude * projection["longitude_factor"] - projection["origin_x"]) * projection["scale"]
        y = (-row.latitude - projection["origin_y"]) * projection["scale"]
        around = [(x + dx, y + dy) for dx in (-reach, 0, reach) for dy in (-reach, 0, reach)]
        assert any(holds(outlines[row.province], *point) for point in around), row
        _, _, width, height = data["view_box"]
        assert 0 <= x <= width
        assert 0 <= y <= height


def test_neighbouring_provinces_keep_meeting(outlines: dict[str, Shape]) -> None:
    brussels = {point for ring in outlines["04000"] for point in ring}
    around = {point for ring in outlines["20001"] for point in ring}
    assert brussels <= around
