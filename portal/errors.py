"""What a reader or a program gets instead of an answer: in the language of the address, with a way on.

There are two kinds of pages. What is missing, closed or refused is said on a page with menu and finder, which asks the
database. What comes of a broken request, a fault of ours or a database that is away is said on a page that needs
nothing but its template and the catalogues. Programs read the same as JSON.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext_lazy as _

from portal.answers import send_error
from portal.observe import request_ids

#: Addresses whose readers are programs: they get JSON.
ANSWERED_IN_JSON = ("/api/", "/open-data/", "/finder/")
#: Addresses of the staff; they have no language, since everybody chooses their own.
ADMIN = ("/admin/", "/django-admin/", "/account/")
#: Seconds after which to ask again when the database is away.
RETRY_AFTER_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of one kind of error: to people in their language, to programs in English."""

    heading: Promise
    lead: Promise
    for_programs: str
    field: str = "sky"


UNREADABLE = Words(
    _("This request cannot be read"),
    _("Something in the address or in what was sent is broken. Start again from the home page."),
    "this request cannot be read",
    "sun",
)
CLOSED = Words(
    _("This door stays closed"),
    _("You may not open this page. Did you send a form? Go back, reload the page and try again."),
    "not allowed",
)
FORM_REFUSED = Words(
    _("Your form was not accepted"),
    _(
        "It was open for too long, you logged in or out in another tab, or your browser keeps no cookies. Nothing was"
        " saved. Go back in your browser, copy what you typed, load the page again and send it once more."
    ),
    "not allowed",
    "sun",
)
ONLY_READ = Words(
    _("This page can only be read"),
    _("What was sent has nowhere to go here. Open the page itself, or start from the home page."),
    "this method is not allowed here",
)
TOO_LARGE = Words(
    _("That was more than we can take"),
    _(
        "What you sent is too large, so we did not read it. Go back in your browser: what you typed is still there."
        " Shorten it, or choose a smaller file, and send it again."
    ),
    "what was sent is too large",
    "sun",
)
TOO_MANY = Words(
    _("That was a lot at once"),
    _("Wait a few minutes and try again. Go back in your browser: what you typed is still there."),
    "too many requests; try again later",
    "sun",
)
OUR_FAULT = Words(
    _("Something went wrong on our side"),
    _("It is not your fault. Try again in a few minutes, or start again from the home page."),
    "an error on our side",
    "pink",
)
AWAY = Words(
    _("We cannot reach our own pages for a moment"),
    _("Something behind the site does not answer. Try again in a few minutes."),
    "temporarily unavailable; try again later",
    "pink",
)
NO_ROOM = Words(
    _("We cannot store anything just now"),
    _(
        "The disk is full or closed, so nothing was saved. Go back in your browser, copy what you typed, tell the"
        " administrators, and send it again later."
    ),
    "nothing can be stored at the moment; try again later",
    "pink",
)
MISSING = Words(
    _("This page does not exist"),
    _("The page has moved or never existed. Were you looking for a municipality?"),
    "there is nothing at this address",
)
BY_STATUS = {
    400: UNREADABLE,
    403: CLOSED,
    404: MISSING,
    405: ONLY_READ,
    413: TOO_LARGE,
    429: TOO_MANY,
    500: OUR_FAULT,
    503: AWAY,
}


# --- Whose language, which kind of answer ---------------------------------------------------------------------------


def language_of_address(request: HttpRequest) -> str:
    """The language an address begins with; empty when it names none that the site has."""
    code = request.path.split("/")[1] if request.path.count("/") > 1 else ""
    return code if code in dict(settings.LANGUAGES) else ""


def _languages(request: HttpRequest) -> list[str]:
    """The languages to say it in when nobody may be asked: that of the address, else all of them."""
    code = language_of_address(request)
    return [code] if code else [code for code, _name in settings.LANGUAGES]


def plain_page(
    request: HttpRequest, status: int, words: Words, languages: list[str] | None = None, reference: str = ""
) -> HttpResponse:
    """A page without a database: no menu, no context processors, no session.

    ``reference`` is what the reader may name to us, so that the log tells what went wrong.
    """
    if request.path.startswith(ANSWERED_IN_JSON):
        return _for_programs(request, status, words)
    admin = next((start for start in ADMIN if request.path.startswith(start)), "")
    if admin == "/account/":
        # The log-in has no front page of its own.
        admin = "/admin/"
    languages = languages or _languages(request)
    context = {
        "languages": languages,
        "alone": len(languages) == 1,
        "other_languages": [code for code, _name in settings.LANGUAGES if code not in languages],
        "status": status,
        "words": words,
        "admin": admin,
        "reference": reference,
        # A form that was refused is fetched anew, and what is away comes back; nobody else is sent in a circle.
        "again": escape_leading_slashes(request.path) if words is FORM_REFUSED or status == 503 else "",
    }
    with translation.override(languages[0]):
        response = HttpResponse(render_to_string("errors/plain.html", context), status=status)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Content-Language"] = ", ".join(languages)
    return response


