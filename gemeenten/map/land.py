"""The outlines as a file of their own, which browsers keep: a third of the map that is the same on every page.

The file is made from ``gemeenten/register/outlines.json`` by ``python -m gemeenten.map.land``; a test holds the two
together.
"""

from html import escape
from pathlib import Path

from gemeenten.map.outlines import Outlines, read_outlines

#: Where the file lies, and its name among the static files.
LAND = Path(__file__).resolve().parent.parent / "static" / "gemeenten" / "belgium.svg"
STATIC_NAME = "gemeenten/belgium.svg"


def outline_id(code: str) -> str:
    """The identifier of a province's outline in the file."""
    return f"be-{code}"


def render_land(outlines: Outlines) -> str:
    """An SVG document with an identified path for each province; what uses it gives it its colours."""
    # The width of a border is no property that a use hands on, as colours are.
    paths = "".join(
        f'<path id="{outline_id(escape(shape.code))}" fill-rule="evenodd" vector-effect="non-scaling-stroke" '
        f'd="{escape(shape.path)}"/>\n'
        for shape in outlines.shapes
    )
    box = outlines.box
    view_box = f"{box.left:g} {box.top:g} {box.width:g} {box.height:g}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view_box}">\n{paths}</svg>\n'


if __name__ == "__main__":
    LAND.parent.mkdir(parents=True, exist_ok=True)
    LAND.write_text(render_land(read_outlines()), encoding="utf-8")
