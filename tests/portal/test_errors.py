"""What visitors and load balancers get when something is wrong."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, OperationalError, ProgrammingError, connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.users.models import UserProfile

from portal import errors, views

NOT_FOUND = [("/nl/bestaat-niet/", "nl"), ("/fr/n-existe-pas/", "fr"), ("/bestaat-niet/", "nl"), ("/de/", "nl")]


@pytest.fixture
def broken_database(db: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A database that refuses every question while the test runs."""

    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise OperationalError("no connection")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", refuse)
        yield


def said(response: Any, language: str, text: str) -> str:
    """The page, after looking that it says ``text`` and is what every page about an error is."""
    page: str = response.content.decode()
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert f'<html lang="{language}"' in page
    assert len(re.findall(r"<h1\b", page)) == 1
    assert text in page
    assert title is not None
    assert {"nl": "Solidaire Gemeenten", "fr": "Communes solidaires"}[language] in title[1]
    assert "noindex" in page or response.get("X-Robots-Tag") == "noindex"
    assert not response.cookies
    assert "{{" not in page
    assert "{%" not in page
    return page


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


@pytest.mark.parametrize(
    ("address", "language", "text"),
    [("/nl/?q=%00", "nl", "Deze aanvraag is onleesbaar"), ("/fr/?q=%00", "fr", "Cette demande est illisible")],
)
def test_unreadable_address_is_said_in_its_language_without_a_query(
    site: Client, address: str, language: str, text: str
) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = site.get(address)

    assert response.status_code == 400
    assert len(queries) == 0
    page = said(response, language, text)
    assert f'href="/{language}/"' in page


def test_unreadable_address_without_a_language_is_said_in_all(site: Client) -> None:
    page = said(site.get("/?q=%FF"), "nl", "Deze aanvraag is onleesbaar")

    assert "Cette demande est illisible" in page
    assert 'href="/nl/"' in page
    assert 'href="/fr/"' in page


def test_answer_names_the_language_it_is_in_whatever_the_browser_prefers(site: Client) -> None:
    prefers = {"HTTP_ACCEPT_LANGUAGE": "fr"}

    assert site.get("/nl/bestaat-niet/", **prefers)["Content-Language"] == "nl"
    assert site.get("/nl/?q=%FF", **prefers)["Content-Language"] == "nl"
    assert site.get("/?q=%FF", **prefers)["Content-Language"] == "nl, fr"


def test_endless_address_is_refused(site: Client) -> None:
    assert site.get("/nl/?q=" + "a" * 17_000).status_code == 400


def test_unknown_host_is_refused(db: None) -> None:
    assert Client(HTTP_HOST="kwaad.example").get("/nl/").status_code == 400


@pytest.mark.parametrize(
    ("address", "language", "text"),
    [("/nl/", "nl", "Deze deur blijft dicht"), ("/fr/", "fr", "Cette porte reste fermée")],
)
def test_closed_door_is_said_in_words(db: None, address: str, language: str, text: str) -> None:
    request = RequestFactory().get(address, headers={"host": "localhost"})

    response = errors.permission_denied(request, PermissionDenied())

    assert response.status_code == 403
    said(response, language, text)


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
@pytest.mark.parametrize(
    ("address", "language", "text"),
    [
        ("/nl/over-ons/", "nl", "Deze pagina kun je alleen lezen"),
        ("/fr/lettre/", "fr", "Cette page peut seulement être lue"),
        ("/nl/gemeenten/gent/", "nl", "Deze pagina kun je alleen lezen"),
    ],
)
def test_page_that_is_only_read_says_so(site: Client, method: str, address: str, language: str, text: str) -> None:
    response = getattr(site, method)(address)

    assert response.status_code == 405
    assert "GET" in response["Allow"]
    assert response["Content-Length"] == str(len(response.content))
    said(response, language, text)


def test_page_without_a_form_takes_none(site: Client) -> None:
    assert site.post("/nl/", {"q": "1"}).status_code == 405
    assert site.post("/nl/brief/", {}).status_code == 422


@pytest.mark.parametrize(("address", "language"), [("/nl/brief/", "nl"), ("/fr/rejoindre/", "fr")])
def test_form_that_is_too_large_is_not_read(site: Client, settings: Any, address: str, language: str) -> None:
    settings.PORTAL_DECISION_FILE_MB = 0.01

    response = site.post(address, {"own_words": "a" * 140_000})

    assert response.status_code == 413
    text = {"nl": "Dat was meer dan we aankunnen", "fr": "C’était plus que ce que nous pouvons recevoir"}
    said(response, language, text[language])