def full_page(request: HttpRequest, status: int, words: Words, template: str = "errors/page.html") -> HttpResponse:
    """A page with menu and footer, which the database fills."""
    if request.path.startswith(ANSWERED_IN_JSON):
        return _for_programs(request, status, words)
    if request.path.startswith(ADMIN):
        return plain_page(request, status, words, _language_of_staff(request))
    language = language_of_address(request) or settings.LANGUAGE_CODE
    with translation.override(language):
        context = {"status": status, "words": words, "reference": request_ids.identify(request.META)}
        response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-cache"
    response["X-Robots-Tag"] = "noindex"
    response["Content-Language"] = language
    return response


def _for_programs(request: HttpRequest, status: int, words: Words) -> HttpResponse:
    response = send_error(request, words.for_programs, status)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _language_of_staff(request: HttpRequest) -> list[str]:
    """The language that somebody chose for the admin, else their browser's."""
    user = getattr(request, "user", None)
    profile = getattr(user, "wagtail_userprofile", None) if user is not None and user.is_authenticated else None
    return [profile.get_preferred_language() if profile else translation.get_language() or settings.LANGUAGE_CODE]


# --- What Django calls ----------------------------------------------------------------------------------------------


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that cannot be read, or that is too large to be."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return content_too_large(request)
    return plain_page(request, 400, UNREADABLE)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Something that is not for this reader."""
    return full_page(request, 403, CLOSED)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing here: with the finder and the way to the other language."""
    return full_page(request, 404, MISSING, "404.html")


def content_too_large(request: HttpRequest) -> HttpResponse:
    """Why this was not even read."""
    return full_page(request, 413, TOO_LARGE)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a token that fits; it is mostly one that stood open while its owner logged in elsewhere."""
    languages = _language_of_staff(request) if request.path.startswith(ADMIN) else None
    return plain_page(request, 403, FORM_REFUSED, languages)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our own fault, or the database's: then when to come back is said as well."""
    error = sys.exc_info()[1]
    away = database_is_away(error)
    full = not away and storage_is_closed(error)
    status, words = (503, AWAY) if away else (503, NO_ROOM) if full else (500, OUR_FAULT)
    reference = request_ids.identify(request.META)
    try:
        response = plain_page(request, status, words, reference=reference)
    except Exception:  # noqa: BLE001 - the page about errors is the last that may fail; the fault itself is in the log
        response = _last_words(status, reference)
    if away or full:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    # For who keeps the last good pages: not every 5xx is a fault.
    response.fault = "database" if away else "other"  # type: ignore[attr-defined]
    return response


def database_is_away(error: BaseException | None) -> bool:
    """Whether this error, or the one it came of, says that the database does not answer, is locked or is broken.

    Other errors of a database (a duplicate, an unknown column) are faults of ours.
    """
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError:
            return True
        error = error.__cause__ or error.__context__
    return False


def storage_is_closed(error: BaseException | None) -> bool:
    """Whether this error, or the one it came of, says that files cannot be written: no room, or not allowed."""
    closed = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM}
    while error is not None:
        if isinstance(error, OSError) and error.errno in closed:
            return True
        error = error.__cause__ or error.__context__
    return False


def _last_words(status: int, reference: str) -> HttpResponse:
    """Without templates, style sheets or catalogues: for a half-installed site."""
    lines = ("Er ging iets mis bij ons. Probeer het straks opnieuw.", "Une erreur est survenue. Réessayez bientôt.")
    return HttpResponse("\n".join([*lines, reference, ""]), status=status, content_type="text/plain; charset=utf-8")


# --- Errors without words -------------------------------------------------------------------------------------------


class WordsForErrors:
    """Give an error that has no body a page of its own, and keep every error out of search engines.

    Django and Wagtail answer 405 with nothing at all, which browsers show as a blank page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on what has words."""
        response = self.get_response(request)
        if response.status_code < 400:
            return response
        response.headers.setdefault("X-Robots-Tag", "noindex")
        words = BY_STATUS.get(response.status_code)
        if isinstance(response, HttpResponse) and not response.content and words and _is_read(request):
            page = full_page(request, response.status_code, words)
            response.content = page.content
            response["Content-Type"] = page["Content-Type"]
            response["Content-Length"] = str(len(page.content))
        return response


def _is_read(request: HttpRequest) -> bool:
    """Whether somebody reads the answer: scripts of the admin look at its number only."""
    return not request.path.startswith(ADMIN) or "text/html" in request.headers.get("Accept", "")
