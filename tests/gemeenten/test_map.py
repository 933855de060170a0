"""The map: one well-formed SVG with a link for every municipality."""

import gzip
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.contrib.staticfiles import finders

from gemeenten.map.land import SPRITE, render_land, with_land
from gemeenten.map.outlines import Box, Outlines, Shape, path_box, read_outlines
from gemeenten.map.svg import Dot, render_map
from gemeenten.register.reader import read_register
from gemeenten.register.rows import MunicipalityRow

SVG = "{http://www.w3.org/2000/svg}"
REGISTER = read_register()
SOLIDARY = frozenset(
    ("12007", "31005", "44083", "71016", "44021", "23027", "11021", "24062", "36011", "44088", "34040")
)
ASKED = frozenset(("11002", "62063", "35013"))
PROVINCES = sorted({row.province for row in REGISTER.current})


def dot(row: MunicipalityRow) -> Dot:
    status = "solidary" if row.refnis in SOLIDARY else "asked" if row.refnis in ASKED else "none"
    return Dot(
        refnis=row.refnis,
        name=row.name_nl,
        latitude=row.latitude,
        longitude=row.longitude,
        status=status,
        href=f"/nl/gemeenten/{row.refnis}/",
        label=f"{row.name_nl}: nog niet solidair",
    )


DOTS = [dot(row) for row in sorted(REGISTER.current, key=lambda row: row.name_nl)]


def draw(dots: list[Dot], province: str | None = None) -> str:
    return render_map(dots, title="Kaart van België", description="Elke stip is een gemeente", province=province)


def links(svg: str) -> list[ET.Element]:
    return list(ET.fromstring(svg).iter(f"{SVG}a"))


def sprite() -> str:
    """The file of drawings that pages share."""
    found = finders.find(SPRITE)
    assert isinstance(found, str)
    return Path(found).read_text(encoding="utf-8")


def refnis_of(link: ET.Element) -> str:
    """Which municipality a link leads to."""
    return link.attrib["href"].rstrip("/").rpartition("/")[2]


def one(**changed: str) -> Dot:
    """A dot in the middle of the country with some fields changed."""
    fields = {"refnis": "1", "name": "A", "status": "solidary", "href": "/a/", "label": "A"} | changed
    return Dot(latitude=50.8, longitude=4.4, **fields)


def test_the_map_is_one_well_formed_svg_with_its_title_and_description() -> None:
    root = ET.fromstring(draw(DOTS))
    assert root.tag == f"{SVG}svg"
    assert root.get("aria-label") == "Kaart van België"
    assert root.findtext(f"{SVG}desc") == "Elke stip is een gemeente"


def test_the_map_is_a_group_since_an_image_would_hide_its_links() -> None:
    assert ET.fromstring(draw(DOTS)).get("role") == "group"


def test_every_municipality_has_one_dot_that_links_to_its_page() -> None:
    found = sorted(refnis_of(link) for link in links(draw(DOTS)))
    assert found == sorted(row.refnis for row in REGISTER.current)


def test_others_may_be_drawn_without_links_and_the_rest_stays() -> None:
    svg = render_map(DOTS, title="t", description="d", others_linked=False)
    assert {refnis_of(link) for link in links(svg)} == SOLIDARY | ASKED
    path = ET.fromstring(svg).find(f"{SVG}g[@class='map__dots map__dots--none']/{SVG}path")
    assert path is not None
    assert path.attrib["d"].count("M") == len(DOTS) - len(SOLIDARY | ASKED)


def test_outlines_may_be_those_of_the_sprite() -> None:
    svg = render_map([], title="t", description="d", province="40000", land_url="/static/sprite.svg")
    used = {use.attrib["href"].removeprefix("/static/sprite.svg#") for use in ET.fromstring(svg).iter(f"{SVG}use")}
    land = ET.fromstring(sprite()).find(f"{SVG}defs[@id='land']")
    assert land is not None
    assert used == {path.attrib["id"] for path in land}
    assert svg.count("map__province--chosen") == 1


