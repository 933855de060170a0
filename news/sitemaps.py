"""The years of the news: pages of the list that are no pages of the tree."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap

from news.overview import Overview, years
from portal.sitemaps import entries


class YearSitemap(Sitemap):  # type: ignore[type-arg]
    """Each year in every language that has news of it; left out where there is only one, as in the list."""

    def items(self) -> list[dict[str, str]]:
        """Paths by language, one for each year."""
        found: dict[int, dict[str, str]] = {}
        for code, _name in settings.LANGUAGES:
            overview = Overview.load(code)
            numbers = years(overview.items)
            for number, _count in numbers if len(numbers) > 1 else ():
                found.setdefault(number, {})[code] = f"{overview.index_url}{number}/"
        return [found[number] for number in sorted(found, reverse=True)]

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        """Every address with the addresses of its translations."""
        return [entry for addresses in self.items() for entry in entries(addresses)]
