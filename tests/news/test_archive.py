"""The archive of the news: by year, and by what it is about."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gemeenten.models import Activity
from news.models import Author
from tests.factories import unindexed
from tests.news.items import add_item


@pytest.fixture
def years(db: None) -> None:
    """Two items of 2025, one of 2023, the three of the starter site; one of 2025 in French."""
    activity = Activity.objects.get(slug="onderwijs")
    add_item("jaarbegin", date(2025, 1, 1), municipalities=["44021"])
    add_item("jaareinde", date(2025, 12, 31), activities=[activity.pk])
    add_item("oud", date(2023, 6, 1), municipalities=["44021"])
    add_item("debut", date(2025, 1, 1), language="fr")


def slugs(site: Client, address: str) -> list[str]:
    """The items in the list, in order."""
    html = site.get(address).content.decode()
    return re.findall(r'<h3[^>]*><a href="/(?:nl/nieuws|fr/actualites)/([^/"]+)/"', html)


def title(site: Client, address: str) -> str:
    """The title in the head."""
    found = re.search(r"<title>(.*?)</title>", site.get(address).content.decode(), re.DOTALL)
    assert found is not None
    return found[1].strip()


def test_year_shows_its_items_and_no_others(site: Client, years: None) -> None:
    assert slugs(site, "/nl/nieuws/2025/") == ["jaareinde", "jaarbegin"]
    assert slugs(site, "/nl/nieuws/2023/") == ["oud"]
    assert slugs(site, "/fr/actualites/2025/") == ["debut"]
    assert len(slugs(site, "/nl/nieuws/")) == 6


@pytest.mark.parametrize(
    "address",
    [
        *("/nl/nieuws/2024/", "/nl/nieuws/0000/", "/nl/nieuws/9999/", "/nl/nieuws/202/", "/nl/nieuws/20255/"),
        *("/fr/actualites/2023/", "/nl/nieuws/2025/01/"),
    ],
)
def test_year_without_news_is_not_found(site: Client, years: None, address: str) -> None:
    assert site.get(address).status_code == 404


def test_list_leads_to_the_years_with_their_numbers(site: Client, years: None) -> None:
    html = " ".join(re.sub(r"\s+", " ", site.get("/nl/nieuws/").content.decode()).split())

    for year, count in ((2026, 3), (2025, 2), (2023, 1)):
        assert re.search(rf'href="/nl/nieuws/{year}/">{year} <span class="chip-count">\({count}\)', html), year
    assert re.search(r'href="/nl/nieuws/" aria-current="page">Alle jaren <span class="chip-count">\(6\)', html)
    assert 'href="/nl/nieuws/2024/"' not in html


def test_list_of_a_single_year_offers_no_choice_of_years(site: Client) -> None:
    assert 'class="archive-bar"' not in site.get("/nl/nieuws/").content.decode()
    assert site.get("/nl/nieuws/2026/").status_code == 200


def test_every_archive_page_has_a_title_heading_and_canonical_address_of_its_own(site: Client, years: None) -> None:
    addresses = ["/nl/nieuws/", "/nl/nieuws/2026/", "/nl/nieuws/2025/", "/nl/nieuws/?municipality=44021"]
    addresses += ["/nl/nieuws/2025/?municipality=44021", "/fr/actualites/2025/"]

    assert len({title(site, address) for address in addresses}) == len(addresses)
    assert title(site, "/nl/nieuws/2025/").startswith("Nieuws uit 2025 –")
    html = site.get("/nl/nieuws/2025/").content.decode()
    assert re.search(r"<h1[^>]*>Nieuws uit 2025</h1>", html)
    assert 'rel="canonical" href="http://localhost:8000/nl/nieuws/2025/"' in html
    assert '<a href="/nl/nieuws/"' in html[html.index("breadcrumbs") :]


def test_second_page_of_a_list_has_a_title_of_its_own(site: Client) -> None:
    for number in range(13):
        add_item(f"bericht-{number}", date(2021, 1, 1) + timedelta(days=number), municipalities=["44021"])

    assert title(site, "/nl/nieuws/2021/?page=2").startswith("Nieuws uit 2021 – Pagina 2 van 2 –")
    html = site.get("/nl/nieuws/2021/?municipality=44021").content.decode()
    assert 'rel="next" href="?municipality=44021&amp;page=2"' in html
    assert slugs(site, "/nl/nieuws/2021/?municipality=44021&page=2") == ["bericht-0"]


def test_year_leads_to_the_other_language_where_that_has_news_of_it(site: Client, years: None) -> None:
    shared, own = (site.get(f"/nl/nieuws/{year}/").content.decode() for year in (2025, 2023))

    assert 'hreflang="fr" href="http://localhost:8000/fr/actualites/2025/"' in shared
    assert "/fr/actualites/2023/" not in own


def test_list_is_narrowed_to_a_municipality_an_activity_or_both(site: Client, years: None) -> None:
    assert slugs(site, "/nl/nieuws/?municipality=44021") == ["jaarbegin", "oud"]
    assert slugs(site, "/nl/nieuws/2025/?municipality=44021") == ["jaarbegin"]
    assert slugs(site, "/nl/nieuws/?activity=onderwijs") == ["jaareinde"]
    assert slugs(site, "/nl/nieuws/?activity=onderwijs&municipality=44021") == []
    assert "Nieuws over Gent" in title(site, "/nl/nieuws/?municipality=44021")


def test_former_code_finds_what_its_successor_finds(site: Client) -> None:
    assert slugs(site, "/nl/nieuws/?municipality=44043") == ["fusies-2025"]
    assert slugs(site, "/nl/nieuws/?municipality=44088") == ["fusies-2025"]


@pytest.mark.parametrize("query", ["municipality=99999", "activity=nix", "activity=<b>", "activity=Gent"])
def test_unknown_filter_is_left_out_and_said(site: Client, years: None, query: str) -> None:
    assert len(slugs(site, f"/nl/nieuws/?{query}")) == 6
    assert "We lieten een filter weg waar geen nieuws bij past." in site.get(f"/nl/nieuws/?{query}").content.decode()


def test_filter_and_year_can_be_taken_off(site: Client, years: None) -> None:
    html = site.get("/nl/nieuws/2025/?municipality=44021").content.decode()

    assert 'class="chip chip-remove" href="/nl/nieuws/2025/"' in html
    assert 'href="/nl/nieuws/2023/?municipality=44021"' in html
    assert 'href="/nl/gemeenten/gent/"' in html


def test_archive_is_cacheable_and_sets_no_cookie(site: Client, years: None) -> None:
    response = site.get("/nl/nieuws/2025/")

    assert "public" in response["Cache-Control"]
    assert not response.cookies


ADDRESSES = ["/nl/nieuws/", "/nl/nieuws/2022/", "/nl/nieuws/?municipality=44021", "/nl/nieuws/bericht-30/"]
ADDRESSES += ["/nl/nieuws/feed/", "/nl/", "/nl/gemeenten/gent/", "/nl/activiteiten/onderwijs/"]


def test_no_page_asks_more_with_sixty_items(site: Client) -> None:
    activity, author = Activity.objects.get(slug="onderwijs"), Author.objects.all()[0]
    with unindexed():
        for number in range(60):
            add_item(
                f"bericht-{number}",
                date(2022, 1, 1) + timedelta(days=number),
                authors=[author],
                municipalities=["44021", "11002"],
                activities=[activity.pk],
            )

    counts = {}
    for address in ADDRESSES:
        assert site.get(address).status_code == 200
        with CaptureQueriesContext(connection) as queries:
            site.get(address)
        counts[address] = len(queries)

    assert {address: count for address, count in counts.items() if count > 15} == {}
    assert counts["/nl/nieuws/"] <= 10
