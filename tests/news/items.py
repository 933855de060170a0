"""News items for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from news.models import Author, NewsActivity, NewsAuthor, NewsIndexPage, NewsMunicipality, NewsPage


def add_item(
    slug: str,
    day: date,
    *,
    language: str = "nl",
    authors: list[Author] | None = None,
    municipalities: list[str] | None = None,
    activities: list[int] | None = None,
    **values: Any,
) -> NewsPage:
    """A live news item, as publishing makes it."""
    index = NewsIndexPage.objects.get(locale__language_code=language)
    page = NewsPage(
        **{"title": slug.replace("-", " ").capitalize(), "slug": slug, "introduction": "Kort gezegd.", **values},
        date=day,
        locale=index.locale,
        live=False,
    )
    page.authors = [NewsAuthor(sort_order=order, author=author) for order, author in enumerate(authors or [])]
    page.municipalities = [
        NewsMunicipality(sort_order=order, municipality_id=code) for order, code in enumerate(municipalities or [])
    ]
    page.activities = [NewsActivity(sort_order=order, activity_id=key) for order, key in enumerate(activities or [])]
    index.add_child(instance=page)
    page.save_revision(clean=True).publish()
    return NewsPage.objects.get(pk=page.pk)
