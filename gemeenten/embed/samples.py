"""The lines of HTML that others copy into their own pages. Pure."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

#: Heights of the frames; nobody can ask a frame on another site how high it is.
LIST_HEIGHT, MAP_HEIGHT = 560, 620


def badge_sample(image: str, page: str, text: str, size: tuple[int, int]) -> str:
    """The badge as a link to the municipality's page; ``text`` stands for the image where it cannot be seen."""
    width, height = size
    shown = f'<img src="{escape(image)}" alt="{escape(text)}" width="{width}" height="{height}">'
    return f'<a href="{escape(page)}">{shown}</a>'


def frame_sample(address: str, title: str, height: int) -> str:
    """A frame, loaded once somebody scrolls near it."""
    named = f'src="{escape(address)}" title="{escape(title)}"'
    return f'<iframe {named} width="100%" height="{height}" loading="lazy"></iframe>'


def with_province(address: str, province: str) -> str:
    """``address`` narrowed to a province, if one is given."""
    return f"{address}?{urlencode({'province': province})}" if province else address
