"""The count of letters: numbers only, never in a letter's way, published from a threshold on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from gemeenten import letter_count
from gemeenten.letter_count import count_letter, letters_made, monday_of
from gemeenten.models import LetterCount
from portal.snapshot import current_stamp

LETTER = {"gemeente": "11002", "sender_name": "An", "format": "txt"}


def test_a_week_begins_on_monday() -> None:
    assert monday_of(date(2026, 11, 29)) == monday_of(date(2026, 11, 23)) == date(2026, 11, 23)
    assert monday_of(date(2027, 1, 1)) == date(2026, 12, 28)


def test_each_letter_counts_once_for_its_municipality_and_week(site: Client) -> None:
    site.post("/nl/brief/", LETTER)
    site.post("/nl/brief/", {**LETTER, "format": "show"})
    # From the page that shows it, the same letter is fetched as a file.
    site.post("/nl/brief/", {**LETTER, "format": "pdf", "counted": "1"})

    rows = list(LetterCount.objects.values_list("municipality_id", "week", "count"))
    assert rows == [("11002", monday_of(timezone.localdate()), 2)]


@pytest.mark.parametrize("values", [{"format": "blank"}, {"blank": "1"}, {"sender_name": ""}, {"format": "edit"}])
def test_blank_and_refused_letters_do_not_count(site: Client, values: dict[str, str]) -> None:
    site.post("/nl/brief/", {**LETTER, **values})

    assert not LetterCount.objects.exists()


def test_counting_does_not_make_all_pages_anew(site: Client) -> None:
    before = current_stamp()

    site.post("/nl/brief/", LETTER)
    LetterCount.objects.get().save()

    assert current_stamp() == before


def test_letter_comes_though_the_database_cannot_be_written(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("attempt to write a readonly database")

    monkeypatch.setattr(letter_count.LetterCount.objects, "filter", lambda **_: type("Rows", (), {"update": refuse})())

    assert site.post("/nl/brief/", LETTER).status_code == 200


def test_number_is_public_from_the_threshold_on(site: Client, settings: Any) -> None:
    settings.PORTAL_LETTER_COUNT_THRESHOLD = 3
    for _ in range(2):
        count_letter("11002", date(2026, 11, 23))
    assert letters_made("11002") == 0
    assert "letters-made" not in site.get("/nl/gemeenten/11002/").content.decode()

    count_letter("11002", date(2026, 12, 1))

    assert letters_made("11002") == 3
    assert "letters-made" in site.get("/nl/gemeenten/11002/").content.decode()


def test_letters_to_a_merged_municipality_count_for_its_successor(db: None, settings: Any) -> None:
    settings.PORTAL_LETTER_COUNT_THRESHOLD = 1
    count_letter("11007", date(2024, 11, 25))
    count_letter("11002", date(2026, 11, 23))

    assert letters_made("11002") == 2


def test_staff_see_the_numbers_and_take_them_along(db: None) -> None:
    count_letter("11002", date(2026, 11, 23))
    get_user_model().objects.create_superuser("chief", password="long-and-secret-1")
    client = Client(HTTP_HOST="localhost")
    client.login(username="chief", password="long-and-secret-1")

    page = client.get("/admin/reports/letters/").content.decode()
    table = client.get("/admin/reports/letters/?export=csv")
    lines = b"".join(table.streaming_content).decode().splitlines()

    assert "Antwerpen" in page
    assert "2026-W48" in page
    assert lines[1] == "2026-11-23,11002,Antwerpen,Anvers,1"


def test_report_is_closed_to_staff_without_the_right(db: None) -> None:
    user = get_user_model().objects.create_user("reader", password="long-and-secret-1")
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)

    assert client.get("/admin/reports/letters/").status_code == 302
