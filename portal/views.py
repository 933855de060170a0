"""Addresses that belong to no page: language choice, health, robots."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import get_language_info
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.models import Site

from portal.cache import apply_cache_policy
from portal.errors import ADMIN, not_found
from portal.languages import home_pages
from portal.models import CampaignSettings


@require_safe
def language_choice(request: HttpRequest) -> HttpResponse:
    """Let visitors choose their language; nobody is redirected by guesses about them."""
    languages = [
        {"code": code, "name": get_language_info(code)["name_local"], "url": page.get_url(request)}
        for code, page in home_pages().items()
    ]
    context = {
        "languages": languages,
        "canonical_path": "/",
        "translated_addresses": {**{item["code"]: item["url"] for item in languages}, "x-default": "/"},
    }
    return apply_cache_policy(request, render(request, "language_choice.html", context))


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers. Touches nothing else, so a slow database does not get the process killed."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """The process can serve pages: the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "database unavailable"}, status=503)
    return JsonResponse({"status": "ok"})


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead browsers that ask without being told to the icon, under the fingerprinted name that it has today."""
    return apply_cache_policy(request, HttpResponseRedirect(static("portal/icons/favicon.svg")))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: everything but the admin."""
    base = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    lines = [
        "User-agent: *",
        *(f"Disallow: {start}" for start in (*ADMIN, "/documents/", "/styleguide/")),
        "",
        f"Sitemap: {base}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell about a weakness (RFC 9116). Answers 404 while neither setting nor campaign name a contact."""
    site = Site.find_for_request(request)
    contact = settings.PORTAL_SECURITY_CONTACT or (CampaignSettings.for_site(site).contact_email if site else "")
    if not contact:
        return not_found(request)
    if not contact.startswith(("https://", "mailto:")):
        contact = f"mailto:{contact}"
    base = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    # Made when it is asked for: a file with a fixed day goes stale unnoticed, while whoever serves this answers for it
    # today. The standard wants less than a year; the first of a month keeps the answer the same for a while.
    expires = (timezone.now() + timedelta(days=180)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires.isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: nl, fr, en",
        f"Canonical: {base}/.well-known/security.txt",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
