"""Tags for what pages of every app need of the news: its feed, and what there is about a subject."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context

from news.models import NewsIndexPage
from news.overview import Overview
from portal.context import language_of
from portal.tree import Tree

register = template.Library()

#: How many items the page of a subject shows; the rest is behind one link.
SHOWN = 4


@register.simple_tag(takes_context=True)
def feed_url(context: Context) -> str:
    """The Atom feed of the news in this language; empty where there is no news page."""
    language, request = language_of(context), context.get("request")
    tree = Tree.load(request)
    page = tree.of_kind(NewsIndexPage, language)
    return f"{tree.url(page, request)}feed/" if page else ""


@register.simple_tag(takes_context=True)
def news_about(context: Context, municipality: str = "", activity: str = "") -> dict[str, Any]:
    """The news about a municipality (REFNIS code, also a former one) or an activity (slug): the newest ``items``.

    ``more_url`` leads to all of it where that is more; empty otherwise.
    """
    overview = Overview.load(language_of(context), context.get("request"))
    found = overview.about(municipality, activity)
    query = urlencode({"municipality": municipality} if municipality else {"activity": activity})
    more = f"{overview.index_url}?{query}" if len(found) > SHOWN else ""
    return {"items": found[:SHOWN], "total": len(found), "more_url": more}
