"""Small plots as SVG text, made on the server. Pure: values in, text out, and the same text for the same values.

They carry no words but a name and a description for screen readers; numbers and axis stand beside them as HTML, where
they keep their size, and every plot has a table with the same numbers. So the drawing may be stretched to any width
(``preserveAspectRatio="none"``). Colours come from the style sheet: ``plot__bar`` (and ``plot__bar--now``) for columns,
``plot__part--NAME`` for the parts of a strip.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

#: Height of a plot of columns, in its own units; one column is 10 wide with the room beside it.
_HEIGHT, _STEP, _WIDTH = 60, 10, 8
#: A value above zero is never drawn lower than this, or it would look like none.
_LEAST = 1.5
#: Length and height of a strip, and the room between its parts.
_LENGTH, _THICK, _GAP = 1000, 16, 4


@dataclass(frozen=True, slots=True)
class Value:
    """One column or part: its number, what is shown on pointing at it, and for a part the end of its class."""

    number: int
    label: str
    name: str = ""


def columns(values: Sequence[Value], *, key: str, title: str, description: str) -> SafeString:
    """One column a value, the last one marked as the present; the highest takes the whole height.

    Args:
        values: at least one.
        key: makes the identifiers in the drawing unique on its page.
        title: the drawing's accessible name.
        description: what it shows, in a sentence.
    """
    highest = max(value.number for value in values) or 1
    bars = []
    for place, value in enumerate(values):
        height = round(max(value.number / highest * _HEIGHT, _LEAST), 2) if value.number else 0
        css = "plot__bar plot__bar--now" if place == len(values) - 1 else "plot__bar"
        left = place * _STEP + (_STEP - _WIDTH) // 2
        bars.append((css, left, round(_HEIGHT - height, 2), _WIDTH, height, value.label))
    shapes = format_html_join(
        "", '<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>', bars
    )
    width = len(values) * _STEP
    line = format_html('<path class="plot__line" d="M0 {0}H{1}"/>', _HEIGHT, width)
    return _svg("plot plot--columns", (width, _HEIGHT), shapes + line, key, title, description)


def strip(values: Sequence[Value], *, key: str, title: str, description: str) -> SafeString:
    """The parts of a whole side by side; parts of nothing are left out. Arguments as for :func:`columns`."""
    shown = [value for value in values if value.number]
    room = _LENGTH - _GAP * max(len(shown) - 1, 0)
    total = sum(value.number for value in shown) or 1
    parts, left = [], 0.0
    for value in shown:
        width = value.number / total * room
        parts.append((value.name, round(left, 2), round(width, 2), _THICK, value.label))
        left += width + _GAP
    shapes = format_html_join(
        "",
        '<rect class="plot__part plot__part--{}" x="{}" y="0" width="{}" height="{}"><title>{}</title></rect>',
        parts,
    )
    return _svg("plot plot--strip", (_LENGTH, _THICK), shapes, key, title, description)


def _svg(css: str, size: tuple[int, int], shapes: SafeString, key: str, title: str, description: str) -> SafeString:
    return format_html(
        '<svg class="{css}" viewBox="0 0 {width} {height}" preserveAspectRatio="none" role="img"'
        ' aria-labelledby="{key}-title" aria-describedby="{key}-desc" xmlns="http://www.w3.org/2000/svg">'
        '<title id="{key}-title">{title}</title><desc id="{key}-desc">{description}</desc>{shapes}</svg>',
        css=css,
        width=size[0],
        height=size[1],
        key=key,
        title=title,
        description=description,
        shapes=shapes,
    )
