"""The map of Belgium as one SVG element, made on the server: province outlines and a linked dot per municipality.

Pure: values in, text out, and the same text for the same values. No inline style, no script, no identifier unless
asked for, so it can stand in any page under a strict content policy, several times if need be.

**Shape and colour.** A solidary municipality is a house, one that was asked a ring, the others a small dot: nobody has
to tell colours apart. The caller's labels say the status in words too.

**Keyboard and screen reader.** Houses and rings are links in the tab order. The dots of the others are links for the
pointer only (``tabindex="-1"``, in a group hidden from assistive technology): nobody should have to pass hundreds of
them, and the list of municipalities that belongs beside or behind every map leads to the same pages. That list is also
what makes the small targets acceptable (WCAG 2.5.8, equivalent). A map that only decorates a page may draw those dots
without links, as one path: a tenth of the weight, and of the work for a telephone. The SVG is a group, not an image, as
that would hide its links. Its title is a label, since a ``<title>`` would show as a tooltip wherever the pointer rests.

**Order.** Others, asked, solidary, each in the caller's order, so that a house is never covered. Dots outside the part
of the map that is shown are left out, or the focus would go where nobody can see it.

Classes for the style sheet::

    map                     the svg; scales to the width it is given; map--zoomed: one province fills it
    map__land               group of the outlines
    map__province           one outline; map__province--chosen: the one zoomed to
    map__dots               group of the dots of one status, with map__dots--none, --asked, --solidary
    map__dot                the link of a house or ring, with map__dot--asked, --solidary
    map__mark               what is drawn of it (circle or path)
    map__target             transparent circle around house and ring, which makes them easier to hit

The dots of the others carry no class, since there are so many: they are the paths in ``map__dots--none``, strokes
without length that round caps make into dots. The outlines are scaled when zoomed, so give them ``vector-effect:
non-scaling-stroke``; the dots keep their size. The viewBox is always that of the whole map, and so is the room it takes
on the page.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Final

from gemeenten.map.land import outline_id
from gemeenten.map.outlines import Outlines, read_outlines

SOLIDARY: Final = "solidary"
ASKED: Final = "asked"
NONE: Final = "none"
#: In the order in which they are painted: the last is on top.
STATUSES: Final = (NONE, ASKED, SOLIDARY)

#: Room left around a province, as a part of its size; never enlarged more than this (Brussels is tiny).
_MARGIN, _LARGEST_ZOOM = 0.06, 10.0
#: Radius of a ring and of the transparent target, in the map's units (1000 to its width).
_RING, _TARGET = 8, 16
#: A house with a door around its municipality's point, from the tip of the roof, which lies this much higher.
_ROOF: Final = 13
_HOUSE: Final = "l14 13h-4v12h-20v-12h-4zm-4 25v-8h8v8z"

#: What XML cannot hold, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Dot:
    """One municipality on the map.

    ``status`` is ``solidary``, ``asked`` or ``none``; ``href`` leads to its page; ``label`` is what is shown on
    pointing at it and read aloud: its name with its status.
    """

    refnis: str
    name: str
    latitude: float
    longitude: float
    status: str
    href: str
    label: str


@dataclass(frozen=True, slots=True)
class _View:
    """Which part of the map is shown: enlarged ``zoom`` times, with ``left`` and ``top`` in its upper left corner."""

    zoom: float = 1.0
    left: float = 0.0
    top: float = 0.0

    def place(self, x: float, y: float) -> tuple[int, int]:
        """Where a point of the map comes to lie, in whole units."""
        return round((x - self.left) * self.zoom), round((y - self.top) * self.zoom)


def render_map(
    dots: Iterable[Dot],
    *,
    title: str,
    description: str,
    province: str | None = None,
    description_id: str = "",
    outlines: Outlines | None = None,
    land_url: str = "",
    others_linked: bool = True,
) -> str:
    """The map with ``dots`` as an ``<svg>`` element.

    ``title`` names the map and ``description`` tells what it shows; with ``description_id`` (an identifier that the
    page has nowhere else) screen readers announce the description with the title. ``province`` (REFNIS, ``04000`` for
    Brussels) enlarges that province; a code without outline shows the whole map. With ``land_url``, the address of the
    sprite that ``gemeenten.map.land`` put them in, the outlines are taken from there, else they are in the map itself.
    Without ``others_linked`` the municipalities that are neither solidary nor asked are drawn and not linked. All texts
    are escaped.

    Raises:
        ValueError: a dot has an unknown status.
    """
    outlines = outlines or read_outlines()
    view = _view(outlines, province)
    described = f' aria-describedby="{_text(description_id)}"' if description_id else ""
    identified = f' id="{_text(description_id)}"' if description_id else ""
    box = outlines.box
    zoomed = " map--zoomed" if view.zoom > 1 else ""
    view_box = f"{box.left:g} {box.top:g} {box.width:g} {box.height:g}"
    parts = (
        f'<svg class="map{zoomed}" xmlns="http://www.w3.org/2000/svg" viewBox="{view_box}" role="group"',
        f' aria-label="{_text(title)}"{described}><desc{identified}>{_text(description)}</desc>',
        _land(outlines, view, province, land_url),
        *_groups(dots, outlines, view, others_linked),
        "</svg>",
    )
    return "".join(parts)


def _view(outlines: Outlines, province: str | None) -> _View:
    """The view that centres a province and fills the map with it, or the whole map."""
    whole = outlines.box
    shape = outlines.shape(province) if province else None
    if shape is None:
        return _View()
    room = 1 + 2 * _MARGIN
    zoom = min(whole.width / (shape.box.width * room), whole.height / (shape.box.height * room), _LARGEST_ZOOM)
    return _View(
        zoom=zoom,
        left=(shape.box.left + shape.box.right) / 2 - (whole.left + whole.width / 2) / zoom,
        top=(shape.box.top + shape.box.bottom) / 2 - (whole.top + whole.height / 2) / zoom,
    )


def _land(outlines: Outlines, view: _View, province: str | None, land_url: str) -> str:
    """The outlines, the chosen province last so that its border is not covered."""
    moved = ""
    if view.zoom != 1:
        moved = f' transform="scale({view.zoom:.3f}) translate({-view.left:.1f} {-view.top:.1f})"'
    ordered = sorted(outlines.shapes, key=lambda shape: shape.code == province)
    paths = ""
    for shape in ordered:
        kind = "map__province map__province--chosen" if shape.code == province else "map__province"
        if land_url:
            paths += f'<use class="{kind}" href="{_text(land_url)}#{_text(outline_id(shape.code))}"/>'
        else:
            paths += f'<path class="{kind}" fill-rule="evenodd" d="{_text(shape.path)}"/>'
    return f'<g class="map__land" aria-hidden="true"{moved}>{paths}</g>'


def _groups(dots: Iterable[Dot], outlines: Outlines, view: _View, others_linked: bool) -> Iterable[str]:
    """The dots inside the view, a group for each status that occurs."""
    groups: dict[str, list[str]] = {status: [] for status in STATUSES}
    unlinked = ""
    for dot in dots:
        if dot.status not in groups:
            raise ValueError(f"unknown status of {dot.refnis}: {dot.status!r}")
        x, y = view.place(*outlines.project(dot.latitude, dot.longitude))
        if not outlines.box.holds(x, y):
            continue
        if dot.status == NONE and not others_linked:
            unlinked += _point(x, y)
        else:
            groups[dot.status].append(_link(dot, x, y))
    if unlinked:
        groups[NONE] = [f'<path d="{unlinked}"/>']
    for status, drawn in groups.items():
        if drawn:
            hidden = ' aria-hidden="true"' if status == NONE else ""
            yield f'<g class="map__dots map__dots--{status}"{hidden}>{"".join(drawn)}</g>'


def _link(dot: Dot, x: int, y: int) -> str:
    """One municipality: a link around its mark."""
    label = _text(dot.label)
    if dot.status == NONE:
        # As few words as possible: there are some 550 of these.
        return f'<a href="{_text(dot.href)}" tabindex="-1"><title>{label}</title><path d="{_point(x, y)}"/></a>'
    return (
        f'<a class="map__dot map__dot--{dot.status}" href="{_text(dot.href)}" aria-label="{label}">'
        f"<title>{label}</title>{_mark(dot.status, x, y)}</a>"
    )


def _point(x: int, y: int) -> str:
    """A stroke without length: a dot, once its ends are round."""
    return f"M{x} {y}h0"


def _mark(status: str, x: int, y: int) -> str:
    """What is drawn: a ring or a house, in a circle that is easy to hit."""
    target = f'<circle class="map__target" cx="{x}" cy="{y}" r="{_TARGET}" fill="none" pointer-events="all"/>'
    if status == ASKED:
        return f'{target}<circle class="map__mark" cx="{x}" cy="{y}" r="{_RING}"/>'
    return f'{target}<path class="map__mark" fill-rule="evenodd" d="M{x} {y - _ROOF}{_HOUSE}"/>'


@lru_cache(maxsize=8192)
def _text(text: str) -> str:
    """``text`` as it may stand in an attribute or an element."""
    return escape(_NOT_XML.sub("\ufffd", text), quote=True)
