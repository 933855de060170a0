"""The search page as visitors use it, over the starter site."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html as lxml_html
from wagtail.models import PageViewRestriction

from home.models import CampaignPage, HomePage
from tests.news.items import add_item

DUTCH, FRENCH = "/nl/zoeken/", "/fr/recherche/"


def found(site: Client, query: str, address: str = DUTCH, **parameters: str) -> Any:
    """The parsed page of results."""
    response = site.get(address, {"q": query, **parameters})
    assert response.status_code == 200
    return lxml_html.fromstring(response.content.decode())


def urls(tree: Any) -> list[str]:
    """The addresses of the pages found, in their order."""
    return [str(url) for url in tree.xpath("//ol[contains(@class, 'search-results')]//h3/a/@href")]


def municipalities(tree: Any) -> list[str]:
    """The names of the municipalities shown."""
    return [str(name).strip() for name in tree.xpath("//a[@class='row-name']/text()")]


@pytest.mark.parametrize("query", ["vluchteling", "VLUCHTELING", "vlúchteling", "gezin vluchteling"])
def test_the_beginning_of_a_word_finds_it_whatever_accents_and_capitals(site: Client, query: str) -> None:
    assert "/nl/activiteiten/community-sponsorship/" in urls(found(site, query))


@pytest.mark.parametrize("query", ["ecole", "école", "Écoles", "l’école"])
def test_french_is_found_with_and_without_accents(site: Client, query: str) -> None:
    assert "/fr/activites/enseignement/" in urls(found(site, query, FRENCH))


@pytest.mark.parametrize(("address", "language"), [(DUTCH, "nl"), (FRENCH, "fr")])
def test_only_pages_in_the_readers_language_are_found(site: Client, address: str, language: str) -> None:
    results = urls(found(site, "community sponsorship", address))

    assert results
    assert all(url.startswith(f"/{language}/") for url in results)


def test_pages_with_the_word_in_their_title_come_first(site: Client) -> None:
    assert urls(found(site, "onderwijs"))[0] == "/nl/activiteiten/onderwijs/"


def test_every_word_must_be_on_the_page(site: Client) -> None:
    assert urls(found(site, "onderwijs qqqq")) == []


def test_hits_are_marked_and_what_the_visitor_typed_is_escaped(site: Client) -> None:
    tree = found(site, "voogd")
    assert "voogd" in str(tree.xpath("//ol//mark/text()")[0]).lower()

    html = site.get(DUTCH, {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in html


def test_a_draft_a_private_page_and_an_unpublished_one_never_appear(site: Client) -> None:
    home = HomePage.objects.get(locale__language_code="nl")
    page = CampaignPage(title="Zeldzaamwoord", slug="zeldzaam", locale=home.locale, introduction="Zeldzaamwoord.")
    home.add_child(instance=page)
    page.save_revision().publish()
    assert urls(found(site, "zeldzaamwoord")) == ["/nl/zeldzaam/"]

    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert urls(found(site, "zeldzaamwoord")) == []

    restriction.delete()
    page.unpublish()
    assert urls(found(site, "zeldzaamwoord")) == []

    page.title = "Anderwoord"
    page.save_revision()
    assert urls(found(site, "anderwoord")) == []


@pytest.mark.parametrize(
    ("query", "address", "name"),
    [("Gent", DUTCH, "Gent"), ("9000", DUTCH, "Gent"), ("gand", FRENCH, "Gand"), ("Luik", FRENCH, "Liège")],
)
def test_a_municipality_is_found_through_the_finder(site: Client, query: str, address: str, name: str) -> None:
    assert name in municipalities(found(site, query, address))


def test_a_profile_shown_as_municipality_is_not_repeated_among_the_pages(site: Client) -> None:
    tree = found(site, "Gent")

    assert municipalities(tree)[0] == "Gent"
    assert "/nl/gemeenten/gent/" not in urls(tree)


def test_a_misspelt_municipality_is_suggested(site: Client) -> None:
    tree = found(site, "Leuvven")

    assert "Bedoelde je" in tree.text_content()
    assert "Leuven" in municipalities(tree)


def test_nothing_found_says_so_and_offers_ways_on(site: Client) -> None:
    tree = found(site, "xyzzyplugh")

    assert "Niets gevonden" in tree.text_content()
    assert "/nl/gemeenten/" in tree.xpath("//main//a/@href")
    assert "/nl/activiteiten/onderwijs/" in tree.xpath("//main//a/@href")


@pytest.mark.parametrize("query", ["", "   ", "…", "***", '"', "NEAR(", "title:", "\\", "%", "' OR 1=1 --", "a" * 5000])
@pytest.mark.asvs("v5.0.0-1.2.4")
def test_no_query_is_too_odd(site: Client, query: str) -> None:
    tree = found(site, query)

    assert len(tree.xpath("//h1")) == 1
    assert tree.xpath("//input[@id='search-q']/@maxlength") == ["100"]
    assert len(tree.xpath("//input[@id='search-q']")[0].get("value") or "") <= 100


def test_a_query_without_words_is_told_what_to_type(site: Client) -> None:
    tree = found(site, "?!")

    assert "Er staat geen woord" in tree.text_content()
    assert tree.xpath("//input[@id='search-q']/@aria-describedby") == ["search-message"]


def many_items(count: int) -> None:
    for number in range(count):
        add_item(f"proefbericht-{number}", date(2024, 1, 1 + number), introduction="Over het proefwoord.")


def test_results_come_in_pages_of_ten(site: Client) -> None:
    many_items(12)

    first, second = found(site, "proefwoord"), found(site, "proefwoord", page="2")

    assert (len(urls(first)), len(urls(second))) == (10, 2)
    assert not set(urls(first)) & set(urls(second))
    assert first.xpath("//nav[@class='pagination']//a/@href") == ["?q=proefwoord&page=2"]
    assert second.xpath("//ol[contains(@class, 'search-results')]/@start") == ["11"]
    for odd in ("0", "99", "x"):
        assert urls(found(site, "proefwoord", page=odd))


def queries(site: Client, query: str) -> int:
    site.get(DUTCH, {"q": query})
    with CaptureQueriesContext(connection) as captured:
        site.get(DUTCH, {"q": query})
    return len(captured)


def test_the_number_of_queries_does_not_grow_with_what_is_found(site: Client) -> None:
    many_items(2)
    few = queries(site, "proefwoord")
    many_items_more(9)

    assert queries(site, "proefwoord") == few
    assert queries(site, "gemeente") <= 15


def many_items_more(count: int) -> None:
    for number in range(count):
        add_item(f"nog-een-bericht-{number}", date(2023, 1, 1 + number), introduction="Over het proefwoord.")


def test_search_engines_keep_no_results_and_visitors_get_no_cookie(site: Client) -> None:
    response = site.get(DUTCH, {"q": "school"})
    html = response.content.decode()

    assert '<meta name="robots" content="noindex">' in html
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "public" in response["Cache-Control"]
    assert site.post(DUTCH, {"q": "school"}).status_code == 405


def test_the_page_is_there_in_both_languages_and_in_every_header(site: Client) -> None:
    html = site.get(FRENCH).content.decode()
    assert 'lang="fr"' in html
    assert re.search(rf'hreflang="nl" href="[^"]+{DUTCH}"', html)
    for address, search in (("/nl/", DUTCH), ("/fr/communes/", FRENCH), ("/nl/bestaat-niet/", DUTCH)):
        assert f'<a class="search-link" href="{search}"' in site.get(address).content.decode()
