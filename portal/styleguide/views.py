"""The style page: for staff only, in each language of the site."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access

from portal.styleguide.samples import SampleForm, icons, sample_cards, samples
from portal.styleguide.tokens import contrasts, read_tokens


@never_cache
@require_safe
@require_admin_access
def index(request: HttpRequest) -> HttpResponse:
    """Lead to the page in the language in which this person works."""
    code = str(translation.get_language() or "")[:2]
    language = code if code in dict(settings.LANGUAGES) else settings.LANGUAGES[0][0]
    return HttpResponseRedirect(reverse("styleguide_in", args=[language]))


@never_cache
@require_safe
@require_admin_access
def show(request: HttpRequest, language: str) -> HttpResponse:
    """Tokens, components and blocks in one language."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    tokens = read_tokens()
    with translation.override(language):
        context = {
            "colours": tokens.colours(),
            "contrasts": contrasts(tokens),
            "steps": tokens.starting("step-"),
            "spaces": tokens.starting(r"s\d", "edge"),
            "icons": icons(),
            "samples": samples(request),
            "cards": sample_cards(),
            "form": SampleForm.wrong(),
            "languages": [
                (code, translation.get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES
            ],
            "statuses": ["solidary", "asked", "none"],
            "buttons": ["", "button-big", "button-sun", "button-letter", "button-quiet"],
            "fields": ["sun", "pink", "sky", "mint"],
        }
        return render(request, "portal/styleguide/page.html", context)
