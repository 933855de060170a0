"""How much anybody may send, and how often: refused before the body is read.

Forms that cost more have limits of their own besides (letters, bundles, applications); wrong passwords are counted by
django-axes. Whoever is logged in has no limit of requests, and one of bytes that fits the largest upload.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from portal.cache import is_staff_request
from portal.errors import ADMIN, TOO_MANY, content_too_large, plain_page
from portal.ratelimit import Limit, seconds_to_wait
from portal.translation.files import MAX_BYTES as TRANSLATIONS_MAX_BYTES

#: Methods that send nothing.
SAFE = ("GET", "HEAD", "OPTIONS")
#: What is sent along with a file: the other fields of its form.
_FIELDS_BYTES = 1024 * 1024
#: A file this much larger than its limit is still read, so that its form comes back with all that was typed.
_GENEROUS = 3
#: Where passwords are asked for, or a mail for a new one.
PASSWORD_PLACES = ("/admin/password_reset/", "/authenticate_with_password/")


class RequestLimits:
    """Answers 413 or 429 instead of reading what is too much."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse, or pass on."""
        if request.method in SAFE:
            return self.get_response(request)
        if body_bytes(request) > most_bytes(request):
            response: HttpResponseBase = content_too_large(request)
            response["Cache-Control"] = "no-store"
            return response
        for limit in limits(request):
            if wait := seconds_to_wait(request, limit):
                response = plain_page(request, 429, TOO_MANY)
                response["Retry-After"] = str(wait)
                return response
        return self.get_response(request)


def body_bytes(request: HttpRequest) -> int:
    """How much the request says that it sends: no more than that is read, and nothing where it says nothing."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def most_bytes(request: HttpRequest) -> int:
    """The most bytes that this request may send."""
    if _is_logged_in(request):
        largest: int = max(
            settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE, settings.WAGTAILDOCS_MAX_UPLOAD_SIZE, TRANSLATIONS_MAX_BYTES
        )
        return largest + _FIELDS_BYTES
    if request.content_type == "multipart/form-data" and not request.path.startswith(ADMIN):
        return _GENEROUS * settings.PORTAL_DECISION_FILE_MB * 1024 * 1024
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def limits(request: HttpRequest) -> Iterator[Limit]:
    """The limits that this request counts for."""
    if any(place in request.path for place in PASSWORD_PLACES):
        yield Limit("passwords", settings.PORTAL_PASSWORD_TRIES_IN_TEN_MINUTES, 600)
    if not _is_logged_in(request):
        yield Limit("posts", settings.PORTAL_POSTS_A_MINUTE, 60)


def _is_logged_in(request: HttpRequest) -> bool:
    """Whether somebody has logged in; only who shows a session is looked up."""
    return is_staff_request(request) and request.user.is_authenticated