def test_form_of_the_admin_with_too_many_fields_gets_words_as_well(db: None, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5

    response = Client(HTTP_HOST="localhost").post(
        "/admin/password_reset/", {str(number): "" for number in range(10)}, HTTP_ACCEPT_LANGUAGE="fr"
    )

    assert response.status_code == 413
    assert 'href="/admin/"' in said(response, "fr", "C’était plus que ce que nous pouvons recevoir")


@pytest.mark.parametrize(
    ("address", "language", "text"),
    [("/nl/brief/", "nl", "Dat was veel tegelijk"), ("/fr/lettre/", "fr", "C’était beaucoup à la fois")],
)
def test_burst_of_letters_keeps_the_words_and_says_when_to_come_back(
    site: Client, settings: Any, address: str, language: str, text: str
) -> None:
    settings.PORTAL_LETTERS_A_MINUTE = 0
    sent = {"gemeente": "44021", "language": "nl", "sender_name": "Een inwoner", "own_words": "Blijft staan."}

    response = site.post(address, sent)

    page = said(response, language, text)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert "Blijft staan." in page
    assert re.search(r"<title>(Fout|Erreur)\W", page)


# --- Forms of the admin ---------------------------------------------------------------------------------------------


def test_form_without_a_token_says_what_to_do() -> None:
    client = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)

    response = client.post("/admin/login/", {"username": "x"}, HTTP_ACCEPT_LANGUAGE="fr")

    assert response.status_code == 403
    page = said(response, "fr", "Votre formulaire n’a pas été accepté")
    assert 'href="/admin/login/"' in page
    assert "CSRF" not in page


def test_form_without_a_token_is_refused_in_the_language_that_its_owner_chose(django_user_model: Any, db: None) -> None:
    user = django_user_model.objects.create_superuser("traductrice-en-chef", password="x")
    UserProfile.objects.create(user=user, preferred_language="fr")
    client = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    client.force_login(user)

    response = client.post("/admin/account/", {}, HTTP_ACCEPT_LANGUAGE="nl")

    assert response.status_code == 403
    said(response, "fr", "Votre formulaire n’a pas été accepté")


# --- Programs -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/open-data/niets.xml", 404),
        ("get", "/finder/xx.json?q=gent", 404),
        ("get", "/api/v2/pages/999999/", 404),
        ("get", "/api/nergens/", 404),
        ("get", "/open-data/gemeenten.csv?a=%FF", 400),
        ("post", "/open-data/gemeenten.json", 405),
        ("delete", "/api/v2/municipalities/", 405),
    ],
)
def test_programs_get_errors_as_data(site: Client, method: str, address: str, status: int) -> None:
    response = getattr(site, method)(address)

    assert response.status_code == status
    assert response["Content-Type"] == "application/json"
    assert response.json()["message"]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies


# --- Our own fault --------------------------------------------------------------------------------------------------


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
    assert "Une erreur est survenue chez nous" in said(response, "nl", "Er ging iets mis bij ons")


def test_error_page_has_last_words_when_even_its_template_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise ValueError("no style sheet in the manifest")

    monkeypatch.setattr(StaticFilesStorage, "url", fail)
    response = errors.server_error(RequestFactory().get("/nl/"))

    assert response.status_code == 500
    assert "Une erreur est survenue" in response.content.decode()


@pytest.mark.parametrize(
    ("address", "language", "text"),
    [
        ("/nl/", "nl", "We kunnen even niet bij onze eigen pagina’s"),
        ("/fr/communes/gand/", "fr", "Nos propres pages nous échappent un instant"),
        ("/nl/bestaat-niet/", "nl", "We kunnen even niet bij onze eigen pagina’s"),
    ],
)
def test_missing_database_is_said_with_the_time_to_come_back(
    broken_database: None, address: str, language: str, text: str
) -> None:
    response = Client(HTTP_HOST="localhost", raise_request_exception=False).get(address)

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert response["Cache-Control"] == "no-store"
    said(response, language, text)


def test_programs_are_told_of_a_missing_database_as_data(broken_database: None) -> None:
    client = Client(HTTP_HOST="localhost", raise_request_exception=False)
    for address in ("/open-data/gemeenten.json", "/api/v2/municipalities/", "/api/v2/pages/", "/finder/nl.json?q=gent"):
        response = client.get(address)

        assert response.status_code == 503, address
        assert response["Retry-After"], address
        assert "unavailable" in response.json()["message"], address


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (OperationalError("could not connect"), True),
        (DatabaseError("file is not a database"), True),
        (IntegrityError("UNIQUE constraint failed"), False),
        (ProgrammingError("no such column"), False),
        (ValueError("something else"), False),
        (None, False),
    ],
)
def test_only_a_database_that_does_not_answer_is_away(error: Exception | None, away: bool) -> None:
    assert errors.database_is_away(error) is away


def test_fault_that_came_of_a_missing_database_counts_as_one() -> None:
    fault = RuntimeError("while reading the menu")
    fault.__cause__ = OperationalError("could not connect")

    assert errors.database_is_away(fault)


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
