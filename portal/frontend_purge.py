"""Tells the caches in front of the site what a publication changes: the page, lists, feeds, map and open data.

Built on Wagtail's own means: its back ends, ``get_cached_paths`` of page types, ``PurgeBatch``, and a hook,
``addresses_of_content``, by which each app names its addresses outside of the page tree. Wagtail's own signal handlers
stay out: they know the page alone, and run before the transaction ends, so that a cache could fetch the old page again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from threading import local
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.urls import reverse
from wagtail import hooks
from wagtail.contrib.frontend_cache.backends import HTTPBackend
from wagtail.contrib.frontend_cache.utils import PurgeBatch
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from portal.languages import home_pages

logger = logging.getLogger(__name__)

HOOK = "addresses_of_content"
#: Seconds that one cache may take for one address, before it is left alone.
PATIENCE = 3

_waiting = local()


class QuickHTTPBackend(HTTPBackend):  # type: ignore[misc]
    """Wagtail's own for Varnish, nginx and their like; a cache that hangs does not keep an editor waiting."""

    def purge_batch(self, urls: Iterable[str]) -> None:
        """Ask to forget these addresses; stop at the first that gets no answer."""
        with requests.Session() as session:
            for url in urls:
                parts = urlsplit(url)
                there = urlunsplit((self.cache_scheme, self.cache_netloc, parts.path, parts.query, ""))
                try:
                    headers = {"Host": parts.netloc}
                    answer = session.request("PURGE", there, headers=headers, timeout=PATIENCE, allow_redirects=False)
                except requests.RequestException as error:
                    logger.error("The cache %s does not answer: %s", self.cache_netloc, type(error).__name__)
                    return
                # 404: it had no such page.
                if answer.status_code >= 400 and answer.status_code != 404:
                    logger.error("The cache %s refused a purge: %s", self.cache_netloc, answer.status_code)


@hooks.register(HOOK)
def _own_addresses() -> list[str]:
    return [reverse("language_choice"), reverse("sitemap")]


def changed_with(page: Page) -> set[str]:
    """The full addresses whose content may differ once ``page`` has changed, in every language."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        return set()
    batch = PurgeBatch()
    same = Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)
    homes = list(home_pages().values())
    # The lists stand below the home pages, and whatever else stands there may show a part of a list.
    paths = {home.path for home in homes}
    lists = Page.objects.none()
    for home in homes:
        lists = lists | Page.objects.child_of(home)
    above = _ancestors([page, *same], paths)
    found = {other.pk: other for other in [*same.specific(), *lists.live().exclude(pk=page.pk).specific(), *above]}
    batch.add_pages([page, *found.values()])
    root = site.root_url
    for name in hooks.get_hooks(HOOK):
        batch.add_urls(f"{root}{path}" for path in name())
    return set(batch.urls)


def _ancestors(pages: Any, homes: set[str]) -> list[Page]:
    paths = {page.path[:length] for page in pages for length in range(Page.steplen, len(page.path), Page.steplen)}
    return list(Page.objects.filter(path__in=paths | homes, depth__gt=1).specific())


def purge_with(page: Page, more: Callable[[], Iterable[str]] = tuple) -> None:
    """Have what changes with ``page``, and ``more`` full addresses, forgotten once the transaction has ended.

    ``more`` is asked only where there is a cache to tell.
    """
    if not settings.WAGTAILFRONTENDCACHE:
        return
    waiting: set[str] = _waiting.__dict__.setdefault("addresses", set())
    waiting |= changed_with(page).union(more())
    transaction.on_commit(_purge_now)


def _purge_now() -> None:
    """Purge at once what many changes of one transaction have gathered."""
    addresses = _waiting.__dict__.pop("addresses", set())
    if addresses:
        PurgeBatch(sorted(addresses)).purge()


# --- When -----------------------------------------------------------------------------------------------------------


def _changed(instance: Page, **kwargs: Any) -> None:
    purge_with(instance)


def _moved(instance: Page, url_path_before: str, url_path_after: str, **kwargs: Any) -> None:
    if url_path_before != url_path_after:
        purge_with(instance, lambda: _addresses_at(url_path_before, instance))


def _renamed(instance: Page, instance_before: Page, **kwargs: Any) -> None:
    purge_with(instance, lambda: _addresses_at(instance_before.url_path, instance))


def _addresses_at(url_path: str, page: Page) -> list[str]:
    """The addresses of ``page``, and of what stands below it, when ``url_path`` is or was its own."""
    there = Page(url_path=url_path, locale=page.locale, path=page.path)
    address = there.get_full_url()
    if not address:
        return []
    below = Page.objects.descendant_of(page).live().values_list("url_path", flat=True)
    return [address, *(f"{address}{path[len(page.url_path) :]}" for path in below)]


def _deleted(instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Page) and type(instance) is not Page and instance.live:
        purge_with(instance)


def _closed(instance: PageViewRestriction, **kwargs: Any) -> None:
    """What was closed to some is forgotten with all that stands below it."""
    page = instance.page
    purge_with(page.specific, lambda: _addresses_at(page.url_path, page))


def connect() -> None:
    """Follow what changes the public site."""
    page_published.connect(_changed, dispatch_uid="purge on publication")
    page_unpublished.connect(_changed, dispatch_uid="purge on unpublication")
    post_page_move.connect(_moved, dispatch_uid="purge on move")
    page_slug_changed.connect(_renamed, dispatch_uid="purge on another slug")
    post_delete.connect(_deleted, dispatch_uid="purge on deletion")
    post_save.connect(_closed, sender=PageViewRestriction, dispatch_uid="purge on restriction")
