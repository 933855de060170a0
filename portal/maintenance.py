"""The site is closed for a while: visitors read so, staff and watchmen get in. Nothing here asks the database."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.cache import is_staff_request
from portal.errors import ADMIN, Words, plain_page

CLOSED_FOR_WORK = Words(
    _("We are working on the site"),
    _("It will be back soon. Nothing is lost: come back in a little while."),
    "the site is being worked on; try again later",
    "mint",
)
#: Seconds after which programs should ask again.
RETRY_AFTER_SECONDS = 600
#: The admin with its pictures and documents, and what load balancers ask.
STILL_OPEN = (*ADMIN, "/health/", "/media/", "/documents/", "/images/")


class MaintenanceMode:
    """Answer visitors with 503 while ``PORTAL_MAINTENANCE`` is set.

    Who has logged in to the admin sees the site as it is, to look whether all is well. That goes by the cookie's name
    alone: it is no secret that somebody could steal a look at.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.PORTAL_MAINTENANCE:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let in who may, and say to others when to come back."""
        if request.path.startswith(STILL_OPEN) or is_staff_request(request):
            return self.get_response(request)
        response: HttpResponse = plain_page(request, 503, CLOSED_FOR_WORK)
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response


def maintenance_page() -> str:
    """The same in one file that a web server shows while no process of ours answers: nothing in it is fetched."""
    languages = [code for code, _name in settings.LANGUAGES]
    street = render_to_string("components/hero_illustration.html")
    with translation.override(languages[0]):
        page = render_to_string(
            "errors/maintenance.html", {"languages": languages, "words": CLOSED_FOR_WORK, "street": street}
        )
    return re.sub(r"\n\s*\n+", "\n", page).strip() + "\n"


def write_maintenance_page(path: Path) -> bool:
    """Write the page to ``path`` in one go; whether that changed anything."""
    text = maintenance_page()
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.new")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
    return True
