"""What pages tell search engines: JSON-LD that parses, says what it must, and lets nothing out of its element."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html
from wagtail.models import Page

from home.models import CampaignPage
from portal.structured_data import as_script, breadcrumb_list, website
from portal.templatetags.discovery_tags import as_description
from tests.news.items import add_item

BASE = settings.WAGTAILADMIN_BASE_URL


def things(site: Client, address: str) -> dict[str, dict[str, Any]]:
    """The things of a page by type."""
    tree = lxml_html.fromstring(site.get(address).content.decode())
    (text,) = tree.xpath("//script[@type='application/ld+json']/text()")
    data = json.loads(text)
    assert data["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in data["@graph"]}


@pytest.mark.parametrize(("address", "search"), [("/nl/", "/nl/zoeken/"), ("/fr/", "/fr/recherche/")])
def test_the_home_page_names_the_organisation_and_the_search_of_its_language(
    site: Client, address: str, search: str
) -> None:
    found = things(site, address)

    assert found["NGO"]["url"] == f"{BASE}/"
    assert found["NGO"]["name"] == "#ikbensolidair"
    assert found["WebSite"]["url"] == f"{BASE}{address}"
    assert found["WebSite"]["inLanguage"] == address.strip("/")
    assert found["WebSite"]["publisher"] == {"@id": found["NGO"]["@id"]}
    action = found["WebSite"]["potentialAction"]
    assert action["target"]["urlTemplate"] == f"{BASE}{search}?q={{search_term_string}}"
    assert action["query-input"] == "required name=search_term_string"
    assert "BreadcrumbList" not in found
    answer = site.get(action["target"]["urlTemplate"].removeprefix(BASE).format(search_term_string="school"))
    assert answer.status_code == 200


def test_every_other_page_names_its_place_in_the_site(site: Client) -> None:
    for page in Page.objects.live().filter(depth__gt=2):
        items = things(site, page.url)["BreadcrumbList"]["itemListElement"]
        assert [item["position"] for item in items] == list(range(1, len(items) + 1)), page.url
        assert len(items) >= 2, page.url
        assert items[-1]["item"] == f"{BASE}{page.url}"
        assert all(item["name"] and item["item"].startswith(BASE) for item in items), page.url


def test_a_news_item_says_who_wrote_it_when_and_in_which_language(site: Client) -> None:
    article = things(site, "/fr/actualites/fusions-2025/")["NewsArticle"]

    assert article["inLanguage"] == "fr"
    assert date.fromisoformat(article["datePublished"])
    assert article["dateModified"] >= article["datePublished"]
    assert article["author"][0]["@type"] == "Organization"
    assert article["author"][0]["name"]
    assert article["publisher"]["name"] == "#ikbensolidair"
    assert article["image"].startswith(f"{BASE}/share/page/")
    assert article["headline"].startswith("Trois communes")
    assert article["mainEntityOfPage"] == f"{BASE}/fr/actualites/fusions-2025/"


def test_news_without_an_author_is_the_campaigns(site: Client) -> None:
    page = add_item("zonder-auteur", date(2024, 5, 1))

    article = things(site, page.url)["NewsArticle"]

    assert article["author"] == article["publisher"]
    assert article["datePublished"] == "2024-05-01"


@pytest.mark.parametrize(
    ("address", "kind", "name", "refnis"),
    [
        ("/nl/gemeenten/gent/", "City", "Gent", "44021"),
        ("/fr/communes/gand/", "City", "Gand", "44021"),
        ("/nl/gemeenten/11002/", "City", "Antwerpen", "11002"),
        ("/fr/communes/44084/", "AdministrativeArea", "Aalter", "44084"),
    ],
)
def test_a_municipality_has_its_register_code_with_and_without_a_profile(
    site: Client, address: str, kind: str, name: str, refnis: str
) -> None:
    found = things(site, address)[kind]

    assert found["name"] == name
    assert name not in found.get("alternateName", [])
    assert found["identifier"] == {"@type": "PropertyValue", "propertyID": "REFNIS", "value": refnis}
    assert 49 < found["geo"]["latitude"] < 52
    assert found["mainEntityOfPage"] == f"{BASE}{address}"


HOSTILE = '</script><script>alert(1)</script><!-- <script> & "quotes" \u2028 ]]>'


@pytest.mark.asvs("v5.0.0-1.2.3")
def test_nothing_that_editors_type_leaves_the_element(site: Client) -> None:
    page = CampaignPage.objects.get(url_path__endswith="/doe-mee/", locale__language_code="nl")
    page.title = HOSTILE
    page.seo_title = ""
    page.search_description = HOSTILE
    page.save_revision().publish()

    html = site.get(page.url).content.decode()
    tree = lxml_html.fromstring(html)

    assert "<script>alert" not in html
    (text,) = tree.xpath("//script[@type='application/ld+json']/text()")
    name = json.loads(text)["@graph"][0]["itemListElement"][-1]["name"]
    assert name.split() == HOSTILE.split()
    (title,) = tree.xpath("//meta[@property='og:title']/@content")
    assert title.split() == HOSTILE.split()


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8))
@pytest.mark.asvs("v5.0.0-1.2.3")
def test_any_text_survives_and_holds_no_sign_of_markup(value: Any) -> None:
    script = str(as_script([{"@type": "Thing", "name": ["x", value]}]))

    inside = script.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&\u2028\u2029") & set(inside)
    assert json.loads(inside)["@graph"][0]["name"] == ["x", value]


def test_nothing_to_say_makes_no_element() -> None:
    assert as_script([]) == ""
    assert breadcrumb_list([("Home", "https://example.org/")]) == {}
    assert "potentialAction" not in website("https://a.example/", "https://a.example/de/", "x", "de", "")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("  Een\n <b>vette</b> &amp; korte  zin. ", "Een vette & korte zin."),
        ("Een zin. " * 40, "Een zin. " * 17 + "Een zin."),
        ("woord " * 60, "woord " * 27 + "woord…"),
        ("", ""),
    ],
)
def test_a_description_is_one_line_cut_between_sentences_or_words(html: str, text: str) -> None:
    shown = as_description(html)

    assert len(shown) <= 170
    assert shown == text
