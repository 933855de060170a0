"""The guide inside the admin."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.guide.chapters import ORDER, chapter, language_for, titles


def index(request: HttpRequest) -> HttpResponse:
    """Lead to the first chapter."""
    return HttpResponseRedirect(reverse("guide_chapter", args=[ORDER[0]]))


def show(request: HttpRequest, name: str) -> HttpResponse:
    """One chapter in the language in which this person works."""
    language = language_for(get_language())
    try:
        found = chapter(language, name)
    except KeyError as error:
        raise Http404(_("The guide has no such chapter.")) from error
    context = {
        "chapter": found,
        "titles": titles(language),
        "header_title": _("Guide"),
        "page_title": _("Guide"),
        "header_icon": "help",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("guide"), "label": _("Guide")},
            {"url": "", "label": found.title},
        ],
    }
    return TemplateResponse(request, "portal/guide/chapter.html", context)
