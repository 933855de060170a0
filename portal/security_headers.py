"""What every response tells browsers to refuse: one policy for visitors, a wider one where staff works.

The public site runs no code but its own files, so nothing that slips into a text can run or load anything. The admin of
Wagtail writes styles and some scripts into its pages, so its policy allows inline ones; what it loads, sends and frames
still stays within this site. A view that sets a header itself keeps it: the frames for other sites, the documents.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from portal.cache import is_staff_request
from portal.errors import ADMIN

PUBLIC_POLICY = {
    "default-src": "'none'",
    "object-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    # The page that offers the list for other sites shows it in a frame.
    "frame-src": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
#: Wagtail's admin and the bar that staff sees on the site: inline styles and scripts, previews in frames of their own.
STAFF_POLICY = {
    **PUBLIC_POLICY,
    "script-src": "'self' 'unsafe-inline'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "frame-src": "'self'",
    "frame-ancestors": "'self'",
}
#: The pages of the admin for who is not logged in yet: styles, but no code in the page.
LOG_IN_POLICY = {**PUBLIC_POLICY, "style-src": "'self' 'unsafe-inline'", "img-src": "'self' data:"}
#: Files that editors uploaded, and all that is saved instead of shown: whatever they hold, it does nothing.
FILE_POLICY = {
    "default-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "sandbox": "",
}
#: Documents that browsers show, which are PDF files: their viewers do not work in a sandbox.
DOCUMENT_POLICY = {name: value for name, value in FILE_POLICY.items() if name != "sandbox"}

#: No page of ours needs a sensor, a device or a payment.
PERMISSIONS = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "usb",
    "xr-spatial-tracking",
)
#: Where staff works.
STAFF_PATHS = ADMIN


def policy_for(path: str, is_staff: bool) -> dict[str, str]:
    """The content security policy of an address."""
    if settings.MEDIA_URL.startswith("/") and path.startswith(settings.MEDIA_URL):
        return FILE_POLICY
    if is_staff:
        return STAFF_POLICY
    return LOG_IN_POLICY if path.startswith(STAFF_PATHS) else PUBLIC_POLICY


def policy_of(request: HttpRequest, response: HttpResponseBase) -> dict[str, str]:
    """The content security policy of an answer."""
    disposition = response.headers.get("Content-Disposition", "")
    if disposition.startswith("attachment"):
        return FILE_POLICY
    if response.headers.get("Content-Type", "").startswith("application/pdf"):
        return DOCUMENT_POLICY
    return policy_for(request.path, is_staff_request(request))


def written(policy: dict[str, str]) -> str:
    """The policy as its header; over HTTPS nothing is fetched without it."""
    if settings.PORTAL_PICTURE_ORIGIN and "img-src" in policy:
        policy = {**policy, "img-src": f"{policy['img-src']} {settings.PORTAL_PICTURE_ORIGIN}"}
    parts = [f"{name} {sources}".strip() for name, sources in policy.items()]
    if settings.SECURE_SSL_REDIRECT and "sandbox" not in policy:
        parts.append("upgrade-insecure-requests")
    return "; ".join(parts)


class SecurityHeaders:
    """Adds the headers that a response does not have yet; stands first, so that static files get them as well."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.permissions = ", ".join(f"{name}=()" for name in PERMISSIONS)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and say what is refused."""
        response = self.get_response(request)
        policy = policy_of(request, response)
        for name, value in (
            ("Content-Security-Policy", written(policy)),
            ("Permissions-Policy", self.permissions),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ):
            response.headers.setdefault(name, value)
        return response
