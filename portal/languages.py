"""Which pages exist in which language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from wagtail.models import Page, Site


def home_pages() -> dict[str, Page]:
    """The live home page of every content language that has one, in the order of the settings."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return {}
    pages = Page.objects.filter(translation_key=site.root_page.translation_key, live=True).select_related("locale")
    found = {page.locale.language_code: page for page in pages}
    return {code: found[code] for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES if code in found}


def live_translations(page: Page) -> dict[str, Page]:
    """The live pages with the same content, itself included, by language code; one query."""
    pages = Page.objects.filter(translation_key=page.translation_key, live=True, alias_of__isnull=True)
    found: dict[str, Any] = {other.locale.language_code: other for other in pages.select_related("locale")}
    return {code: found[code] for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES if code in found}
