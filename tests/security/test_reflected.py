"""What comes in with an address goes out as text, and into the database as a value."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.test import Client

from tests.security.learning import parameters_of, public_addresses, statements
from tests.security.markup import CALL, HANDLER, SCRIPT, TEMPLATE, live_markup

pytestmark = pytest.mark.drill

SCRIPTS = [f"{TEMPLATE}{SCRIPT}{HANDLER}", f"'-{CALL}-'", f"javascript:{CALL}", f"</title>{SCRIPT}", f"--!>{SCRIPT}"]
SQL = [
    "zzq' OR '1'='1",
    'zzq" OR "1"="1',
    "zzq'; DROP TABLE wagtailcore_page; --",
    "zzq) UNION SELECT password FROM auth_user --",
    "zzq\\' OR 1=1 #",
    "zzq%' OR '%'='",
    'zzq* NEAR("a" "b")',
]
#: Where the names are read from a form, so that learning them would find each.
KNOWN = {
    "/nl/gemeenten/": {"q", "activity", "province", "status"},
    "/nl/nieuws/": {"page", "municipality", "activity"},
    "/nl/zoeken/": {"q", "page"},
    "/nl/brief/": {"gemeente"},
    "/nl/sluit-aan/": {"gemeente", "thanks"},
    "/finder/nl.json": {"q"},
    "/api/v2/pages/": {"fields", "type", "search", "order", "limit", "offset", "locale"},
}


def asked_of(site: Client, address: str) -> list[str]:
    return sorted(parameters_of(site, address) | KNOWN.get(address, set()))


def test_views_are_asked_for_what_they_read(site: Client) -> None:
    for address, names in KNOWN.items():
        if address.startswith("/nl/"):
            assert names <= parameters_of(site, address) | {"municipality"}, address


@pytest.mark.asvs("v5.0.0-1.2.1")
@pytest.mark.asvs("v5.0.0-1.2.2")
@pytest.mark.asvs("v5.0.0-1.3.7")
def test_script_in_any_parameter_stays_text(site: Client) -> None:
    for address in public_addresses():
        names = asked_of(site, address)
        # All at once with all the words, then each alone with those whose turn it is.
        queries = [dict.fromkeys(names, words) for words in (SCRIPTS if names else SCRIPTS[:1])]
        queries += [{name: SCRIPTS[place % len(SCRIPTS)]} for place, name in enumerate(names)]
        for query in queries:
            response = site.get(address, query)
            assert response.status_code < 500, (address, query)
            assert not response.cookies, (address, query)
            assert SCRIPT not in response.headers.get("Location", ""), (address, query)
            if response["Content-Type"].startswith("text/html"):
                assert not live_markup(response.content.decode()), (address, query)


@pytest.mark.asvs("v5.0.0-1.2.1")
def test_script_in_a_path_stays_text(site: Client) -> None:
    for beginning in ("/", "/nl/", "/fr/", "/nl/gemeenten/", "/api/v2/", "/share/nl/", "/embed/", "/documents/1/"):
        for words in (*SCRIPTS, "%3Cscript%3Ealert(4711)%3C/script%3E", "%22onmouseover=alert(4711)%22"):
            response = site.get(f"{beginning}{words}/")
            assert response.status_code in (301, 302, 400, 404), words
            if response["Content-Type"].startswith("text/html"):
                assert not live_markup(response.content.decode()), (beginning, words)


def plain(words: str) -> str:
    """The same words without their signs: what an unknown value of this kind is."""
    return " ".join(re.findall(r"\w+", words))


@pytest.mark.asvs("v5.0.0-1.2.4")
def test_sql_in_any_parameter_is_a_value_that_nobody_knows(site: Client) -> None:
    for address in public_addresses():
        for place, name in enumerate(asked_of(site, address)):
            cache.clear()
            # Every string where people search, elsewhere those whose turn it is.
            for words in SQL if name in ("q", "search") else (SQL[place % len(SQL)],):
                with statements() as seen:
                    response = site.get(address, {name: words})
                assert response.status_code == site.get(address, {name: plain(words)}).status_code, (address, words)
                assert not [sql for sql in seen if "zzq" in sql], (address, name)
