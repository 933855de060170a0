"""What exchange, machine and glossary add to Wagtail's admin. Imported by ``portal.wagtail_hooks``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import TranslatableMixin
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from portal.translation import exchange_views, machine_views
from portal.translation.glossary import GlossaryTerm


@hooks.register("register_admin_urls", order=-10)
def exchange_urls() -> list[URLPattern]:
    """Our pages, and two of wagtail-localize's addresses, which are looked up here first.

    Its upload imports without a word what a file lost, and its machine button answers a failing service with an error
    page; the editor's own forms lead here now. Delete the two lines when wagtail-localize does better.
    """
    return [
        path("translations/export/", exchange_views.export, name="translation_export"),
        path("translations/import/", exchange_views.import_upload, name="translation_import"),
        path("translations/import/<uuid:key>/", exchange_views.import_preview, name="translation_import_preview"),
        path("translations/review/<int:translation_id>/", machine_views.review, name="translation_review"),
        path("localize/translate/<int:translation_id>/pofile/upload/", exchange_views.upload_for_one),
        path("localize/translate/<int:translation_id>/machine_translate/", machine_views.machine_translate),
    ]


@hooks.register("before_edit_page", order=-20)
def tell_about_page(request: HttpRequest, page: Any) -> None:
    """Before others answer with an editor of their own."""
    machine_views.tell_what_to_check(request, page)


@hooks.register("before_edit_snippet", order=-20)
def tell_about_snippet(request: HttpRequest, instance: Any) -> None:
    """The same for snippets that are translated."""
    if isinstance(instance, TranslatableMixin):
        machine_views.tell_what_to_check(request, instance)


class GlossaryViewSet(SnippetViewSet):
    """The glossary, beside the other snippets."""

    model = GlossaryTerm
    icon = "openquote"
    menu_label = _("Glossary")
    list_display = ("term", "plural", "in_other_languages")
    list_per_page = 100


register_snippet(GlossaryViewSet)
