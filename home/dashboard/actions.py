"""The things that staff do most, one click away, for who may do them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from gemeenten.models import LetterPage, MunicipalityIndexPage, MunicipalityPage
from home.dashboard.facts import Facts, source_page
from news.models import NewsIndexPage, NewsPage
from portal.languages import home_pages

#: More profiles than this a contact does not have; the list of pages has the rest.
MOST_PROFILES = 4


@dataclass(frozen=True, slots=True)
class Action:
    """A link with a name and an icon of Wagtail's."""

    label: str
    url: str
    icon: str


def actions_for(request: HttpRequest, facts: Facts) -> list[Action]:
    """The actions that are open to whoever asks; the first one is the most likely."""
    user = request.user
    found = []
    board = Action(_("Translations"), reverse("translation_board"), "wagtail-localize-language")
    if facts.access and not facts.campaign and not facts.contact:
        found.append(board)
    if url := _add_url(MunicipalityIndexPage, MunicipalityPage, user):
        found.append(Action(_("Add a municipality"), url, "plus"))
    if url := _add_url(NewsIndexPage, NewsPage, user):
        found.append(Action(_("Write news"), url, "edit"))
    if page := _editable_letter(user):
        found.append(Action(_("Edit the letter"), edit_url(page.pk), "mail"))
    if facts.contact:
        for profile in facts.mine[:MOST_PROFILES]:
            label = _("Edit the profile of %(name)s") % {"name": profile.title}
            found.append(Action(label, edit_url(profile.page_id), "edit"))
    if facts.access and board not in found:
        found.append(board)
    if url := _site_url(request):
        found.append(Action(_("Open the site"), url, "view"))
    return found


def edit_url(page_id: int) -> str:
    """Where a page is edited."""
    return reverse("wagtailadmin_pages:edit", args=[page_id])


def _add_url(parent_kind: type[Page], kind: type[Page], user: Any) -> str:
    parent = source_page(parent_kind)
    if parent is None or not parent.permissions_for_user(user).can_add_subpage():
        return ""
    return reverse("wagtailadmin_pages:add", args=[kind._meta.app_label, kind._meta.model_name, parent.pk])


def _editable_letter(user: Any) -> Any:
    """The letter in the first language in which they may edit it, the source language before others."""
    pages = {page.locale.language_code: page for page in LetterPage.objects.select_related("locale")}
    ordered = sorted(pages.values(), key=lambda page: page.locale.language_code != settings.LANGUAGE_CODE)
    return next((page for page in ordered if page.permissions_for_user(user).can_edit()), None)


def _site_url(request: HttpRequest) -> str:
    """The home page in the reader's language, or in the source language."""
    homes = home_pages()
    page = homes.get((get_language() or "")[:2]) or homes.get(settings.LANGUAGE_CODE)
    return str(page.get_url(request) or "") if page else ""
