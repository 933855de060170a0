"""How long others may keep our pages."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

#: Seconds a browser may reuse a public page, and for how much longer a proxy may serve it while it fetches a new one.
PUBLIC_MAX_AGE = 60
STALE_WHILE_REVALIDATE = 600
STALE_IF_ERROR = 86_400


def is_staff_request(request: HttpRequest) -> bool:
    """Whether the request may come from somebody who is logged in: it carries a session cookie.

    Looking at the cookie instead of ``request.user`` keeps ``Vary: Cookie`` off every public page.
    """
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def is_public(cache_control: str) -> bool:
    """Whether a ``Cache-Control`` says that everybody may be given the same answer."""
    rules = {part.strip() for part in cache_control.split(",")}
    return "public" in rules and not rules & {"no-store", "private"}


def apply_cache_policy(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Make a visitor's page cacheable for a short while, and anything else private.

    Pages that say ``no-store`` themselves (the letter) keep it; errors are never kept.
    """
    if "no-store" in response.get("Cache-Control", ""):
        return response
    public = request.method in ("GET", "HEAD") and response.status_code in (200, 301) and not is_staff_request(request)
    if public and not getattr(request, "is_preview", False) and not response.cookies:
        patch_cache_control(
            response,
            public=True,
            max_age=PUBLIC_MAX_AGE,
            stale_while_revalidate=STALE_WHILE_REVALIDATE,
            stale_if_error=STALE_IF_ERROR,
        )
    else:
        patch_cache_control(response, private=True, no_cache=True)
    return response
