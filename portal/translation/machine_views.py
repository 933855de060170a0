"""The machine's texts in the admin: asking for them, looking through them, confirming them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail_localize.models import Translation

from portal.translation.access import may_edit
from portal.translation.edited import edited_translation
from portal.translation.exchange_views import export_url, page_context
from portal.translation.glossary import Glossary
from portal.translation.inline import visible_text
from portal.translation.machine import (
    MachineError,
    confirm_machine_text,
    machine_translator,
    pretranslate,
    unconfirmed_machine_segments,
)
from portal.translation.segments import label, load_documents


def _translation_or_error(request: HttpRequest, translation_id: int) -> Translation:
    rows = Translation.objects.select_related("source__locale", "source__specific_content_type", "target_locale")
    translation: Translation = get_object_or_404(rows, pk=translation_id)
    if not may_edit(request.user, translation):
        raise PermissionDenied
    return translation


@require_POST
def machine_translate(request: HttpRequest, translation_id: int) -> HttpResponse:
    """The translation editor's machine button: as wagtail-localize's view, which tells nobody when a service fails."""
    translator = machine_translator()
    if translator is None:
        raise Http404
    translation = _translation_or_error(request, translation_id)
    if not translator.can_translate(translation.source.locale, translation.target_locale):
        raise Http404
    review = reverse("translation_review", args=[translation.pk])
    try:
        made, unfit = pretranslate(translation, translator, request.user)
    except MachineError as error:
        messages.error(request, str(error))
    else:
        if made:
            text = ngettext(
                "%(name)s translated %(number)d text. It stays marked until somebody confirms it.",
                "%(name)s translated %(number)d texts. They stay marked until somebody confirms them.",
                made,
            ) % {"name": translator.display_name, "number": made}
            messages.success(request, text, buttons=[messages.button(review, _("Look through them"))])
        if unfit:
            text = ngettext(
                "%(number)d text came back damaged or did not fit and is left to you.",
                "%(number)d texts came back damaged or did not fit and are left to you.",
                unfit,
            ) % {"number": unfit}
            messages.warning(request, text)
        if not made and not unfit:
            messages.warning(request, _("There is nothing left to translate."))
    return redirect(get_valid_next_url_from_request(request) or review)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, translation_id: int) -> HttpResponse:
    """The machine's texts beside their sources, and where the glossary says otherwise; a POST confirms texts."""
    translation = _translation_or_error(request, translation_id)
    if request.method == "POST":
        chosen = [int(key) for key in request.POST.getlist("text") if key.isdigit()]
        number = confirm_machine_text(translation, request.user, None if "all" in request.POST else chosen)
        text = ngettext("%(number)d text is confirmed.", "%(number)d texts are confirmed.", number)
        messages.success(request, text % {"number": number})
        return redirect("translation_review", translation.pk)
    model = translation.source.specific_content_type.model_class()
    machine = [
        {
            "pk": row.pk,
            "place": label(model, row.context.path, row.context.field_path),
            "source": visible_text(row.translation_of.data),
            "target": visible_text(row.data),
            "tool": row.tool_name,
        }
        for row in unconfirmed_machine_segments(translation).order_by("context__path", "pk")
    ]
    context = {
        **page_context(_("Check the translation"), "check"),
        "translation": translation,
        "title": translation.source.object_repr,
        "machine": machine,
        "glossary": glossary_lines(translation),
        "edit_url": _edit_url(translation),
        "export_url": export_url(translation),
    }
    return TemplateResponse(request, "portal/translation/exchange_review.html", context)


def glossary_lines(translation: Translation) -> list[dict[str, Any]]:
    """The texts of a translation in which a term of the glossary is said otherwise."""
    glossary = Glossary.load(translation.target_locale.language_code)
    [document] = load_documents([translation])
    return [
        {
            "place": segment.note,
            "source": visible_text(segment.source),
            "target": visible_text(segment.target),
            "problems": problems,
        }
        for segment in document.segments
        if segment.target and segment.path != "slug" and (problems := glossary.problems(segment.source, segment.target))
    ]


def _edit_url(translation: Translation) -> str:
    try:
        return translation.get_target_instance_edit_url() or ""
    except ObjectDoesNotExist:
        return ""


def tell_what_to_check(request: HttpRequest, instance: Any) -> None:
    """When the translation editor opens: how much machine text waits for a person, and what the glossary says."""
    if request.method != "GET":
        return
    translation = edited_translation(request, instance)
    if translation is None:
        return
    waiting, terms = unconfirmed_machine_segments(translation).count(), len(glossary_lines(translation))
    found = []
    if waiting:
        found.append(
            ngettext(
                "%(number)d text is a machine's, and nobody has confirmed it.",
                "%(number)d texts are a machine's, and nobody has confirmed them.",
                waiting,
            )
            % {"number": waiting}
        )
    if terms:
        found.append(
            ngettext(
                "In %(number)d text the glossary has another word.",
                "In %(number)d texts the glossary has another word.",
                terms,
            )
            % {"number": terms}
        )
    if found:
        address = reverse("translation_review", args=[translation.pk])
        messages.warning(request, " ".join(found), buttons=[messages.button(address, _("Check the translation"))])
