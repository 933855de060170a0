"""The sitemap of all languages; Wagtail's own walks only the site root's language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from wagtail.models import Page, PageViewRestriction

from portal.languages import home_pages
from portal.share_picture import absolute


def entries(addresses: dict[str, str]) -> list[dict[str, Any]]:
    """A page outside the tree, given by its path in each language: one entry a language, each naming all of them."""
    links = {code: absolute(path) for code, path in addresses.items()}
    return [
        {"item": url, "location": url, "lastmod": None, "changefreq": None, "priority": "", "alternates": named(links)}
        for url in links.values()
    ]


def named(links: dict[str, str], default: str = "") -> list[dict[str, str]]:
    """The alternates of a page by language, ``x-default`` among them (else the source language's); none for one."""
    if len(links) < 2:
        return []
    found = {**links, "x-default": default or links.get(settings.LANGUAGE_CODE, "")}
    return [{"location": url, "lang_code": code} for code, url in found.items() if url]


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
        homes = {home.pk for home in home_pages().values()}
        found = []
        for item in pages:
            links = {other.locale.language_code: str(other.full_url) for other in by_key[item.translation_key]}
            found.append(
                {
                    "item": item,
                    "location": item.full_url,
                    "lastmod": self.lastmod(item),
                    "changefreq": None,
                    "priority": "",
                    # The choice of a language stands before the home pages.
                    "alternates": named(links, absolute("/") if item.pk in homes else ""),
                }
            )
        return found
