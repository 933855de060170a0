"""The finder for programs: what the search fields ask while somebody types."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gemeenten.directory import Directory
from gemeenten.finder_api import MOST, answer_for, unmistakable_name
from gemeenten.finding import find

SCRIPTS = Path(__file__).resolve().parent.parent.parent / "portal" / "static" / "portal" / "js"
KEYS = {"refnis", "name", "label", "matched", "kind", "province", "status", "url"}


def ask(site: Client, query: str, language: str = "nl") -> dict[str, Any]:
    response = site.get(f"/finder/{language}.json", {"q": query})
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    return answer


def test_postcode_finds_the_municipality_with_its_page(site: Client) -> None:
    answer = ask(site, "9000")

    assert set(answer) == {"query", "results", "suggestions"}
    assert [set(result) for result in answer["results"]] == [KEYS]
    assert answer["results"][0]["refnis"] == "44021"
    assert answer["results"][0]["url"] == "/nl/gemeenten/gent/"
    assert answer["results"][0]["status"] == "solidary"
    assert answer["results"][0]["matched"] == "9000"


def test_answers_are_in_the_language_of_the_address_whatever_the_browser_prefers(site: Client) -> None:
    response = site.get("/finder/fr.json", {"q": "9000"}, headers={"accept-language": "nl"})

    assert response.json()["results"][0]["name"] == "Gand"
    assert response.json()["results"][0]["url"] == "/fr/communes/gand/"
    assert response["Content-Language"] == "fr"
    assert "Accept-Language" not in response.get("Vary", "")


@pytest.mark.parametrize("language", ["de", "en", "NL", "nl_BE", "xx"])
def test_language_the_site_does_not_have_is_not_found(site: Client, language: str) -> None:
    assert site.get(f"/finder/{language}.json?q=gent").status_code == 404


@pytest.mark.parametrize("query", ["", " ", "g", "9", "x" * 101, "\u202e", "…"])
@pytest.mark.asvs("v5.0.0-15.3.5")
def test_query_too_short_or_too_long_or_illegible_finds_nothing(site: Client, query: str) -> None:
    answer = ask(site, query)

    assert answer["results"] == answer["suggestions"] == []
    assert len(answer["query"]) <= 100


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", "' OR 1=1", "é" * 90, "=1+1", "%", "_", "\\", "🏠🏠"])
@pytest.mark.asvs("v5.0.0-3.2.1")
def test_hostile_query_gets_json_that_no_browser_reads_as_a_page(site: Client, query: str) -> None:
    response = site.get("/finder/nl.json", {"q": query})

    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.json()["query"] == query


@pytest.mark.parametrize("raw", ["%00", "%FF", "a%00b"])
def test_unreadable_query_is_refused(site: Client, raw: str) -> None:
    assert site.get(f"/finder/nl.json?q={raw}").status_code == 400


def test_misspelt_name_finds_or_suggests(site: Client) -> None:
    assert ask(site, "leuvn")["results"][0]["name"] == "Leuven"
    assert "Brussel" in str(ask(site, "bruselle")["suggestions"])


def test_list_stays_short(site: Client) -> None:
    assert len(ask(site, "10")["results"]) <= MOST


def test_answer_may_be_kept_by_anybody_and_sets_no_cookie(site: Client) -> None:
    response = site.get("/finder/nl.json?q=gent")

    assert "public" in response["Cache-Control"]
    assert "max-age=60" in response["Cache-Control"]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_who_has_the_present_answer_gets_304(site: Client) -> None:
    first = site.get("/finder/nl.json?q=gent")
    second = site.get("/finder/nl.json?q=gent", headers={"if-none-match": first["ETag"]})

    assert second.status_code == 304
    assert second.content == b""
    assert second["ETag"] == first["ETag"]
    assert second["Cache-Control"] == first["Cache-Control"]
    assert second["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.asvs("v5.0.0-3.5.3")
def test_finder_only_reads(site: Client, method: str) -> None:
    assert getattr(site, method)("/finder/nl.json").status_code == 405


def test_one_query_is_enough_when_warm(site: Client) -> None:
    site.get("/finder/nl.json?q=gent")
    with CaptureQueriesContext(connection) as queries:
        site.get("/finder/nl.json?q=brugge")

    assert len(queries) == 1


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_every_label_means_exactly_its_municipality(db: None, language: str) -> None:
    directory = Directory.load(language)

    for entry in directory.entries.values():
        sole = find(directory.rows, unmistakable_name(directory.rows, entry.row, language)).sole
        assert sole is not None, entry.name
        assert sole.refnis == entry.refnis


def test_name_that_recurs_gets_a_postcode(db: None) -> None:
    answer = answer_for(Directory.load("nl"), "halle")

    assert answer["results"][0]["label"] == "1500 Halle"


def test_letter_prefilled_for_a_recurring_name_is_understood(site: Client) -> None:
    form = site.get("/nl/brief/?gemeente=23027").content.decode()
    assert 'value="1500 Halle"' in form

    letter = site.post("/nl/brief/", {"gemeente": "1500 Halle", "sender_name": "An", "format": "txt"})
    assert letter.status_code == 200
    assert "Halle" in letter.content.decode()


@pytest.mark.parametrize("address", ["/nl/", "/nl/gemeenten/", "/nl/brief/", "/fr/lettre/", "/nl/bestaat-niet/"])
def test_search_fields_work_plainly_and_say_where_proposals_come_from(site: Client, address: str) -> None:
    html = site.get(address).content.decode()
    language = address[1:3]

    assert f'data-finder="/finder/{language}.json?q="' in html
    assert 'src="/static/portal/js/combobox.js"' in html
    assert 'role="combobox"' not in html


def test_script_of_the_search_fields_stays_small() -> None:
    assert len((SCRIPTS / "combobox.js").read_bytes()) < 4096
