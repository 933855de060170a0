"""Tags for links to the pages outside the page tree: open data and embedding."""

from __future__ import annotations

from django import template
from django.template import Context

from portal.context import language_of
from portal.translated_pages import address_of

register = template.Library()


@register.simple_tag(takes_context=True)
def translated_page(context: Context, name: str) -> str:
    """The path of such a page (``open_data``, ``embed``) in this language."""
    return address_of(name, language_of(context))
