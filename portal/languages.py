"""Which pages exist in which language."""

from __future__ import annotations

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
