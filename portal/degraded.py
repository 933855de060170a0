"""Visitors keep their pages while something behind the site is broken (see ``portal.last_good``)."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.exceptions import DisallowedHost, MiddlewareNotUsed
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_unpublished, post_page_move

from portal.cache import STALE_IF_ERROR, is_public, is_staff_request
from portal.errors import ADMIN
from portal.last_good import KEPT_HEADERS, KeptPage, LastGoodPages
from portal.page_cache.application import is_added

logger = logging.getLogger(__name__)

#: Seconds for which a broken database is left alone: asking it costs every visitor its time-out.
PAUSE = 5.0
#: Seconds for which others may keep an old page.
SHORT_AGE = 30


@cache
def last_good_pages() -> LastGoodPages:
    """The site's own."""
    return LastGoodPages(
        Path(settings.PORTAL_LAST_GOOD_ROOT),
        limit=settings.PORTAL_LAST_GOOD_MEGABYTES * 1_000_000,
        longest=settings.PORTAL_LAST_GOOD_HOURS * 3600,
    )


class LastGoodPage:
    """Outermost: notes what visitors get, and gives it again instead of an error.

    Once an answer was a fault, known pages are given without trying for ``PAUSE`` seconds; then one visitor's request
    tries again while the others still get what is known.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.PORTAL_LAST_GOOD_MEGABYTES:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self._pages = last_good_pages()
        self._paused_until = 0.0
        self._lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        address = public_address(request)
        if not address:
            return self.get_response(request)
        if self._is_paused():
            page = self._pages.find(address)
            if page is not None:
                return _old_answer(page)
        response = self.get_response(request)
        # Set by ``portal.errors.server_error`` only: a site that is closed for work answers 503 as well.
        fault = getattr(response, "fault", "")
        if fault:
            if fault == "database":
                self._paused_until = time.monotonic() + PAUSE
            page = self._pages.find(address)
            if page is not None:
                logger.error("Gave the last good version of %s instead of %s", address, response.status_code)
                return _old_answer(page)
            return response
        if response.status_code < 500:
            self._paused_until = 0.0
            self._note(request, response, address)
        return response

    def _is_paused(self) -> bool:
        """Whether to leave the database alone; lets one through when the pause is over."""
        if not self._paused_until:
            return False
        with self._lock:
            now = time.monotonic()
            if now < self._paused_until:
                return True
            if self._paused_until:
                # This one tries; the others wait for what it finds.
                self._paused_until = now + PAUSE
            return False

    def _note(self, request: HttpRequest, response: HttpResponseBase, address: str) -> None:
        if response.status_code in (301, 302, 404, 410):
            # Unpublished, moved or deleted: nothing of it may come back.
            self._pages.forget(address)
        elif may_be_kept(request, response) and not self._pages.is_fresh(address):
            headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
            self._pages.keep(KeptPage(address, time.time(), headers, response.content))  # type: ignore[attr-defined]


def public_address(request: HttpRequest) -> str:
    """What an answer is kept under: language, host and path; empty: not for this request.

    Staff see drafts and menus of their own, and what follows a question mark is somebody's search.
    """
    if request.method not in ("GET", "HEAD") or is_staff_request(request):
        return ""
    if any(not is_added(name) for name, _value in parse_qsl(request.META.get("QUERY_STRING", ""), True)):
        return ""
    if request.path.startswith((*ADMIN, "/health/", settings.STATIC_URL)):
        return ""
    try:
        host = request.get_host()
    except DisallowedHost:
        return ""
    return address_of(host, request.path, translation.get_language_from_request(request))


def address_of(host: str, path: str, language: str) -> str:
    """The name of a page's kept version. An address that begins with a language has no other."""
    return f"{translation.get_language_from_path(path) or language} {host.lower()} {path}"


def may_be_kept(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether everybody would get this answer: a whole page that calls itself public and sets no cookie."""
    return (
        request.method == "GET"
        and response.status_code == 200
        and not response.streaming
        and is_public(response.headers.get("Cache-Control", ""))
        and not response.cookies
        and "Content-Encoding" not in response.headers
        and not getattr(request, "is_preview", False)
    )


def _old_answer(page: KeptPage) -> HttpResponse:
    response = HttpResponse(page.body, headers=page.headers)
    response["Age"] = str(max(0, int(time.time() - page.kept_at)))
    response["Cache-Control"] = f"public, max-age={SHORT_AGE}, stale-if-error={STALE_IF_ERROR}"
    # For those who look after the site: RFC 9111 keeps no Warning, so it says what happened in words of its own.
    response["X-Last-Good"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(page.kept_at))
    return response


# --- What leaves the public site ------------------------------------------------------------------------------------


def forget_when_committed(**kwargs: Any) -> None:
    """Drop every page: what was taken down may stand in lists, feeds and maps as well. Visits bring the rest back."""
    if settings.PORTAL_LAST_GOOD_MEGABYTES:
        transaction.on_commit(last_good_pages().forget_all)


def connect() -> None:
    """Follow what is unpublished, deleted, moved or closed to some."""
    for name, signal in (("unpublish", page_unpublished), ("move", post_page_move)):
        signal.connect(forget_when_committed, dispatch_uid=f"forget last good pages on {name}")
    for name, signal, model in (
        ("deletion", post_delete, Page),
        ("restriction", post_save, PageViewRestriction),
        ("new addresses", post_save, Site),
    ):
        signal.connect(forget_when_committed, sender=model, dispatch_uid=f"forget last good pages on {name}")
