"""News: the list, its pages, its feed."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from news.models import NewsIndexPage, NewsPage, newest
from tests.factories import unindexed

ATOM = "{http://www.w3.org/2005/Atom}"
LISTS = [("nl", "/nl/nieuws/"), ("fr", "/fr/actualites/")]


def add(number: int, day: date, live: bool = True, language: str = "nl") -> NewsPage:
    """A news item."""
    index = NewsIndexPage.objects.get(locale__language_code=language)
    page = NewsPage(
        title=f"Bericht {number}", slug=f"bericht-{number}", date=day, introduction="Kort.", locale=index.locale
    )
    page.live = live
    index.add_child(instance=page)
    if live:
        page.save_revision().publish()
    return page


@pytest.fixture
def thirty(db: None) -> list[NewsPage]:
    """Twenty-seven more items, older than the three of the starter site; made in no order of dates."""
    days = [date(2020, 1, 1) + timedelta(days=(number * 11) % 27) for number in range(27)]
    with unindexed():
        return [add(number, day) for number, day in enumerate(days)]


def titles(site: Client, address: str) -> list[str]:
    """The titles in the list, in order."""
    html = site.get(address).content.decode()
    return re.findall(r'<article class="news-item">.*?<h3><a href="[^"]+">([^<]+)</a></h3>', html, re.DOTALL)


def entries(site: Client, address: str) -> tuple[ElementTree.Element, list[ElementTree.Element]]:
    """The feed and its entries."""
    response = site.get(address)
    assert response.status_code == 200
    root = ElementTree.fromstring(response.content)
    return root, root.findall(f"{ATOM}entry")


def link_of(entry: ElementTree.Element) -> str:
    """The address an entry leads to."""
    link = entry.find(f"{ATOM}link")
    return (link.get("href") if link is not None else "") or ""


# --- The list -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "address"), LISTS)
def test_list_shows_the_newest_first(site: Client, language: str, address: str) -> None:
    expected = NewsPage.objects.filter(locale__language_code=language).order_by("-date")

    assert [title.replace("&#x27;", "'") for title in titles(site, address)] == [page.title for page in expected]
    assert expected.count() == 3


def test_items_of_one_day_come_in_the_order_they_were_made_newest_first(site: Client) -> None:
    add(1, timezone.localdate())
    add(2, timezone.localdate())

    assert titles(site, "/nl/nieuws/")[:2] == ["Bericht 2", "Bericht 1"]


def test_draft_is_in_no_list_and_no_feed(site: Client) -> None:
    add(1, date(2026, 11, 1), live=False)

    assert "Bericht 1" not in titles(site, "/nl/nieuws/")
    assert b"Bericht 1" not in site.get("/nl/nieuws/feed/").content
    assert site.get("/nl/nieuws/bericht-1/").status_code == 404


def test_item_scheduled_for_later_waits(site: Client) -> None:
    page = add(1, timezone.localdate(), live=False)
    page.go_live_at = timezone.now() + timedelta(days=2)
    page.save_revision().publish()

    assert "Bericht 1" not in titles(site, "/nl/nieuws/")


def test_dutch_item_is_not_in_the_french_list(site: Client) -> None:
    add(1, date(2026, 11, 1))

    assert "Bericht 1" in titles(site, "/nl/nieuws/")
    assert "Bericht 1" not in titles(site, "/fr/actualites/")


def test_long_list_is_cut_into_pages_that_hold_every_item_once(site: Client, thirty: list[NewsPage]) -> None:
    pages = [titles(site, f"/nl/nieuws/?page={number}") for number in (1, 2, 3)]

    assert [len(page) for page in pages] == [12, 12, 6]
    assert len({title for page in pages for title in page}) == 30
    dates = dict(NewsPage.objects.filter(locale__language_code="nl").values_list("title", "date"))
    order = [dates[title] for page in pages for title in page]
    assert order == sorted(order, reverse=True)


def test_pages_lead_to_each_other(site: Client, thirty: list[NewsPage]) -> None:
    first, second, third = (site.get(f"/nl/nieuws/?page={number}").content.decode() for number in (1, 2, 3))

    assert 'rel="next" href="?page=2"' in first
    assert 'rel="prev"' not in first
    assert 'rel="prev" href="?page=1"' in second
    assert 'rel="next" href="?page=3"' in second
    assert 'rel="next"' not in third


@pytest.mark.parametrize("number", ["abc", "", "-1", "0", "1.5", "%20", "NaN"])
def test_page_that_is_none_gives_the_first_or_last(site: Client, thirty: list[NewsPage], number: str) -> None:
    shown = titles(site, f"/nl/nieuws/?page={number}")

    wanted = 3 if number in ("-1", "0") else 1
    assert shown == titles(site, f"/nl/nieuws/?page={wanted}")


def test_page_beyond_the_end_gives_the_last(site: Client, thirty: list[NewsPage]) -> None:
    assert titles(site, "/nl/nieuws/?page=999") == titles(site, "/nl/nieuws/?page=3")


def test_short_list_shows_no_page_numbers(site: Client) -> None:
    assert 'class="pagination"' not in site.get("/nl/nieuws/").content.decode()


def test_list_without_items_says_so(site: Client) -> None:
    for page in NewsPage.objects.all():
        page.delete()

    assert "Er is nog geen nieuws." in site.get("/nl/nieuws/").content.decode()
    assert site.get("/nl/nieuws/feed/").status_code == 200
    assert site.get("/nl/").status_code == 200


def test_newest_gives_as_many_as_asked(db: None) -> None:
    assert [page.date for page in newest("nl", 2)] == sorted(
        NewsPage.objects.filter(locale__language_code="nl").values_list("date", flat=True), reverse=True
    )[:2]


# --- The item -------------------------------------------------------------------------------------------------------


def test_item_shows_its_date_in_words_and_for_machines(site: Client) -> None:
    assert (
        '<time datetime="2026-11-16">16 november 2026</time>'
        in site.get("/nl/nieuws/nieuw-portaal-online/").content.decode()
    )
    assert (
        '<time datetime="2026-11-16">16 novembre 2026</time>'
        in site.get("/fr/actualites/nouveau-portail-en-ligne/").content.decode()
    )


def test_new_item_has_the_date_of_today() -> None:
    assert NewsPage().date == timezone.localdate()


# --- The feed -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "address"), LISTS)
def test_feed_is_atom_with_what_the_standard_asks(site: Client, language: str, address: str) -> None:
    response = site.get(f"{address}feed/")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root, items = entries(site, f"{address}feed/")

    assert root.tag == f"{ATOM}feed"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    for name in ("id", "title", "updated"):
        assert (root.findtext(f"{ATOM}{name}") or "").strip(), name
    assert len(items) == 3
    for item in items:
        for name in ("id", "title", "updated", "summary"):
            assert (item.findtext(f"{ATOM}{name}") or "").strip(), name
        assert datetime.fromisoformat(item.findtext(f"{ATOM}updated") or "").tzinfo is not None


@pytest.mark.parametrize(("language", "address"), LISTS)
def test_feed_names_itself_and_its_page_in_full(site: Client, language: str, address: str) -> None:
    root, _items = entries(site, f"{address}feed/")

    links = {link.get("rel"): link.get("href") or "" for link in root.findall(f"{ATOM}link")}
    assert links["self"].startswith("http")
    assert links["self"].endswith(f"{address}feed/")
    assert links["alternate"].endswith(address)


def test_feed_lists_the_newest_first_with_addresses_that_answer_and_ids_that_differ(site: Client) -> None:
    _root, items = entries(site, "/nl/nieuws/feed/")

    ids = [item.findtext(f"{ATOM}id") for item in items]
    assert len(set(ids)) == len(ids)
    published = [item.findtext(f"{ATOM}published") or "" for item in items]
    assert published == sorted(published, reverse=True)
    assert published[0].startswith("2026-11-16T00:00:00")
    for item in items:
        link = item.find(f"{ATOM}link")
        assert link is not None
        path = re.sub(r"^https?://[^/]+", "", link.get("href") or "")
        assert path.startswith("/nl/nieuws/")
        assert site.get(path).status_code == 200


def test_feed_holds_at_most_thirty_items(site: Client, thirty: list[NewsPage]) -> None:
    for number in range(27, 32):
        add(number, date(2021, 1, 1))

    _root, items = entries(site, "/nl/nieuws/feed/")

    assert len(items) == 30


def test_changed_item_is_updated_in_the_feed_and_keeps_its_date(site: Client, page_at: Any) -> None:
    page = page_at("/nl/nieuws/fusies-2025/")
    moment = timezone.now() + timedelta(hours=1)
    NewsPage.objects.filter(pk=page.pk).update(last_published_at=moment)

    _root, items = entries(site, "/nl/nieuws/feed/")

    item = next(item for item in items if "fusies-2025" in link_of(item))
    assert datetime.fromisoformat(item.findtext(f"{ATOM}updated") or "") == moment
    assert (item.findtext(f"{ATOM}published") or "").startswith("2026-10-19")


@pytest.mark.parametrize(("language", "address"), LISTS)
@pytest.mark.parametrize("tail", ["", "feed/"])
def test_list_and_feed_are_cacheable_and_set_no_cookie(site: Client, language: str, address: str, tail: str) -> None:
    response = site.get(f"{address}{tail}")

    assert "public" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.parametrize(("language", "address"), LISTS)
def test_every_page_of_a_language_announces_its_feed(site: Client, language: str, address: str) -> None:
    for page in (f"/{language}/", address):
        html = site.get(page).content.decode()
        link = re.search(r'<link rel="alternate" type="application/atom\+xml"[^>]*href="([^"]+)"', html)
        assert link is not None
        assert link[1] == f"{address}feed/"


@pytest.mark.asvs("v5.0.0-1.2.1")
def test_signs_of_markup_in_a_title_survive_in_the_feed(site: Client) -> None:
    page = add(1, timezone.localdate())
    page.title = "Wonen & <werken> “samen”"
    page.save_revision().publish()

    _root, items = entries(site, "/nl/nieuws/feed/")

    assert items[0].findtext(f"{ATOM}title") == "Wonen & <werken> “samen”"
