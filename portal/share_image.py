"""The picture that stands for a page where somebody shares its address: the campaign's street under the page's words.

Pure: a :class:`Card` in, the bytes of a PNG of 1200 by 630 pixels out, and the same bytes for the same card. Drawn with
Pillow in the site's heading font, over the street of the campaign's own picture (``share.png``), so that all of them
look like one family. The colour of the sky tells what a page is: a solidary municipality, any other one, news.
"""

from __future__ import annotations

import io
import threading
from dataclasses import astuple, dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal

from anyascii import anyascii
from PIL import Image, ImageDraw, ImageFont

WIDTH: Final = 1200
HEIGHT: Final = 630
CONTENT_TYPE: Final = "image/png"

Field = Literal["sun", "pink", "sky", "mint"]
Mark = Literal["", "solidary", "asked", "none"]

_STATIC = Path(__file__).with_name("static") / "portal"
_STREET = _STATIC / "img" / "share.png"
_FONT = _STATIC / "fonts" / "bricolage-grotesque-800.woff2"
#: Raise it whenever the drawing changes: it is a part of every address.
_DESIGN = 1

_INK, _PAPER, _SUN, _DOOR = (26, 28, 75), (255, 253, 248), (255, 197, 58), (224, 64, 42)
#: The sky of each field, then the two tones of the houses that stand far away.
_FIELDS: Final[dict[str, tuple[tuple[int, int, int], ...]]] = {
    "sun": (_SUN, (247, 178, 31), (243, 167, 18)),
    "pink": ((255, 185, 200), (250, 165, 184), (245, 150, 172)),
    "sky": ((191, 224, 255), (165, 207, 245), (150, 196, 238)),
    "mint": ((174, 229, 201), (148, 214, 181), (134, 205, 170)),
}
#: Colours of the badge: its ground, its words, its rim.
_BADGES: Final[dict[str, tuple[tuple[int, int, int], ...]]] = {
    "solidary": ((11, 110, 80), _PAPER, (11, 110, 80)),
    "asked": (_SUN, _INK, _INK),
    "none": (_PAPER, _INK, _INK),
}
#: Where the tallest thing of the street begins, and the margin at the sides.
_STREET_TOP, _MARGIN = 330, 68
_TITLE_SIZES: Final = (104, 92, 80, 70, 60, 52)
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Card:
    """What a picture says.

    ``title`` stands large, ``place`` under it (a province, a date), ``badge`` beside that in the colours of ``mark``,
    ``campaign`` at the top beside the campaign's sign. All are in the language of the page.
    """

    title: str
    campaign: str
    place: str = ""
    badge: str = ""
    mark: Mark = ""
    field: Field = "sun"

    @property
    def version(self) -> str:
        """Eight signs that change with anything that is drawn; they stand in the picture's address."""
        return sha256(repr((_DESIGN, astuple(self))).encode()).hexdigest()[:8]


def draw(card: Card) -> bytes:
    """``card`` as a PNG. Never fails on what a title says: it is shortened, and signs the font lacks are replaced."""
    with _lock:  # FreeType's fonts serve one thread at a time.
        picture = _street(card.field).copy()
        pen = ImageDraw.Draw(picture)
        _draw_head(pen, card.campaign)
        bottom = 318 if not (card.place or card.badge) else 252
        _draw_title(pen, drawable(card.title), top=128, bottom=bottom)
        _draw_line(pen, card)
    data = io.BytesIO()
    picture.quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(data, "PNG", optimize=True)
    return data.getvalue()


def drawable(text: str) -> str:
    """``text`` in one line with nothing but signs that the font has: others in Latin letters, else left out."""
    known = _known_signs()
    plain = "".join(sign if sign in known else anyascii(sign) for sign in " ".join(text.split()))
    return "".join(sign for sign in plain if sign in known)


def in_lines(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """``text`` broken between words into lines no wider than ``width``; a longer word stands alone on its line."""
    lines: list[str] = []
    for word in text.split():
        if lines and font.getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def _draw_head(pen: ImageDraw.ImageDraw, campaign: str) -> None:
    """The campaign's sign, a house with an open door, and its name."""
    left, top, unit = _MARGIN, 40, 1.5
    shapes = (
        ("1 2 47 0 48 46 2 48", _PAPER),
        ("6 48 6 23 11 23 11 17 16 17 16 12 21 12 21 7 28 7 28 12 33 12 33 17 38 17 38 23 43 23 43 48", _INK),
        ("21 48 21 28 33 28 33 48", _SUN),
        ("14 31 22 27 22 48 14 48", _DOOR),
    )
    for points, colour in shapes:
        numbers = [float(number) for number in points.split()]
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        pen.polygon([(left + x * unit, top + y * unit) for x, y in pairs], fill=colour)
    pen.text((left + 90, top + 36), drawable(campaign), font=_font(34), fill=_INK, anchor="lm")


def _draw_title(pen: ImageDraw.ImageDraw, title: str, top: int, bottom: int) -> None:
    """The title in the largest size in which it fits, at most in three lines; what does not fit is cut with “…”."""
    width = WIDTH - 2 * _MARGIN
    for size in _TITLE_SIZES:
        font, step = _font(size), round(size * 0.98)
        lines = in_lines(title, font, width)
        fitting = len(lines) * step <= bottom - top
        if fitting and all(font.getlength(line) <= width for line in lines):
            break
    room = max(1, (bottom - top) // step)
    if len(lines) > room:
        lines = [*lines[: room - 1], f"{lines[room - 1]} …"]
    for number, line in enumerate(lines):
        text = _cut(line, font, width)
        pen.text((_MARGIN, top + number * step), text, font=font, fill=_INK, anchor="la")


def _cut(line: str, font: ImageFont.FreeTypeFont, width: float) -> str:
    """``line`` no wider than ``width``."""
    if font.getlength(line) <= width:
        return line
    line = line.removesuffix("…").rstrip()
    while line and font.getlength(f"{line}…") > width:
        line = line[:-1].rstrip()
    return f"{line}…"


def _draw_line(pen: ImageDraw.ImageDraw, card: Card) -> None:
    """Badge and place in one line under the title."""
    font, left, middle = _font(34), float(_MARGIN), 290
    if card.badge:
        ground, words, rim = _BADGES[card.mark or "none"]
        text = drawable(card.badge)
        right = left + font.getlength(text) + 48
        pen.rounded_rectangle((left, middle - 30, right, middle + 30), 4, fill=ground, outline=rim, width=4)
        pen.text((left + 24, middle - 2), text, font=font, fill=words, anchor="lm")
        left = right + 28
    if card.place:
        text = _cut(drawable(card.place), font, WIDTH - _MARGIN - left)
        pen.text((left, middle - 2), text, font=font, fill=_INK, anchor="lm")


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONT), size)


@lru_cache(maxsize=1)
def _known_signs() -> frozenset[str]:
    """The signs of the font, asked of the file itself."""
    from fontTools.ttLib import TTFont

    with TTFont(_FONT, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


@lru_cache(maxsize=4)
def _street(field: str) -> Image.Image:
    """The street under an empty sky in the colours of ``field``: the original's palette with three colours changed."""
    with Image.open(_STREET) as original:
        original.load()
    values = original.getpalette("RGB") or []
    colours = list(zip(values[::3], values[1::3], values[2::3], strict=True))
    swaps = dict(zip(_FIELDS["sun"], _FIELDS[field], strict=True))
    original.putpalette([part for colour in colours for part in swaps.get(colour, colour)], "RGB")
    picture = original.convert("RGB")
    picture.paste(_FIELDS[field][0], (0, 0, WIDTH, _STREET_TOP))
    return picture
