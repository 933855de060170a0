"""A news item in schema.org's terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from news.bylines import Byline
from portal.models import CampaignSettings
from portal.share_picture import absolute, picture_of_page
from portal.structured_data import Thing, filled, organisation_id

if TYPE_CHECKING:
    from news.models import NewsPage


def news_article(page: NewsPage, authors: list[Byline], request: HttpRequest) -> Thing:
    """The item as a NewsArticle; without authors the campaign speaks."""
    campaign = CampaignSettings.from_memory(request)
    name = campaign.coalition_name if campaign else settings.WAGTAIL_SITE_NAME
    publisher = {"@id": organisation_id(absolute("/")), "@type": "NGO", "name": name}
    changed = page.last_published_at and timezone.localtime(page.last_published_at)
    return filled(
        {
            "@type": "NewsArticle",
            "headline": page.title,
            "description": page.description,
            "inLanguage": page.locale.language_code,
            "datePublished": page.date.isoformat(),
            "dateModified": changed.isoformat(timespec="seconds") if changed and changed.date() >= page.date else "",
            "author": [filled({"@type": "Organization", "name": author.name, "url": author.url}) for author in authors]
            or publisher,
            "publisher": publisher,
            "image": picture_of_page(page, request).url,
            "mainEntityOfPage": (page.full_url or "") if page.pk else "",
        }
    )
