"""Middleware all addresses pass through."""

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware

from portal.errors import ADMIN, bad_request

#: Longest address (path and query) we read; browsers and proxies stop near here as well.
MAX_ADDRESS_BYTES = 16_384


class RefuseUnreadableRequests:
    """Answer 400 to addresses that no database or page can hold: NUL bytes, broken UTF-8, endless length.

    PostgreSQL refuses NUL with an exception and Django decodes broken UTF-8 to replacement signs; refusing both here
    gives one friendly answer instead of an error that depends on the database behind.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse, or pass on."""
        if not is_readable(request):
            return bad_request(request)
        return self.get_response(request)


#: Addresses for programs, other sites and staff: no language stands in front, and none is guessed.
FOR_PROGRAMS = (
    *ADMIN,
    "/api/",
    "/open-data/",
    "/finder/",
    "/embed/",
    "/share/",
    "/media/",
    "/styleguide/",
)


class LanguageOfAddress(LocaleMiddleware):
    """Django's own, but leaving alone what programs fetch.

    It would send a missing address of theirs on to a page in a guessed language, and keep a copy of every file for
    every ``Accept-Language`` there is.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Add what depends on the language, unless nothing does."""
        if request.path.startswith(FOR_PROGRAMS):
            return response
        return super().process_response(request, response)


def is_readable(request: HttpRequest) -> bool:
    """Whether path and query are of bearable length, valid UTF-8 and free of NUL once decoded."""
    query = request.META.get("QUERY_STRING", "")
    if len(request.path) + len(query) > MAX_ADDRESS_BYTES:
        return False
    raw = unquote_to_bytes(query.replace("+", " ").encode("latin-1", "replace"))
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    # WSGI hands the path over decoded; Django has put U+FFFD where it was no UTF-8.
    return b"\x00" not in raw and "\x00" not in request.path and "\ufffd" not in request.path
