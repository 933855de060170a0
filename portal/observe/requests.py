"""One line and one count for each request that Django answers: which view, how long, with how many queries.

Neither says who asked or what for: the view and the number of the page stand there, the address does not. Pages that
the page cache has in memory never come here; the metrics count them, and the server in front has a log of its own.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from portal.observe import metrics, queries, request_ids

logger = logging.getLogger("portal.requests")

#: Asked every few seconds by machines; counted, but no line each.
_QUIET = frozenset({"health_live", "health_ready"})
#: The view of every page, as our address of it and as Wagtail's own.
_OF_PAGES = frozenset({"portal.page_view.serve", "wagtail_serve"})


class ObserveRequests:
    """Outermost: names the request, tells how it went, and sends the name back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        name = request_ids.identify(request.META)
        tally = queries.Tally()
        of_name, of_tally = request_ids.current.set(name), queries.current.set(tally)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            response.headers[request_ids.HEADER] = name
            self._tell(request, response, time.perf_counter() - began, tally)
        finally:
            request_ids.current.reset(of_name)
            queries.current.reset(of_tally)
        return response

    def _tell(self, request: HttpRequest, response: HttpResponseBase, seconds: float, tally: queries.Tally) -> None:
        view, page = view_of(request)
        metrics.REQUESTS.labels(view, response.status_code).inc()
        metrics.SECONDS.labels(view).observe(seconds)
        if not settings.PORTAL_LOG_REQUESTS or view in _QUIET:
            return
        told: dict[str, Any] = {
            "view": view,
            "page": page,
            "status": response.status_code,
            "method": method_of(request),
            "language": translation.get_language_from_path(request.path_info),
            "ms": round(seconds * 1000, 1),
            "queries": tally.number,
            "query_ms": round(tally.seconds * 1000, 1),
        }
        words = " ".join(f"{name}={value}" for name, value in told.items() if value is not None)
        logger.info("request %s", words, extra=told)


def method_of(request: HttpRequest) -> str:
    """The method; what a program made up is called ``OTHER``."""
    known = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    return request.method if request.method in known else "OTHER"


def view_of(request: HttpRequest) -> tuple[str, int | None]:
    """What answered, and the page's number if it was one.

    The names are few: a page is called by its type, a view of the admin by the part of the admin that it belongs to.
    """
    found = getattr(request, "resolver_match", None)
    if found is None:
        # A file, a redirect to https, or nothing of ours.
        return "none", None
    route = getattr(request, "_wagtail_route_for_request", None)
    if route is not None and found.view_name in _OF_PAGES:
        return route[0]._meta.label_lower, route[0].pk
    return found.namespace or found.view_name, None
