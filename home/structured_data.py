"""The campaign and its site in schema.org's terms."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static

from portal.models import CampaignSettings
from portal.share_picture import absolute
from portal.snapshot import remembered
from portal.structured_data import Thing, organisation, website
from portal.translated_pages import addresses_of
from portal.tree import Tree


def campaign_and_site(page: Any, request: HttpRequest) -> list[Thing]:
    """What the home page ``page`` stands for: the coalition, and the site in its language."""
    return remembered(f"campaign and site {page.pk}", lambda: _things(page, request), request)


def _things(page: Any, request: HttpRequest) -> list[Thing]:
    campaign, tree = CampaignSettings.from_memory(request), Tree.load(request)
    language, base = page.locale.language_code, absolute("/")
    logo = absolute(static(f"portal/img/logo-{language if language in ('nl', 'fr') else 'nl'}.svg"))
    search = addresses_of("search").get(language, "")
    return [
        organisation(
            base,
            campaign.coalition_name if campaign else page.title,
            logo=logo,
            email=campaign.contact_email if campaign else "",
            same_as=[url for _name, url in campaign.social_links] if campaign else [],
        ),
        website(
            base,
            (tree.full_url(page) if page.pk else "") or base,
            page.title,
            language,
            absolute(search) if search else "",
        ),
    ]
