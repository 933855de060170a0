"""The addresses of the open data: thin, since rows, writers and descriptions are made elsewhere."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Site

from gemeenten.directory import Directory
from gemeenten.open_data.dataset import base_url, file_answer, modified
from gemeenten.open_data.dcat import describe
from gemeenten.open_data.documentation import COLUMN_TEXTS, FILES
from gemeenten.open_data.openapi import document
from gemeenten.open_data.rows import ATTRIBUTION, LICENCE
from portal.answers import Answer, json_answer, open_to_all, send
from portal.cache import apply_cache_policy
from portal.models import CampaignSettings
from portal.snapshot import remembered
from portal.translated_pages import addresses_of

PAGE = "open_data"


@open_to_all
def data_file(request: HttpRequest, kind: str) -> HttpResponse:
    """One of the files, with its licence and its description as links for machines."""
    response = send(request, file_answer(kind, request))
    catalogue = f"{base_url()}/open-data/catalog.jsonld"
    response["Link"] = f'<{LICENCE}>; rel="license", <{catalogue}>; rel="describedby"; type="application/ld+json"'
    return response


@open_to_all
def catalogue(request: HttpRequest) -> HttpResponse:
    """The description for data catalogues."""
    return send(request, remembered("open data catalogue", lambda: _catalogue(request), request))


def _catalogue(request: HttpRequest) -> Answer:
    site = Site.find_for_request(request)
    campaign = CampaignSettings.for_site(site) if site else None
    pages = addresses_of(PAGE)
    texts: dict[str, dict[str, str]] = {"titles": {}, "descriptions": {}, "catalogue_titles": {}}
    keywords = {}
    for code in pages:
        with translation.override(code):
            texts["titles"][code] = _("Solidary municipalities of Belgium")
            texts["catalogue_titles"][code] = _("Open data of the solidary municipalities")
            texts["descriptions"][code] = _(
                "All Belgian municipalities with the state of their commitment to welcoming refugees,"
                " what they do, and where they lie."
            )
            keywords[code] = (_("municipalities"), _("refugees"), _("solidarity"))
    described = describe(
        base_url(),
        modified=modified(request),
        publisher=campaign.coalition_name if campaign else settings.WAGTAIL_SITE_NAME,
        contact=campaign.contact_email if campaign else "",
        keywords=keywords,
        pages={code: f"{base_url()}{path}" for code, path in pages.items()},
        **texts,
    )
    return json_answer(described, content_type="application/ld+json")


@open_to_all
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of the API."""

    def build() -> Answer:
        languages = [code for code, _name in settings.LANGUAGES]
        activities = [label.slug for label in Directory.load("nl", request).labels.values()]
        return json_answer(document(base_url(), languages, activities), "en")

    return send(request, remembered("openapi", build, request))


@require_safe
def documentation(request: HttpRequest, language: str) -> HttpResponse:
    """The page for people: files, columns, licence, API."""
    context: dict[str, Any] = {
        "translated_addresses": addresses_of(PAGE),
        "base_url": base_url(),
        "files": FILES,
        "columns": COLUMN_TEXTS,
        "activities": Directory.load(language, request).labels.values(),
        "licence": LICENCE,
        "attribution": _(ATTRIBUTION),
        "example": f"curl '{base_url()}/api/v2/municipalities/?status=solidary&activity=onderwijs'",
        "modified": datetime.fromisoformat(modified(request)),
    }
    return apply_cache_policy(request, render(request, "open_data/documentation.html", context))
