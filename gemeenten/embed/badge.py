"""The badge of a solidary municipality as an SVG image. Pure: texts in, image out.

It carries its own field of colour, so it reads on light and on dark pages alike; no style, no script, no font of its
own. Browsers show it with whatever bold sans-serif they have: ``textLength`` keeps the text inside in all of them.
"""

from __future__ import annotations

import re
import unicodedata
from html import escape

HEIGHT = 72
_LEFT, _RIGHT = 78, 24
_CLAIM_SIZE, _NAME_SIZE = 15, 24
_SMALLEST_WIDTH = 210
_SUN, _INK, _TOMATO = "#ffc53a", "#1a1c4b", "#c9301a"
_FONTS = "Arial, Helvetica, 'Liberation Sans', sans-serif"

#: Widths of the bold letters of Helvetica, and of Arial after it, in thousandths of the size; others take 611.
_WIDTHS = {
    **dict.fromkeys("Iijl '", 278),
    **dict.fromkeys("-ft()", 333),
    "r": 389,
    "z": 500,
    **dict.fromkeys("aceksvxyJ0123456789", 556),
    **dict.fromkeys("EPSVXY", 667),
    **dict.fromkeys("ABCDHKNRU", 722),
    **dict.fromkeys("GOQw", 778),
    "M": 833,
    "m": 889,
    "W": 944,
}
#: The stepped gable of the campaign's mark; light falls through its open door.
_HOUSE = "M17 62V37h5v-6h5v-5h5v-5h7v5h5v5h5v6h5v25z"
#: What XML cannot hold, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_badge(claim: str, name: str, label: str, language: str) -> str:
    """The image: ``claim`` ("Solidaire gemeente") above ``name``; ``label`` says both in words. All are escaped."""
    widths = text_width(claim, _CLAIM_SIZE), text_width(name, _NAME_SIZE)
    width = badge_width(claim, name)
    label = _text(label)
    # Cut from paper by hand, like everything on the site.
    field = f"M3 5 {width // 3} 1 {width - 2} 4 {width - 5} 36 {width - 1} 68 {width // 2} 71 1 67 5 30z"
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT}" ',
            f'viewBox="0 0 {width} {HEIGHT}" role="img" aria-label="{label}" ',
            f'xml:lang="{_text(language)}"><title>{label}</title>',
            f'<path fill="{_SUN}" d="{field}"/>',
            f'<path fill="{_INK}" d="{_HOUSE}"/><path fill="{_SUN}" d="M32 62V42h12v20z"/>',
            f'<path fill="{_TOMATO}" d="m25 45 8-4v21h-8z"/>',
            f'<g fill="{_INK}" font-family="{_FONTS}" font-weight="bold">',
            _line(claim, 30, _CLAIM_SIZE, widths[0]),
            _line(name, 56, _NAME_SIZE, widths[1]),
            "</g></svg>\n",
        )
    )


def badge_width(claim: str, name: str) -> int:
    """How wide the image will be."""
    widest = max(text_width(claim, _CLAIM_SIZE), text_width(name, _NAME_SIZE))
    return max(_LEFT + widest + _RIGHT, _SMALLEST_WIDTH)


def text_width(text: str, size: int) -> int:
    """How wide ``text`` is in bold letters of ``size``, in whole units; an accent adds nothing."""
    letters = (sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    return round(sum(_WIDTHS.get(letter, 611) for letter in letters) * size / 1000)


def _line(text: str, y: int, size: int, width: int) -> str:
    return (
        f'<text x="{_LEFT}" y="{y}" font-size="{size}" textLength="{width}" lengthAdjust="spacingAndGlyphs">'
        f"{_text(text)}</text>"
    )


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text), quote=True)
