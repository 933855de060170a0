"""Tags for what pages of every app need of the municipalities: addresses and the activities' labels."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from gemeenten.addresses import join_url as find_join_url
from gemeenten.addresses import letter_url as find_letter_url
from gemeenten.addresses import municipalities_url as find_municipalities_url
from gemeenten.choices import Status
from gemeenten.directory import Entry
from gemeenten.labels import ActivityLabel, labels_for
from portal.context import language_of

register = template.Library()


@register.simple_tag(takes_context=True)
def municipalities_url(context: Context) -> str:
    """The address of the list of municipalities in this language."""
    request, language = context.get("request"), language_of(context)
    return find_municipalities_url(language, request)


@register.simple_tag(takes_context=True)
def letter_url(context: Context) -> str:
    """The address of the letter in this language; empty where there is none."""
    return find_letter_url(language_of(context), context.get("request"))


@register.simple_tag(takes_context=True)
def join_url(context: Context) -> str:
    """The address of the joining page in this language; empty where there is none."""
    return find_join_url(language_of(context), context.get("request"))


@register.simple_tag(takes_context=True)
def activity_labels(context: Context) -> list[ActivityLabel]:
    """All activities, labelled in this language."""
    return list(labels_for(context.get("request"), language_of(context)).values())


@register.simple_tag
def municipality_card(entry: Entry) -> SafeString:
    """A municipality with a profile: the whole card leads to it."""
    return (_card.__wrapped__ if settings.DEBUG else _card)(entry, get_language())


@lru_cache(maxsize=1500)
def _card(entry: Entry, language: str) -> SafeString:
    """All that a card shows is in ``entry``: one that a publication did not change is not made again."""
    return SafeString(get_template("components/municipality_card.html").render({"entry": entry}))


@register.simple_tag
def municipality_rows(entries: Iterable[Entry]) -> SafeString:
    """Municipalities as lines of a list.

    Most of the 565 are a name that is a link: those are written here, since a template each would be most of the time
    that their list takes.
    """
    row = get_template("components/municipality_row.html")
    lines = []
    for entry in entries:
        if entry.lang or entry.distance_km or entry.former_note or entry.status != Status.NONE:
            lines.append(f"  <li>{row.render({'entry': entry})}</li>")
        else:
            lines.append(format_html('  <li><a class="row-name" href="{}">{}</a></li>', entry.url, entry.name))
    return SafeString("\n".join(lines))
