"""The staff's list of news, in the real admin."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from news.models import NewsIndexPage, NewsPage
from portal.roles import COMMUNICATION
from tests.portal.translating import logged_in

LIST = "/admin/news-items/"


@pytest.fixture
def staff(db: None) -> Client:
    """An administrator who reads English."""
    return logged_in("superuser")


def titles(client: Client, query: str = "") -> list[str]:
    """The titles in the rows of the list, in their order."""
    html = client.get(f"{LIST}{query}").content.decode()
    return re.findall(r'id="page_\d+_title">\s*([^<]+?)\s*</span>', html)


def write(title: str, day: date, **values: Any) -> NewsPage:
    """A Dutch news item."""
    index = NewsIndexPage.objects.get(locale__language_code="nl")
    page = NewsPage(title=title, date=day, introduction="Kort.", **values)
    index.add_child(instance=page)
    page.save_revision()
    return page


def test_newest_news_comes_first(staff: Client) -> None:
    write("Oud", date(2001, 1, 1))
    write("Nieuw", date(2026, 11, 20))

    found = titles(staff, "?locale=nl")

    assert found[0] == "Nieuw"
    assert found[-1] == "Oud"


@pytest.mark.parametrize(
    ("query", "among", "not_among"),
    [
        ("date_from=2026-11-19", "Nieuw", "Oud"),
        ("date_to=2002-01-01", "Oud", "Nieuw"),
        ("live=false", "Oud", "Fusies 2025"),
        ("locale=nl", "Oud", "Fusions 2025"),
        ("q=oud", "Oud", "Nieuw"),
    ],
)
def test_filters_and_search_narrow_the_list(staff: Client, query: str, among: str, not_among: str) -> None:
    write("Oud", date(2001, 1, 1), live=False)
    write("Nieuw", date(2026, 11, 20))

    found = titles(staff, f"?{query}")

    assert among in found
    assert not_among not in found


def test_questions_to_the_database_do_not_grow_with_the_rows(staff: Client) -> None:
    write("Eerst", date(2001, 1, 1))
    # The first request after a publication reads the tree of pages into memory.
    staff.get(LIST)
    with CaptureQueriesContext(connection) as few:
        titles(staff, "?locale=nl")
    for number in range(20):
        write(f"Bericht {number}", date(2020, 1, 1))
    staff.get(LIST)
    with CaptureQueriesContext(connection) as many:
        assert "Bericht 19" in titles(staff, "?locale=nl")

    assert len(many) == len(few)


def test_adding_goes_below_the_dutch_list(db: None) -> None:
    index = NewsIndexPage.objects.get(locale__language_code="nl")

    response = logged_in(COMMUNICATION).get(f"{LIST}choose_parent/")

    assert response["Location"] == f"/admin/pages/add/news/newspage/{index.pk}/"


def test_deleting_everything_in_the_list_keeps_to_the_list(staff: Client) -> None:
    write("Oud", date(2001, 1, 1))
    write("Ouder", date(2000, 1, 1))
    before = NewsPage.objects.count()

    response = staff.post("/admin/bulk/news/newspage/delete/?id=all&date_to=2002-01-01&next=/admin/news-items/")

    assert response["Location"] == LIST
    assert NewsPage.objects.count() == before - 2
    assert not NewsPage.objects.filter(date__year__lt=2002).exists()


def test_file_holds_what_is_listed(staff: Client) -> None:
    write("Oud", date(2001, 1, 1))

    text = staff.get(f"{LIST}?export=csv&date_to=2002-01-01").content.decode()

    assert text.splitlines()[0].startswith("\ufeffDate,Title,Language")
    assert "2001-01-01,Oud,nl" in text.splitlines()[1]
    assert len(text.splitlines()) == 2
