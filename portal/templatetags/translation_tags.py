"""Tags that mark what a translation still says in the language of its source.

``{% lang_of page "introduction" %}`` prints `` lang="nl"`` where that field is untranslated, else nothing.
``{% stream page "body" %}`` shows a stream; inside its blocks ``{% part_lang "title" %}`` does the same for a part, and
``{% part_text value %}`` shows rich text with its untranslated sentences marked.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.rich_text import RichText

from portal.translation.passages import Passages, passages_of

register = template.Library()

_HERE = "untranslated_here"


def _attribute(lang: str) -> str:
    return format_html(' lang="{}"', lang) if lang else ""


@register.simple_tag(takes_context=True)
def lang_of(context: Context, instance: Any, field: str) -> str:
    """The ``lang`` attribute of a field that is still in the source's language, else nothing."""
    return _attribute(passages_of(instance, context.get("request")).lang_of(field))


@register.simple_tag(takes_context=True)
def lang_code(context: Context, instance: Any, field: str) -> str:
    """The code of that language, else empty."""
    return passages_of(instance, context.get("request")).lang_of(field)


@register.simple_tag(takes_context=True)
def rich_text_of(context: Context, page: Any, field: str) -> SafeString:
    """A rich text field with its untranslated sentences marked."""
    passages = passages_of(page, context.get("request"))
    return SafeString(RichText(passages.mark(field, getattr(page, field) or "")))


@register.simple_tag(takes_context=True)
def stream(context: Context, page: Any, field: str) -> str:
    """A stream as Wagtail shows it, each block knowing which of its parts are untranslated."""
    passages = passages_of(page, context.get("request"))
    known = context.flatten()
    shown = []
    for child in getattr(page, field) or ():
        inside = {**known, _HERE: (passages, f"{field}.{child.id}")}
        shown.append((child.render(context=inside), child.block_type))
    return format_html_join("\n", '<div class="w-block-{1} block-{1}">{0}</div>', shown)


def _here(context: Context) -> tuple[Passages, str] | None:
    here: tuple[Passages, str] | None = context.get(_HERE)
    return here if here and here[0].texts else None


@register.simple_tag(takes_context=True)
def part_lang(context: Context, *path: Any) -> str:
    """The ``lang`` attribute of a part of the block being shown: its field, or list field, item id and field."""
    return _attribute(part_code(context, *path))


@register.simple_tag(takes_context=True)
def part_code(context: Context, *path: Any) -> str:
    """The code of that language, else empty."""
    here = _here(context)
    return here[0].lang_of(".".join([here[1], *map(str, path)])) if here else ""


@register.simple_tag(takes_context=True)
def part_text(context: Context, value: RichText) -> SafeString:
    """The rich text of the block being shown with its untranslated sentences marked."""
    here = _here(context)
    marked = RichText(here[0].mark(here[1], value.source)) if here and isinstance(value, RichText) else value
    return SafeString(marked)
