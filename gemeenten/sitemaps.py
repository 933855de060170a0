"""Addresses that are no pages of the tree: open data, embedding, changes of the list."""

from __future__ import annotations

from typing import Any

from django.contrib.sitemaps import Sitemap

from gemeenten.changelog_view import WORDS
from gemeenten.directory import Directory
from gemeenten.embed.views import PAGE as EMBED
from gemeenten.models.index import MunicipalityIndexPage
from gemeenten.open_data.views import PAGE as OPEN_DATA
from portal.sitemaps import entries
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
        return [entry for addresses in self.items() for entry in entries(addresses)]


class MunicipalitySitemap(Sitemap):  # type: ignore[type-arg]
    """The pages of the municipalities that have no profile of their own, by code."""

    def items(self) -> list[dict[str, str]]:
        """Paths by language, one for each municipality."""
        found: dict[str, dict[str, str]] = {}
        for page in MunicipalityIndexPage.objects.live().select_related("locale").order_by("locale_id"):
            code = page.locale.language_code
            directory = Directory.load(code)
            # These codes lead to a profile, which the sitemap of pages names.
            profiles = {profile.municipality_id for profile in directory.profiles.rows}
            for refnis in directory.entries:
                if refnis not in profiles:
                    found.setdefault(refnis, {})[code] = f"{page.get_url()}{refnis}/"
        return list(found.values())

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        """Every address with the addresses of its translations."""
        return [entry for addresses in self.items() for entry in entries(addresses)]
