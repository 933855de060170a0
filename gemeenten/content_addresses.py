"""Addresses outside of the page tree that show what the pages and the register say."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from gemeenten.embed.views import KINDS
from gemeenten.embed.views import PAGE as EMBEDDING
from gemeenten.open_data.dataset import MEDIA_TYPES
from gemeenten.open_data.views import PAGE as OPEN_DATA
from portal.translated_pages import addresses_of


def content_addresses() -> list[str]:
    """Paths of the open data, the API's lists, the finder and what other sites embed, in every language."""
    languages = [code for code, _name in settings.LANGUAGES]
    return [
        *(reverse(f"open_data_{kind}_file") for kind in MEDIA_TYPES),
        *(reverse(name) for name in ("open_data_catalogue", "api_municipalities")),
        reverse("wagtailapi:pages:listing"),
        *(reverse("finder", args=(code,)) for code in languages),
        *(reverse("embed_frame", args=(code, kind)) for code in languages for kind in KINDS),
        *addresses_of(OPEN_DATA).values(),
        *addresses_of(EMBEDDING).values(),
    ]
