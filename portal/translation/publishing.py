"""What stands between an unfinished translation and the public.

Publishing one asks for a second, informed yes; turning one into an alias, which would serve the source's words under
another language's address, is not offered and refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import Page, TranslatableMixin
from wagtail_localize import wagtail_hooks as localize
from wagtail_localize.locales import components
from wagtail_localize.models import LocaleSynchronization
from wagtail_localize.views.update_translations import UpdateTranslationsView

from portal.translation import updates
from portal.translation.edited import edited_translation
from portal.translation.inline import visible_text
from portal.translation.published import PublishedText
from portal.translation.segments import label
from portal.translation.state import Detail, read_detail

CONFIRM = "confirm"
_ALIAS_LINK = re.compile(rb"(&quot;convertToAliasUrl&quot;: )&quot;[^&]*&quot;")


def unfinished(instance: Any) -> Detail | None:
    """What is missing where ``instance`` is a translation that is not finished, else ``None``."""
    if not isinstance(instance, TranslatableMixin):
        return None
    detail = read_detail(instance.translation_key, instance.locale)
    return None if detail is None or detail.complete else detail


def ask_first(
    request: HttpRequest, details: Iterable[Detail], *, action: str, back: str, review: bool = False
) -> TemplateResponse:
    """The page that names what is not translated and asks whether to publish all the same.

    Args:
        request: the attempt to publish, whose fields are sent again with the yes.
        details: what is missing, an entry for each translation.
        action: where the yes goes.
        back: where the no goes.
        review: it is sent to somebody who decides, instead of published.
    """
    heading = _("Submit an unfinished translation") if review else _("Publish an unfinished translation")
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in ("csrfmiddlewaretoken", CONFIRM)
    ]
    listed = [
        {
            "entry": detail.entry,
            "pending": detail.pending,
            "sentences": [
                {"place": label(detail.entry.model, path), "text": visible_text(text)}
                for path, text in detail.untranslated
            ],
        }
        for detail in details
    ]
    context = {
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("translation_board"), "label": _("Translations")},
            {"url": "", "label": heading},
        ],
        "header_title": heading,
        "review": review,
        "header_icon": "warning",
        "listed": listed,
        "fields": fields,
        "action": action,
        "back": back,
    }
    return TemplateResponse(request, "portal/translation/confirm_publish.html", context)


# --- wagtail-localize's editor ----------------------------------------------------------------------------------------


def guard_editor(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """Ask first where wagtail-localize's editor publishes an unfinished translation; it has no hook of its own."""
    if not isinstance(instance, TranslatableMixin):
        return None
    publishes = request.method == "POST" and request.POST.get("action") == "publish"
    if not publishes or CONFIRM in request.POST or edited_translation(request, instance) is None:
        return None
    if isinstance(instance, Page) and not instance.permissions_for_user(request.user).can_publish():
        return None  # refused by the editor itself
    detail = unfinished(instance)
    return ask_first(request, [detail], action=request.path, back=request.path) if detail else None


def editor_without_alias(request: HttpRequest, page: Page) -> HttpResponse | None:
    """wagtail-localize's editor without its entry "Convert to alias page", for which it has no setting."""
    if request.method != "GET" or edited_translation(request, page) is None:
        return None
    response: HttpResponse | None = localize.before_edit_page(request, page)
    if response is not None and not response.streaming:
        response.content = _ALIAS_LINK.sub(rb"\1null", response.content)
    return response


# --- Wagtail's own ways to publish ------------------------------------------------------------------------------------


def guard_publish(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Ask first where the page editor publishes; the changes are saved as a draft already."""
    detail = unfinished(page)
    if detail is None or CONFIRM in request.POST:
        return None
    response = ask_first(
        request,
        [detail],
        action=reverse("translation_publish", args=[page.pk]),
        back=reverse("wagtailadmin_pages:edit", args=[page.pk]),
    )
    # The form's own fields are in the draft; only the yes is still to come.
    response.context_data = {**(response.context_data or {}), "fields": []}
    return response


def publish_all_the_same(request: HttpRequest, page_id: int) -> HttpResponse:
    """Publish the latest draft of a translation whose gaps have been shown."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    detail = unfinished(page)
    if request.method != "POST" or (detail and CONFIRM not in request.POST):
        return ask_first(request, [detail], action=request.path, back=edit) if detail else redirect(edit)
    revision = page.get_latest_revision() or page.save_revision(user=request.user)
    revision.publish(user=request.user)
    messages.success(request, _("“%(title)s” has been published.") % {"title": page.get_admin_display_title()})
    return redirect(edit)


def guard_bulk_publish(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> HttpResponse | None:
    """Ask first where several pages are published at once."""
    if action_type != "publish" or request.method != "POST" or CONFIRM in request.POST:
        return None
    pages = list(objects)
    if request.POST.get("include_descendants"):
        for page in objects:
            pages += list(page.get_descendants().not_live())
    details = [detail for page in pages if isinstance(page, Page) and (detail := unfinished(page))]
    if not details:
        return None
    return ask_first(request, details, action=request.get_full_path(), back=reverse("translation_board"))


def tell(request: HttpRequest, outcomes: Iterable[updates.Outcome]) -> None:
    """Say what an update did."""
    drafts = waiting = 0
    for outcome in outcomes:
        drafts += len(outcome.drafts) + len(outcome.published)
        waiting += len(outcome.waiting)
        for error in outcome.errors:
            messages.error(request, f"{outcome.title}: {error}")
    if drafts:
        text = ngettext(
            "The changes of the source are in the draft of %(number)d translation.",
            "The changes of the source are in the drafts of %(number)d translations.",
            drafts,
        )
        messages.success(request, text % {"number": drafts})
    if waiting:
        messages.warning(
            request, _("The translation keeps its words until the changed ones are translated: it has no drafts.")
        )


# --- What wagtail-localize offers and this site does not --------------------------------------------------------------


class UpdateSourceView(UpdateTranslationsView):  # type: ignore[misc]
    """wagtail-localize's "Sync translated pages" without "Publish immediately": changes arrive as drafts."""

    def get_form(self) -> Any:
        """The form without the choice to publish."""
        form = super().get_form()
        form.fields.pop("publish_translations", None)
        return form

    def form_valid(self, form: Any) -> HttpResponse:
        """Hand the changes on; a machine translates what is missing where that was asked for."""
        row = PublishedText.objects.filter(
            translation_key=self.object.object_id, locale_id=self.object.locale_id, live=True
        ).first()
        if row is None:
            messages.error(self.request, _("The source has not been published, so there is nothing to hand on."))
        else:
            outcome = updates.bring_up_to_date(
                row, user=self.request.user, machine=bool(form.cleaned_data.get("use_machine_translation"))
            )
            tell(self.request, [outcome])
        translations = list(self.object.translations.filter(enabled=True))
        self.components.save(self.object, sources_and_translations={self.object: translations})
        return redirect(self.get_success_url() or self.get_default_success_url())


def without_alias(menu_items: list[Any]) -> None:
    """Take "Convert to alias page" out of the menu below the page editor."""
    menu_items[:] = [item for item in menu_items if getattr(item, "name", "") != "localize-convert-to-alias"]


def switch_locale_sync_off() -> None:
    """Take "Synchronise content from another locale" out of the form of a locale: it makes aliases of everything."""
    components.LOCALE_COMPONENTS[:] = [
        component for component in components.LOCALE_COMPONENTS if component["model"] is not LocaleSynchronization
    ]
