"""Tags for what pages of every app need of the news: the address of its feed."""

from __future__ import annotations

from django import template
from django.template import Context

from news.models import NewsIndexPage
from portal.context import language_of
from portal.snapshot import remembered

register = template.Library()


@register.simple_tag(takes_context=True)
def feed_url(context: Context) -> str:
    """The Atom feed of the news in this language; empty where there is no news page."""
    language, request = language_of(context), context.get("request")

    def find() -> str:
        page = NewsIndexPage.objects.live().filter(locale__language_code=language).select_related("locale").first()
        return f"{page.get_url(request)}feed/" if page else ""

    return remembered(f"news feed {language}", find, request)
