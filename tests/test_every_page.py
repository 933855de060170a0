"""Every page of the starter site, in both languages, as a visitor gets it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from wagtail.models import Page

from gemeenten.models import MunicipalityPage

ADDRESSES_WITHOUT_LANGUAGE = [
    "/",
    "/sitemap.xml",
    "/robots.txt",
    "/.well-known/security.txt",
    "/health/live/",
    "/health/ready/",
]


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_every_live_page_answers_with_one_heading_and_no_cookie(site: Client, language: str) -> None:
    pages = Page.objects.live().filter(locale__language_code=language, depth__gt=1)
    assert pages.count() >= 35
    for page in pages:
        response = site.get(page.url)
        html = response.content.decode()
        assert response.status_code == 200, page.url
        assert html.count("<h1") == 1, page.url
        assert f'<html lang="{language}"' in html, page.url
        assert not response.cookies, page.url
        assert "Cookie" not in response.get("Vary", ""), page.url


@pytest.mark.parametrize("address", ADDRESSES_WITHOUT_LANGUAGE)
def test_every_address_without_language_answers(site: Client, address: str) -> None:
    response = site.get(address)

    assert response.status_code == 200
    assert not response.cookies


@pytest.mark.django_db
def test_starter_site_has_seventeen_profiles_of_which_fifteen_are_translated() -> None:
    live = MunicipalityPage.objects.live()

    assert live.filter(locale__language_code="nl").count() == 17
    assert live.filter(locale__language_code="fr").count() == 15


@pytest.mark.django_db
def test_no_page_is_an_alias_that_serves_another_language() -> None:
    assert not Page.objects.filter(alias_of__isnull=False).exists()


@pytest.mark.asvs("v5.0.0-3.7.1")
def test_pages_load_nothing_from_other_hosts_and_run_no_inline_code(site: Client) -> None:
    for address in ["/", "/nl/", "/fr/communes/", "/nl/gemeenten/gent/", "/nl/brief/", "/fr/actualites/", "/nl/x/"]:
        html = site.get(address).content.decode()
        for tag in re.findall(r"<(?:script|link|img|iframe|source|use)\b[^>]*>", html):
            target = re.search(r'\b(?:src|href|srcset)="([^"]+)"', tag)
            if target and 'rel="canonical"' not in tag and 'rel="alternate"' not in tag:
                assert target[1].startswith(("/", "#")), tag
        # What search engines read about the page is data, not code.
        code = html.replace('<script type="application/ld+json">', "")
        assert not re.search(r"<script(?![^>]*\bsrc=)", code), address
        assert not re.search(r"\sstyle=\"|<style|\son[a-z]+=\"", html), address


def test_sitemap_names_the_pages_of_both_languages_with_their_alternates(site: Client) -> None:
    xml = site.get("/sitemap.xml").content.decode()

    assert "/nl/gemeenten/gent/</loc>" in xml
    assert "/fr/communes/gand/</loc>" in xml
    assert 'hreflang="fr"' in xml


def test_translated_pages_point_at_each_other(site: Client) -> None:
    dutch = site.get("/nl/gemeenten/gent/").content.decode()
    french = site.get("/fr/communes/gand/").content.decode()

    for html in (dutch, french):
        assert re.search(r'rel="alternate" hreflang="nl" href="[^"]+/nl/gemeenten/gent/"', html)
        assert re.search(r'rel="alternate" hreflang="fr" href="[^"]+/fr/communes/gand/"', html)


def test_language_choice_redirects_nobody(site: Client) -> None:
    response = site.get("/", HTTP_ACCEPT_LANGUAGE="fr")

    assert response.status_code == 200
    assert b'href="/nl/"' in response.content
    assert b'href="/fr/"' in response.content
