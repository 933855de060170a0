"""Addresses that are no pages of the tree: open data, embedding, changes of the list."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap

from gemeenten.changelog_view import WORDS
from gemeenten.embed.views import PAGE as EMBED
from gemeenten.models.index import MunicipalityIndexPage
from gemeenten.open_data.views import PAGE as OPEN_DATA
from portal.translated_pages import addresses_of


class MoreSitemap(Sitemap):  # type: ignore[type-arg]
    """Each of these pages in every language, with its translations."""

    def items(self) -> list[dict[str, str]]:
        """Paths by language, one a page."""
        lists = MunicipalityIndexPage.objects.live().select_related("locale")
        changes = {
            code: f"{page.get_url()}{WORDS[code]}/" for page in lists if (code := page.locale.language_code) in WORDS
        }
        return [addresses for addresses in (addresses_of(OPEN_DATA), addresses_of(EMBED), changes) if addresses]

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        """Every address with the addresses of its translations."""
        base = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
        return [
            {
                "item": path,
                "location": f"{base}{path}",
                "lastmod": None,
                "changefreq": None,
                "priority": "",
                "alternates": [{"location": f"{base}{other}", "lang_code": code} for code, other in addresses.items()],
            }
            for addresses in self.items()
            for path in addresses.values()
        ]
