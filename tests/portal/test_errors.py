"""What visitors and load balancers get when something is wrong."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, OperationalError, connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from portal import views

NOT_FOUND = [("/nl/bestaat-niet/", "nl"), ("/fr/n-existe-pas/", "fr"), ("/bestaat-niet/", "nl"), ("/de/", "nl")]


@pytest.fixture
def broken_database(db: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A database that refuses every question while the test runs."""

    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise OperationalError("no connection")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", refuse)
        yield


# --- Not found ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("address", "language"), NOT_FOUND)
def test_unknown_address_is_said_in_the_language_of_the_address(site: Client, address: str, language: str) -> None:
    response = site.get(address, follow=True)
    page = response.content.decode()
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)

    assert response.status_code == 404
    assert f'<html lang="{language}"' in page
    assert title is not None
    assert {"nl": "Deze pagina bestaat niet", "fr": "Cette page n’existe pas"}[language] in title[1]


@pytest.mark.parametrize(("address", "language"), NOT_FOUND)
def test_unknown_address_offers_finder_menu_and_both_languages(site: Client, address: str, language: str) -> None:
    page = site.get(address, follow=True).content.decode()

    assert 'name="q"' in page
    assert 'href="/nl/"' in page
    assert 'href="/fr/"' in page
    assert {"nl": "/nl/doe-mee/", "fr": "/fr/participer/"}[language] in page


def test_unknown_address_is_kept_by_nobody_and_sets_no_cookie(site: Client) -> None:
    response = site.get("/nl/bestaat-niet/")

    assert response["Cache-Control"] == "no-cache"
    assert not response.cookies


def test_unknown_address_is_answered_in_html_only(site: Client) -> None:
    response = site.get("/nl/<script>alert(1)</script>/")

    assert response.status_code == 404
    assert b"<script>alert" not in response.content


# --- Refused --------------------------------------------------------------------------------------------------------


def test_unreadable_address_gets_a_page_in_both_languages_without_a_query(site: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = site.get("/nl/?q=%00")

    page = response.content.decode()
    assert response.status_code == 400
    assert len(queries) == 0
    assert 'href="/nl/"' in page
    assert 'lang="fr"' in page
    assert "Dit adres is onleesbaar" in page


def test_endless_address_is_refused(site: Client) -> None:
    assert site.get("/nl/?q=" + "a" * 17_000).status_code == 400


def test_unknown_host_is_refused(db: None) -> None:
    assert Client(HTTP_HOST="kwaad.example").get("/nl/").status_code == 400


def test_closed_door_is_said_in_words(db: None) -> None:
    request = RequestFactory().get("/nl/", headers={"host": "localhost"})

    response = views.permission_denied(request, PermissionDenied())

    assert response.status_code == 403
    assert b"403" in response.content


# --- Our own fault --------------------------------------------------------------------------------------------------


def test_error_page_needs_neither_context_nor_database(django_assert_num_queries: Any, db: None) -> None:
    with django_assert_num_queries(0):
        page = render_to_string("500.html")

    assert 'lang="fr"' in page
    assert 'href="/nl/"' in page
    assert 'href="/fr/"' in page
    assert "{{" not in page
    assert "{%" not in page


def test_error_in_a_page_gives_the_error_page(
    db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise ZeroDivisionError("our own fault")

    monkeypatch.setattr(views, "home_pages", fail)
    caplog.set_level(logging.CRITICAL)
    response = Client(HTTP_HOST="localhost", raise_request_exception=False).get("/")

    assert response.status_code == 500
    assert b"our own fault" not in response.content
    assert b"Traceback" not in response.content
    assert "Une erreur est survenue" in response.content.decode()


def test_error_page_is_shown_while_the_database_is_away(broken_database: None) -> None:
    response = Client(HTTP_HOST="localhost", raise_request_exception=False).get("/nl/")

    assert response.status_code == 500
    assert "Er ging iets mis" in response.content.decode()


# --- Health ---------------------------------------------------------------------------------------------------------


def test_liveness_never_asks_the_database(db: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = Client(HTTP_HOST="localhost").get("/health/live/")

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert len(queries) == 0


def test_process_is_alive_while_the_database_is_away(broken_database: None) -> None:
    assert Client(HTTP_HOST="localhost").get("/health/live/").status_code == 200


def test_process_is_ready_when_the_database_answers(site: Client) -> None:
    response = site.get("/health/ready/")

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


def test_process_is_not_ready_while_the_database_is_away(broken_database: None) -> None:
    response = Client(HTTP_HOST="localhost").get("/health/ready/")

    assert response.status_code == 503
    assert response.json()["status"] != "ok"
    assert "no connection" not in response.content.decode()


@pytest.mark.parametrize("address", ["/health/live/", "/health/ready/"])
def test_health_is_never_kept_and_only_read(site: Client, address: str) -> None:
    assert "no-store" in site.get(address)["Cache-Control"]
    assert site.post(address).status_code == 405
    assert site.head(address).status_code == 200


def test_broken_database_is_an_error_of_the_database() -> None:
    assert issubclass(OperationalError, DatabaseError)
