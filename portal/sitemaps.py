"""The sitemap of all languages; Wagtail's own walks only the site root's language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from wagtail.models import Page, PageViewRestriction

from portal.languages import home_pages


class PageSitemap(Sitemap):  # type: ignore[type-arg]
    """All live public pages with their translations as alternates."""

    limit = 10_000

    def items(self) -> list[Page]:
        """Live pages below the home pages, aliases and private ones left out."""
        restricted = [restriction.page for restriction in PageViewRestriction.objects.select_related("page")]
        found: list[Page] = []
        for home in home_pages().values():
            pages = Page.objects.live().descendant_of(home, inclusive=True).filter(alias_of__isnull=True)
            for page in restricted:
                pages = pages.not_descendant_of(page, inclusive=True)
            found.extend(pages.select_related("locale").order_by("path"))
        return found

    def location(self, item: Page) -> str:
        """The address without its host."""
        return str(item.url)

    def lastmod(self, item: Page) -> datetime | None:
        """When the page last changed."""
        return item.last_published_at or item.latest_revision_created_at

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        """Every address with the addresses of its translations."""
        items: Iterable[Page] = self.paginator.page(page).object_list
        by_key: dict[Any, list[Page]] = defaultdict(list)
        pages = list(items)
        for item in pages:
            by_key[item.translation_key].append(item)
        entries = []
        for item in pages:
            alternates = [
                {"location": other.full_url, "lang_code": other.locale.language_code}
                for other in by_key[item.translation_key]
            ]
            entries.append(
                {
                    "item": item,
                    "location": item.full_url,
                    "lastmod": self.lastmod(item),
                    "changefreq": None,
                    "priority": "",
                    "alternates": alternates if len(alternates) > 1 else [],
                }
            )
        return entries
