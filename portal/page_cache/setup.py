"""Puts the page cache in front of Django, as the settings say."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import close_old_connections, transaction
from django.db.models.signals import post_save

from portal.errors import ADMIN
from portal.page_cache.application import Application, PageCache
from portal.page_cache.watch import StampWatch
from portal.snapshot import current_stamp
from portal.stamp import ContentStamp

#: Staff's pages, files that the web server or whitenoise sends, and what watches over the site.
NEVER_KEPT = (*ADMIN, "/documents/", "/health/", "/styleguide/")


def with_page_cache(inner: Application) -> Application:
    """``inner`` behind the page cache; ``inner`` itself where the settings give the cache no room."""
    if not settings.PORTAL_PAGE_CACHE_MEGABYTES:
        return inner
    every = settings.PORTAL_PAGE_CACHE_CHECK_SECONDS
    # A thread of its own has a connection of its own to look after.
    watch = StampWatch(ask_in_own_thread if every else current_stamp, every)

    def look_again(**kwargs: Any) -> None:
        transaction.on_commit(watch.look_again)

    # This process's own publication is seen at once; the others notice within the seconds between two questions.
    post_save.connect(look_again, sender=ContentStamp, weak=False, dispatch_uid="page cache looks again")
    return PageCache(
        inner,
        watch,
        limit=settings.PORTAL_PAGE_CACHE_MEGABYTES * 1_000_000,
        longest=settings.PORTAL_PAGE_CACHE_SECONDS,
        session_cookie=settings.SESSION_COOKIE_NAME,
        excluded=(*NEVER_KEPT, settings.STATIC_URL, settings.MEDIA_URL),
        secure_header=settings.SECURE_PROXY_SSL_HEADER,
    )


def ask_in_own_thread() -> str:
    """The stamp in the database now. Raises the database's own errors."""
    close_old_connections()
    try:
        return current_stamp()
    finally:
        close_old_connections()
