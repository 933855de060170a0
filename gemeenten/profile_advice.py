"""What the editor hears after saving a profile: what still keeps it from publication, and what would make it better."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from gemeenten.choices import CommitmentKind
from gemeenten.confirmation import oldest_valid_vouch, vouched_on
from gemeenten.models import MunicipalityPage
from gemeenten.profile_form import checked
from gemeenten.profile_panels import language_name


def advice(page: MunicipalityPage) -> list[str]:
    """What is missing without keeping the profile from anybody."""
    found = []
    if not page.activities.all():
        found.append(_("No activity is chosen: the municipality appears under none of them."))
    if not page.initiatives:
        found.append(_("There is no initiative yet: one good example says more than a promise."))
    decided = (step.date for step in page.commitments.all() if step.kind == CommitmentKind.DECIDED and step.date)
    since = vouched_on(
        confirmed=page.confirmed_on,
        joined=page.joined_on,
        decided=min(decided, default=None),
        published=page.first_published_at,
    )
    if since and since < oldest_valid_vouch():
        found.append(_("Nobody of the municipality has confirmed this profile for a year: ask, and fill in the day."))
    if page.live and page.locale.language_code == settings.LANGUAGE_CODE:
        have = set(
            MunicipalityPage.objects.filter(translation_key=page.translation_key).values_list("locale__language_code")
        )
        for code, _name in settings.LANGUAGES:
            if (code,) not in have:
                found.append(
                    _("There is no version in %(language)s yet: translators find it on their board.")
                    % {"language": language_name(code)}
                )
    return found


def tell(request: HttpRequest, page: Page) -> None:
    """After a save by hand (background saves stay silent), say what is open; never in the way of anything."""
    if not isinstance(page, MunicipalityPage) or not request.accepts("text/html"):
        return
    is_draft = not any(name.startswith("action-") and name != "action-save" for name in request.POST)
    open_ends = list(dict.fromkeys(problem.message for problem in checked(page))) if is_draft else []
    if open_ends:
        messages.warning(request, _listed(_("Kept as a draft. Before it can be published:"), open_ends))
    if better := advice(page):
        messages.info(request, _listed(_("Could be better:"), better))


def _listed(heading: str, sentences: Iterable[str]) -> SafeString:
    items = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in sentences))
    return format_html("{} <ul>{}</ul>", heading, items)


def guard_approval(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to approve an unfinished profile: a draft may have been saved after it was submitted."""
    specific: Any = page.specific
    if not isinstance(specific, MunicipalityPage):
        return None
    return _refused(request, [specific])


def guard_bulk_publish(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> HttpResponse | None:
    """Refuse to publish unfinished drafts by the handful."""
    if action_type != "publish" or request.method != "POST":
        return None
    pages = [one.specific for one in objects if isinstance(one, Page)]
    if request.POST.get("include_descendants"):
        for page in objects:
            pages += list(page.get_descendants().not_live().specific())
    return _refused(request, [page for page in pages if isinstance(page, MunicipalityPage)])


def _refused(request: HttpRequest, pages: list[MunicipalityPage]) -> HttpResponse | None:
    """The way to the first editor with something to do, the reasons said; ``None`` when there is nothing."""
    unfinished = [(page, found) for page in pages if (found := checked(page.get_latest_revision_as_object()))]
    for page, found in unfinished:
        edit = messages.button(reverse("wagtailadmin_pages:edit", args=[page.pk]), _("Edit"))
        heading = _("“%(name)s” cannot be published yet:") % {"name": page.get_admin_display_title()}
        messages.error(request, _listed(heading, dict.fromkeys(one.message for one in found)), buttons=[edit])
    if not unfinished:
        return None
    address = reverse("wagtailadmin_pages:edit", args=[unfinished[0][0].pk])
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        # The dialogue of the workflow follows such an answer.
        return JsonResponse({"step": "success", "redirect": address})
    return redirect(address)
