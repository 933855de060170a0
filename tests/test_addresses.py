"""What search engines are told about addresses: sitemap, robots, canonical addresses, translations, feeds."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from lxml import etree
from lxml import html as lxml_html
from wagtail.models import Page, PageViewRestriction

from gemeenten.models import Municipality, MunicipalityPage
from tests.news.items import add_item

BASE = settings.WAGTAILADMIN_BASE_URL
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def sitemap(site: Client) -> dict[str, dict[str, Any]]:
    """Each path with its alternates by language and its day of change."""
    tree = etree.fromstring(site.get("/sitemap.xml").content)
    found = {}
    for url in tree.findall("s:url", NAMES):
        path = str(url.findtext("s:loc", namespaces=NAMES)).removeprefix(BASE)
        links = url.findall("x:link", NAMES)
        found[path] = {
            "alternates": {link.get("hreflang"): str(link.get("href")).removeprefix(BASE) for link in links},
            "lastmod": url.findtext("s:lastmod", namespaces=NAMES),
        }
    return found


def head(site: Client, address: str) -> Any:
    """The parsed page."""
    response = site.get(address)
    assert response.status_code == 200
    return lxml_html.fromstring(response.content.decode())


def canonical(tree: Any) -> str:
    (found,) = tree.xpath("//link[@rel='canonical']/@href")
    return str(found).removeprefix(BASE)


def alternates(tree: Any) -> dict[str, str]:
    links = tree.xpath("//link[@rel='alternate'][@hreflang]")
    return {link.get("hreflang"): link.get("href").removeprefix(BASE) for link in links}


def test_the_sitemap_holds_every_public_page_with_its_day_and_nothing_twice(site: Client) -> None:
    found = sitemap(site)

    for page in Page.objects.live().filter(depth__gt=1):
        assert re.match(r"\d{4}-\d\d-\d\d", found[page.url]["lastmod"]), page.url
    urls = re.findall("<loc>([^<]+)</loc>", site.get("/sitemap.xml").content.decode())
    assert len(urls) == len(set(urls)) == len(found)


def test_the_sitemap_holds_each_municipality_once_by_profile_or_by_code(site: Client) -> None:
    found = sitemap(site)
    profiles = {page.municipality_id for page in MunicipalityPage.objects.live()}
    current = Municipality.objects.current()

    for municipality in current:
        listed = f"/nl/gemeenten/{municipality.pk}/" in found
        assert listed == (municipality.pk not in profiles), municipality.pk
        assert (f"/fr/communes/{municipality.pk}/" in found) == listed
    entry = found["/nl/gemeenten/11002/"]["alternates"]
    assert entry == {"nl": "/nl/gemeenten/11002/", "fr": "/fr/communes/11002/", "x-default": "/nl/gemeenten/11002/"}


def test_alternates_in_the_sitemap_are_those_of_the_pages(site: Client) -> None:
    found = sitemap(site)
    for path in ("/nl/", "/fr/communes/gand/", "/nl/gemeenten/hove/", "/fr/communes/11002/", "/nl/open-data/"):
        assert found[path]["alternates"] == alternates(head(site, path)), path
    assert found["/nl/"]["alternates"]["x-default"] == "/"


def test_search_results_and_private_pages_are_not_in_the_sitemap(site: Client) -> None:
    page = Page.objects.get(url_path__endswith="/doe-mee/", locale__language_code="nl")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)

    found = sitemap(site)

    assert page.url not in found
    assert not [path for path in found if "zoeken" in path or "recherche" in path]


def test_years_of_news_are_in_the_sitemap_once_there_are_several(site: Client) -> None:
    add_item("van-vroeger", date(2021, 3, 1))

    found = sitemap(site)

    assert "/nl/nieuws/2021/" in found
    assert found["/nl/nieuws/2021/"]["alternates"] == {}
    for path in (path for path in found if re.fullmatch(r"/nl/nieuws/\d{4}/", path)):
        assert site.get(path).status_code == 200


def test_robots_are_shown_the_sitemap_and_kept_from_the_admin(site: Client) -> None:
    text = site.get("/robots.txt").content.decode()

    assert f"Sitemap: {BASE}/sitemap.xml" in text
    assert "Disallow: /admin/" in text
    assert "Disallow: /nl/" not in text


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/nl/gemeenten/?activity=onderwijs&province=40000", "/nl/gemeenten/"),
        ("/nl/gemeenten/?q=gent", "/nl/gemeenten/"),
        ("/fr/lettre/?gemeente=11002", "/fr/lettre/"),
        ("/nl/nieuws/?page=1", "/nl/nieuws/"),
        ("/nl/zoeken/?q=school", "/nl/zoeken/"),
        ("/", "/"),
    ],
)
def test_filters_and_queries_are_left_out_of_the_canonical_address(site: Client, address: str, kept: str) -> None:
    assert canonical(head(site, address)) == kept


def test_further_pages_of_the_news_are_pages_of_their_own_without_translations(site: Client) -> None:
    for number in range(13):
        add_item(f"bericht-{number}", date(2022, 1, 1) + timedelta(days=number))

    tree = head(site, "/nl/nieuws/?page=2")

    assert canonical(tree) == "/nl/nieuws/?page=2"
    assert alternates(tree) == {}
    assert tree.xpath("string(//title)") != head(site, "/nl/nieuws/").xpath("string(//title)")
    assert canonical(head(site, "/nl/nieuws/?page=2&activity=x")) == "/nl/nieuws/?page=2"


def test_the_choice_of_a_language_leads_to_each_and_is_the_default_of_the_home_pages(site: Client) -> None:
    expected = {"nl": "/nl/", "fr": "/fr/", "x-default": "/"}

    for address in ("/", "/nl/", "/fr/"):
        assert alternates(head(site, address)) == expected, address


@pytest.mark.parametrize(
    ("address", "feeds"),
    [
        ("/nl/", ["/nl/nieuws/feed/"]),
        ("/fr/actualites/", ["/fr/actualites/feed/"]),
        ("/nl/gemeenten/", ["/nl/nieuws/feed/", "/nl/gemeenten/wijzigingen/feed/"]),
    ],
)
def test_feeds_are_announced_where_they_belong(site: Client, address: str, feeds: list[str]) -> None:
    found = head(site, address).xpath("//head/link[@type='application/atom+xml']/@href")

    assert found == feeds
    for feed in feeds:
        assert site.get(feed)["Content-Type"].startswith("application/atom+xml")


@pytest.mark.parametrize(
    ("address", "kind", "locale", "other"),
    [
        ("/nl/nieuws/fusies-2025/", "article", "nl_BE", ["fr_BE"]),
        ("/nl/gemeenten/hove/", "website", "nl_BE", ["fr_BE"]),
    ],
)
def test_shared_links_say_type_and_languages(
    site: Client, address: str, kind: str, locale: str, other: list[str]
) -> None:
    tree = head(site, address)

    assert tree.xpath("//meta[@property='og:type']/@content") == [kind]
    assert tree.xpath("//meta[@property='og:locale']/@content") == [locale]
    assert tree.xpath("//meta[@property='og:locale:alternate']/@content") == other
    assert tree.xpath("//meta[@property='og:url']/@content") == [f"{BASE}{address}"]


def test_a_page_without_a_text_for_search_engines_is_described_by_its_introduction(site: Client) -> None:
    page = Page.objects.get(url_path__endswith="/doe-mee/", locale__language_code="nl").specific
    page.search_description = ""
    page.introduction = "De inleiding van deze pagina."
    page.save_revision().publish()

    assert head(site, page.url).xpath("//meta[@name='description']/@content") == ["De inleiding van deze pagina."]
