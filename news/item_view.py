"""What the page of a news item shows beside its own fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from news.bylines import bylines
from news.overview import Overview
from news.structured_data import news_article
from portal.snapshot import remembered
from portal.subjects import ACTIVITY, MUNICIPALITY, name_subjects

if TYPE_CHECKING:
    from news.models import NewsPage

#: How many other items an item leads to.
RELATED = 3


def item_context(page: NewsPage, request: HttpRequest) -> dict[str, Any]:
    """Context of an item; a preview shows what its draft names."""
    if getattr(request, "is_preview", False):
        return _item(page, request)
    return {**remembered(f"news item {page.pk}", lambda: _item(page, request), request)}


def _item(page: NewsPage, request: HttpRequest) -> dict[str, Any]:
    language = page.locale.language_code
    overview = Overview.load(language, request)
    codes = [row.municipality_id for row in page.municipalities.all()]
    activities = [row.activity_id for row in page.activities.all()]
    newer, older = overview.neighbours(page.pk)
    names = bylines([row.author_id for row in page.authors.all()], language, request)
    return {
        "structured_data": [news_article(page, names, request)],
        "bylines": names,
        "about_municipalities": name_subjects(MUNICIPALITY, codes, language, request),
        "about_activities": name_subjects(ACTIVITY, activities, language, request),
        "newer": newer,
        "older": older,
        "related": overview.related(page.pk, codes, activities, RELATED),
        "news_url": overview.index_url,
    }
