"""The way to an announcement in the admin: offered after publication and in the menu of a profile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.widgets import Button
from wagtail.models import Page

from gemeenten.choices import Status
from gemeenten.models import MunicipalityPage
from home.announcement import announce, announcement_of, draft, may_announce

_BEFORE = "_was_solidary"


@require_admin_access
def announce_view(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the item that would be made, and make it when told so; one that exists is opened instead."""
    profile = get_object_or_404(MunicipalityPage, pk=page_id)
    if not may_announce(request.user, profile):
        raise PermissionDenied
    item = announcement_of(profile)
    if item is None and request.method != "POST":
        return TemplateResponse(request, "home/admin/announce.html", _question(profile))
    made = False
    if item is None:
        item, made = announce(profile, request.user)
    if made:
        messages.success(request, _("The news item is there as a draft: read it over and submit it."))
    elif item.locale_id != profile.locale_id:
        messages.info(request, _("This is announced in another language already: translate that item."))
    else:
        messages.info(request, _("There is a news item about this already: here it is."))
    return redirect("wagtailadmin_pages:edit", item.pk)


def _question(profile: MunicipalityPage) -> dict[str, Any]:
    heading = _("News item about %(name)s") % {"name": profile.title}
    edit = reverse("wagtailadmin_pages:edit", args=[profile.pk])
    return {
        "profile": profile,
        "item": draft(profile),
        "back": edit,
        "page_title": heading,
        "header_title": heading,
        "header_icon": "doc-full-inverse",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": edit, "label": profile.title},
            {"url": "", "label": heading},
        ],
    }


def remember(request: HttpRequest, page: Page) -> None:
    """Before anything changes, note whether the public knows the municipality as solidary."""
    if request.method == "POST":
        known = MunicipalityPage.objects.filter(pk=page.pk, live=True, status=Status.SOLIDARY)
        setattr(request, _BEFORE, known.exists())


def offer(request: HttpRequest, page: Page) -> None:
    """After a publication by which a municipality became solidary, offer to tell so in the news."""
    profile = MunicipalityPage.objects.filter(pk=page.pk).first()
    if profile is None or getattr(request, _BEFORE, False) or not request.accepts("text/html"):
        return
    if not may_announce(request.user, profile) or announcement_of(profile) is not None:
        return
    setattr(request, _BEFORE, True)
    messages.success(
        request,
        _("%(name)s is now on the list of solidary municipalities, in the changes and in their feed.")
        % {"name": profile.title},
        buttons=[messages.button(reverse("announce_municipality", args=[profile.pk]), _("Make a news item of this"))],
    )


def header_buttons(page: Page, user: Any, view_name: str = "", next_url: str | None = None) -> Iterator[Button]:
    """The same in the menu of a profile, for later."""
    if isinstance(page, MunicipalityPage) and may_announce(user, page):
        yield Button(
            _("News item about this municipality"),
            reverse("announce_municipality", args=[page.pk]),
            icon_name="doc-full-inverse",
            priority=68,
        )
