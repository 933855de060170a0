"""Nothing that a visitor types into the letter's form is kept: not in the log, not in the database."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from gemeenten.letters.letter import Sender

NAME = "An Peeters-Vandenbroucke"


def found_in_database(marker: str) -> list[str]:
    """The columns of all tables that hold the marker."""
    places = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                name = connection.ops.quote_name(column.name)
                sql = f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)} WHERE CAST({name} AS TEXT) LIKE %s"  # noqa: S608
                cursor.execute(sql, [f"%{marker}%"])
                if cursor.fetchone()[0]:
                    places.append(f"{table}.{column.name}")
    return places


def test_search_through_the_database_finds_what_is_there(db: None) -> None:
    assert "wagtailcore_page.title" in found_in_database("Lichtervelde")


@pytest.mark.parametrize("values", [{}, {"gemeente": "Nergens-MARKERX7"}, {"format": "docx"}, {"format": "txt"}])
@pytest.mark.asvs("v5.0.0-14.2.4")
def test_nothing_typed_is_in_the_log_or_the_database(
    site: Client, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], values: dict[str, Any]
) -> None:
    caplog.set_level(logging.DEBUG)
    marked = {
        "sender_name": "Naam-MARKERX7",
        "street": "Straat-MARKERX7",
        "place": "Plaats-MARKERX7",
        "own_words": "Woorden-MARKERX7",
    }

    form = {"gemeente": "Antwerpen", "language": "", "format": "pdf"}
    response = site.post("/nl/brief/", {**form, **marked, **values})

    assert response.status_code in (200, 422)
    out, error = capfd.readouterr()
    assert "MARKERX7" not in caplog.text
    assert "MARKERX7" not in out + error
    assert found_in_database("MARKERX7") == []


def test_letter_tells_nothing_of_the_sender_in_an_error_report() -> None:
    assert NAME not in repr(Sender(name=NAME, street="Kerkstraat 1", place="2000 Antwerpen"))
