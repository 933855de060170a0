"""Links between pages, resolved for the reader's language from the tree in memory.

Wagtail's own handler asks the database for every linked page and its translation anew: about three queries a link.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import get_language
from wagtail.rich_text.pages import PageLinkHandler

from portal.snapshot import remembered
from portal.tree import Tree


@dataclass(frozen=True, slots=True)
class PageAddress:
    """Where a page is read; ``lang`` is the language of what is there, empty when it is the reader's."""

    url: str
    lang: str = ""


def page_addresses(language: str, request: HttpRequest | None = None) -> Mapping[int, PageAddress]:
    """The address of every live page by primary key: of its live translation in ``language``, else its own."""
    return remembered(f"page addresses {language}", lambda: _read(language, request), request)


def _read(language: str, request: HttpRequest | None) -> dict[int, PageAddress]:
    tree = Tree.load(request)
    translated = {page.translation_key: page for page in tree.pages if page.locale.language_code == language}
    addresses = {}
    for page in tree.pages:
        target = translated.get(page.translation_key, page)
        code = target.locale.language_code
        addresses[page.pk] = PageAddress(tree.url(target, request), "" if code == language else code)
    return addresses


class LocalizedPageLinkHandler(PageLinkHandler):
    """Turns links to pages in rich text into addresses in the reader's language."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        """The opening tag of each link; one to a page that is gone or not public becomes plain text."""
        addresses = page_addresses((get_language() or "")[:2])
        return [_opening_tag(addresses.get(key_in(attrs))) for attrs in attrs_list]


def key_in(attrs: dict[str, Any]) -> int:
    """The key that a link names; 0, which is nobody's, where somebody sent something else than the editor does."""
    key = str(attrs.get("id") or "")
    return int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0


def _opening_tag(address: PageAddress | None) -> str:
    if address is None or not address.url:
        return "<a>"
    if address.lang:
        return format_html('<a href="{}" hreflang="{}">', address.url, address.lang)
    return format_html('<a href="{}">', address.url)