def test_sprite_holds_the_registers_outlines() -> None:
    assert sprite() == with_land(sprite(), read_outlines()), "run python -m gemeenten.map.land"


def test_putting_the_outlines_into_the_sprite_leaves_the_rest_alone() -> None:
    plain = '<svg xmlns="http://www.w3.org/2000/svg">\n<symbol id="a"/>\n</svg>\n'
    once = with_land(plain, read_outlines())
    assert once == with_land(once, read_outlines())
    assert once.replace(render_land(read_outlines()), "") == plain


def test_every_dot_tells_its_label() -> None:
    titles = {refnis_of(link): link.findtext(f"{SVG}title") for link in links(draw(DOTS))}
    assert titles == {each.refnis: each.label for each in DOTS}


def test_every_province_has_an_outline() -> None:
    assert draw([]).count('class="map__province"') == len(PROVINCES) == 11


def test_the_whole_map_stays_under_15_kilobytes_compressed() -> None:
    assert len(gzip.compress(draw(DOTS).encode(), mtime=0)) < 15_000


def test_the_same_dots_give_the_same_map() -> None:
    assert draw(DOTS) == draw(list(DOTS))


def test_statuses_differ_by_shape_and_not_only_by_colour() -> None:
    house, ring, other = (links(draw([one(status=status)]))[0][-1] for status in ("solidary", "asked", "none"))
    assert house.tag == other.tag == f"{SVG}path"
    assert ring.tag == f"{SVG}circle"
    assert house.attrib["d"].endswith("z")
    assert re.fullmatch(r"M\d+ \d+h0", other.attrib["d"])


def test_only_solidary_and_asked_municipalities_are_in_the_tab_order() -> None:
    tabbable = {refnis_of(link) for link in links(draw(DOTS)) if link.get("tabindex") != "-1"}
    assert tabbable == SOLIDARY | ASKED


def test_what_can_have_focus_is_never_hidden_from_assistive_technology() -> None:
    root = ET.fromstring(draw(DOTS))
    for group in root.findall(f"{SVG}g"):
        if group.get("aria-hidden") == "true":
            assert all(link.get("tabindex") == "-1" for link in group.iter(f"{SVG}a"))
        else:
            assert all(link.get("aria-label") for link in group.iter(f"{SVG}a"))


def test_dots_keep_the_callers_order_with_the_most_solidary_on_top() -> None:
    given = [one(href="1"), one(href="2", status="none"), one(href="3"), one(href="4", status="asked")]
    assert [link.get("href") for link in links(draw(given))] == ["2", "4", "1", "3"]


@pytest.mark.parametrize(
    "hostile",
    [
        "</title></a></svg><script>alert(1)</script>",
        '" onload="alert(1)',
        "' & < > \"",
        "]]><!--",
        "a\0b\x1b\ud800\uffff",
        "\u202eRTL 🙂",
    ],
)
def test_hostile_texts_stay_texts(hostile: str) -> None:
    given = [
        one(refnis=hostile, name=hostile, href=hostile, label=hostile, status=status) for status in ("none", "asked")
    ]
    svg = render_map(given, title=hostile, description=hostile, description_id=hostile)
    root = ET.fromstring(svg.encode())
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    names = {name for element in root.iter() for name in element.attrib}
    assert tags == {"svg", "desc", "g", "path", "a", "title", "circle"}
    assert not any(name.startswith("on") for name in names)
    legible = re.sub("[\0\x1b\ud800\uffff]", "\ufffd", hostile)
    assert root.get("aria-label") == legible
    assert all(link.findtext(f"{SVG}title") == legible for link in root.iter(f"{SVG}a"))


def test_nothing_in_the_map_breaks_a_strict_content_policy() -> None:
    svg = draw(DOTS, province="40000")
    assert not re.search(r'<style|<script|\sstyle=|\son\w+=|javascript:|https?://(?!www\.w3\.org/2000/svg")', svg)


