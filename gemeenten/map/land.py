"""The outlines as a part of the sprite, which browsers keep: a third of the map that is the same on every page.

They stand in the sprite, though not every page has a map, since a further request costs a first visit more than their
4 kB. ``python -m gemeenten.map.land`` puts them there from ``gemeenten/register/outlines.json``; a test holds the two
together.
"""

import re
from html import escape
from pathlib import Path

from gemeenten.map.outlines import Outlines, read_outlines

#: The sprite's name among the static files.
SPRITE = "portal/icons/sprite.svg"

_FILE = Path(__file__).resolve().parent.parent.parent / "portal" / "static" / SPRITE
_LAND = re.compile(r'<defs id="land">.*?</defs>\n', re.DOTALL)


def outline_id(code: str) -> str:
    """The identifier of a province's outline in the sprite."""
    return f"be-{code}"


def render_land(outlines: Outlines) -> str:
    """A path for each province; what uses it gives it its colours."""
    # Whether a border keeps its width when enlarged is no property that a use hands on, as colours are.
    paths = "".join(
        f'<path id="{outline_id(escape(shape.code))}" fill-rule="evenodd" vector-effect="non-scaling-stroke" '
        f'd="{escape(shape.path)}"/>\n'
        for shape in outlines.shapes
    )
    return f'<defs id="land">\n{paths}</defs>\n'


def with_land(sprite: str, outlines: Outlines) -> str:
    """The text of the sprite with the outlines as they are now."""
    return _LAND.sub("", sprite).replace("</svg>\n", f"{render_land(outlines)}</svg>\n")


if __name__ == "__main__":
    _FILE.write_text(with_land(_FILE.read_text(encoding="utf-8"), read_outlines()), encoding="utf-8")
