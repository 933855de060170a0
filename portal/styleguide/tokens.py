"""The design tokens, read from the style sheet itself, and the contrast between those that meet.

The sheet is the only place in which a token is defined; what it says there is what the style page shows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

SHEET = Path(settings.BASE_DIR) / "portal" / "static" / "portal" / "css" / "site.css"

#: (text or mark, ground, least contrast): 4.5 for text, 3 for large text and for what is no text (WCAG 1.4.3, 1.4.11).
PAIRS = (
    *((text, ground, 4.5) for text in ("ink", "quiet", "link", "error") for ground in ("paper", "sheet")),
    *(("on-field", ground, 4.5) for ground in ("sun", "pink", "sky", "mint")),
    *(("on-strong", ground, 4.5) for ground in ("tomato", "blue", "leaf", "night")),
    ("on-act", "act", 4.5),
    ("accent", "paper", 3.0),
    ("act", "paper", 3.0),
)

_LAYER = re.compile(r"@layer tokens \{(.+?)\n\}", re.DOTALL)
_TOKEN = re.compile(r"--([a-z0-9-]+):\s*([^;]+);")
_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Every token by its name without the dashes: its value in light, and in dark where that differs."""

    light: dict[str, str]
    dark: dict[str, str]

    def colours(self) -> list[tuple[str, str, str]]:
        """(name, light, dark) of every colour, in the sheet's order."""
        return [
            (name, value, self.dark.get(name, value)) for name, value in self.light.items() if _HEX.fullmatch(value)
        ]

    def starting(self, *beginnings: str) -> list[tuple[str, str]]:
        """(name, value) of the tokens whose name begins so: a scale."""
        return [
            (name, value) for name, value in self.light.items() if re.fullmatch(rf"(?:{'|'.join(beginnings)}).*", name)
        ]


@dataclass(frozen=True, slots=True)
class Contrast:
    """How well ``text`` is seen on ``ground``, from 1 to 21, in one scheme."""

    text: str
    ground: str
    text_colour: str
    ground_colour: str
    scheme: str
    ratio: float
    least: float

    @property
    def is_enough(self) -> bool:
        """Whether it is what WCAG asks for."""
        return self.ratio >= self.least


@cache
def read_tokens(sheet: Path = SHEET) -> Tokens:
    """The tokens of a style sheet; kept, since the sheet changes with the code only.

    Raises:
        ValueError: the sheet has no ``@layer tokens``.
    """
    layer = _LAYER.search(sheet.read_text(encoding="utf-8"))
    if layer is None:
        raise ValueError(f"{sheet.name} has no “@layer tokens” that ends at the line's start")
    light, _query, dark = layer[1].partition("@media (prefers-color-scheme: dark)")
    return Tokens(dict(_TOKEN.findall(light)), dict(_TOKEN.findall(dark)))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (``#rgb`` or ``#rrggbb``), as WCAG computes it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def contrasts(tokens: Tokens) -> list[Contrast]:
    """Every pair that meets on the site, in both schemes."""
    found = []
    for scheme, values in (("light", tokens.light), ("dark", tokens.light | tokens.dark)):
        for text, ground, least in PAIRS:
            ratio = contrast(values[text], values[ground])
            found.append(Contrast(text, ground, values[text], values[ground], scheme, ratio, least))
    return found


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
