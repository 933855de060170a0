"""The plots as drawings: well-formed, named, and true to their numbers."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from home.dashboard.plot import Value, columns, strip

SVG = "{http://www.w3.org/2000/svg}"


def bars(svg: str) -> list[ElementTree.Element]:
    return ElementTree.fromstring(svg).findall(f"{SVG}rect")


def draw(*numbers: int) -> str:
    return columns(
        [Value(number, f"<{number}> & co") for number in numbers], key="k", title="A < B", description="Over & out"
    )


@pytest.mark.parametrize(
    "svg",
    [
        draw(1, 2),
        draw(0),
        strip([Value(1, "a & b", "a")], key="k", title="A < B", description="Over & out"),
        strip([Value(0, "a", "a")], key="k", title="A < B", description="Over & out"),
    ],
)
def test_a_plot_is_well_formed_and_has_a_name_and_a_description(svg: str) -> None:
    root = ElementTree.fromstring(svg)
    by_id = {element.get("id"): element.text for element in root if element.get("id")}

    assert root.get("role") == "img"
    assert by_id[root.get("aria-labelledby")] == "A < B"
    assert by_id[root.get("aria-describedby")] == "Over & out"


def test_the_height_of_a_column_is_its_share_of_the_highest() -> None:
    heights = [float(bar.get("height", "")) for bar in bars(draw(5, 10, 0))]

    assert heights == [30, 60, 0]
    assert [float(bar.get("y", "")) for bar in bars(draw(5, 10))] == [30, 0]


def test_one_letter_beside_thousands_can_be_seen() -> None:
    assert float(bars(draw(1, 5000))[0].get("height", "")) > 1


def test_only_the_last_column_is_the_present() -> None:
    assert ["now" in bar.get("class", "") for bar in bars(draw(1, 2, 3))] == [False, False, True]


def test_columns_say_their_number_when_pointed_at() -> None:
    assert bars(draw(7))[0].findtext(f"{SVG}title") == "<7> & co"


def test_the_parts_of_a_strip_fill_it_and_do_not_overlap() -> None:
    svg = strip([Value(17, "", "a"), Value(0, "", "b"), Value(548, "", "c")], key="k", title="t", description="d")

    parts = [(float(bar.get("x", "")), float(bar.get("width", ""))) for bar in bars(svg)]
    assert len(parts) == 2
    assert parts[0][0] == 0
    assert parts[0][0] + parts[0][1] < parts[1][0]
    assert sum(parts[1]) == pytest.approx(1000, abs=0.1)
    assert parts[0][1] / parts[1][1] == pytest.approx(17 / 548, abs=0.001)
