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


def campaign_and_site(page: Any, request: HttpRequest) -> list[Thing]:
    """What the home page ``page`` stands for: the coalition, and the site in its language."""
    return remembered(f"campaign and site {page.pk}", lambda: _things(page, request), request)


def _things(page: Any, request: HttpRequest) -> list[Thing]:
    campaign = remembered("campaign", lambda: CampaignSettings.for_request(request), request)
    language, base = page.locale.language_code, absolute("/")
    logo = absolute(static(f"portal/img/logo-{language if language in ('nl', 'fr') else 'nl'}.svg"))
    search = addresses_of("search").get(language, "")
    return [
        organisation(
            base,
            campaign.coalition_name,
            logo=logo,
            email=campaign.contact_email,
            same_as=[url for _name, url in campaign.social_links],
        ),
        website(
            base, (page.full_url if page.pk else None) or base, page.title, language, absolute(search) if search else ""
        ),
    ]
