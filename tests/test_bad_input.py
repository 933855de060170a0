"""Whatever visitors, robots and attackers send: a friendly answer or a 4xx, never a 500."""

from __future__ import annotations

import pytest
from django.test import Client

HOSTILE = [
    "/nl/gemeenten/99999/",
    "/fr/communes/00000/",
    "/nl/gemeenten/123456/",
    "/nl/gemeenten/?q=0000",
    "/nl/gemeenten/?q=99999",
    "/nl/gemeenten/?page=abc",
    "/nl/nieuws/?page=abc",
    "/nl/nieuws/?page=-1",
    "/nl/nieuws/?page=99999999999999999999",
    "/nl/gemeenten/?q=" + "a" * 10_000,
    "/nl/gemeenten/?q=" + "%C3%A9" * 5_000,
    "/nl/gemeenten/?q=%00",
    "/nl/gemeenten/?q=a%00b",
    "/nl/gemeenten/%00/",
    "/nl/%00",
    "/nl/gemeenten/?q=%FF%FE",
    "/nl/gemeenten/?%FF=%FE",
    "/nl/%FF%FE/",
    "/nl/gemeenten/?q=%ED%A0%80",
    "/nl/gemeenten/?activity=%27%20OR%201=1--",
    "/nl/gemeenten/?province[]=1&province=<script>",
    "/nl/gemeenten/?q=<script>alert(1)</script>",
    "/nl/gemeenten/?q=%E2%80%AE%F0%9F%98%80",
    "/nl/gemeenten/../../etc/passwd",
    "/nl/brief/?gemeente=%00",
    "/nl/brief/?gemeente=abcde",
    "/nl/" + "x" * 20_000,
    "/media/../../../etc/passwd",
    "/static/..%2f..%2fetc/passwd",
    "/documents/1/%00",
]


@pytest.mark.parametrize("address", HOSTILE, ids=lambda address: address[:40])
def test_hostile_address_gets_an_answer_below_500(site: Client, address: str) -> None:
    response = site.get(address)

    assert response.status_code < 500
    assert b"<script>alert(1)" not in response.content


@pytest.mark.parametrize("address", ["/nl/gemeenten/99999/", "/nl/bestaat-niet/"])
def test_unknown_address_gets_a_dutch_page_with_the_finder(site: Client, address: str) -> None:
    response = site.get(address)

    assert response.status_code == 404
    html = response.content.decode()
    assert '<html lang="nl"' in html
    assert 'name="q"' in html
    assert 'href="/fr/"' in html


def test_unknown_french_address_gets_a_french_page(site: Client) -> None:
    response = site.get("/fr/inconnu/")

    assert response.status_code == 404
    assert '<html lang="fr"' in response.content.decode()


@pytest.mark.asvs("v5.0.0-1.1.1")
def test_unreadable_address_is_refused(site: Client) -> None:
    assert site.get("/nl/gemeenten/?q=%00").status_code == 400
    assert site.get("/nl/gemeenten/?q=%FF").status_code == 400


def test_endless_search_says_how_much_was_used(site: Client) -> None:
    response = site.get("/nl/gemeenten/?q=" + "a" * 10_000)

    assert response.status_code == 200
    assert "100" in response.content.decode()


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
def test_other_methods_are_no_server_error(site: Client, method: str) -> None:
    for address in ("/", "/nl/", "/nl/gemeenten/", "/health/live/", "/nl/brief/"):
        assert getattr(site, method)(address).status_code < 500