def test_maps_without_a_description_id_hold_no_identifiers_and_may_share_a_page() -> None:
    assert " id=" not in draw(DOTS)
    named = ET.fromstring(render_map([], title="t", description="d", description_id="kaart-uitleg"))
    assert named.get("aria-describedby") == "kaart-uitleg"
    assert named.find(f"{SVG}desc[@id='kaart-uitleg']") is not None


@pytest.mark.parametrize("province", PROVINCES)
def test_a_province_is_enlarged_with_all_its_dots_in_view(province: str) -> None:
    rows = [row for row in REGISTER.current if row.province == province]
    svg = draw([dot(row) for row in rows], province=province)
    root = ET.fromstring(svg)
    left, top, width, height = (float(number) for number in root.attrib["viewBox"].split())
    assert "map--zoomed" in root.attrib["class"]
    assert {refnis_of(link) for link in links(svg)} == {row.refnis for row in rows}
    centres = [(int(circle.attrib["cx"]), int(circle.attrib["cy"])) for circle in root.iter(f"{SVG}circle")]
    centres += [(int(x), int(y)) for x, y in re.findall(r'"M(\d+) (\d+)h0"', svg)]
    assert all(left < x < left + width and top < y < top + height for x, y in centres)
    xs, ys = [x for x, _ in centres], [y for _, y in centres]
    assert max((max(xs) - min(xs)) / width, (max(ys) - min(ys)) / height) > 0.25


def test_a_zoomed_outline_and_its_dots_fall_together() -> None:
    square = Outlines((Shape("P", "M40 40l20 20", Box(40, 40, 60, 60)),), Box(0, 0, 100, 100), 1, 0, 0, 1)
    svg = render_map(
        [Dot("1", "A", latitude=-40, longitude=60, status="asked", href="/", label="A")],
        title="",
        description="",
        province="P",
        outlines=square,
    )
    root = ET.fromstring(svg)
    land = root.find(f"{SVG}g[@class='map__land']")
    ring = root.find(f".//{SVG}circle[@class='map__mark']")
    assert land is not None
    assert ring is not None
    scale, left, top = (float(number) for number in re.findall(r"-?[\d.]+", land.attrib["transform"]))
    assert int(ring.attrib["cx"]) == round((60 + left) * scale)
    assert int(ring.attrib["cy"]) == round((40 + top) * scale)


def test_dots_outside_the_view_are_left_out() -> None:
    eupen = REGISTER.by_refnis["63023"]
    assert links(draw([dot(eupen)], province="30000")) == []
    assert links(draw([Dot("1", "A", 0, 0, "solidary", "/", "A")])) == []


def test_an_unknown_province_shows_the_whole_map() -> None:
    assert draw(DOTS, province="99999") == draw(DOTS)


def test_an_unknown_status_is_an_error() -> None:
    with pytest.raises(ValueError, match="unknown status"):
        draw([one(status="perhaps")])


def test_every_municipality_lies_on_the_outline_of_its_own_province() -> None:
    outlines = read_outlines()
    for row in REGISTER.current:
        shape = outlines.shape(row.province)
        assert shape is not None
        x, y = outlines.project(row.latitude, row.longitude)
        near = Box(shape.box.left - 2, shape.box.top - 2, shape.box.right + 2, shape.box.bottom + 2)
        assert near.holds(x, y), row


@pytest.mark.parametrize(
    ("path", "box"),
    [
        ("M10 20l5-3 1 1z", Box(10, 17, 16, 20)),
        ("M0 0L10 10 5 30z", Box(0, 0, 10, 30)),
        ("M10 10l5 0 0 5zm2 2l9 9z", Box(10, 10, 21, 21)),
        ("m1 1 2 2", Box(1, 1, 3, 3)),
    ],
)
def test_the_box_of_a_path_holds_all_its_points(path: str, box: Box) -> None:
    assert path_box(path) == box


@pytest.mark.parametrize("path", ["", "z", "M0 0c1 1 2 2 3 3", "M0 0 <script>"])
def test_other_path_data_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="path data"):
        path_box(path)
