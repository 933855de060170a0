"""Requests that another site makes somebody's browser send, and links that lead from this site to another."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from tests.portal.account.people import LOGIN, PASSWORD, browser, enter, person
from tests.security.addresses import all_routes, staff_routes
from tests.security.world import World, make_world

#: Nothing is changed by them: one leads to the log-in, the others are asked for by POST for their length alone.
NO_CHANGE = {
    *("admin/login/", "django-admin/login/", "nl/_util/login/", "admin/failwhale/"),
}
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "/admin/\r\nLocation: https://evil.example/",
]
#: Names under which programs like to be told where to go next.
NEXT = ("next", "url", "return", "return_to", "redirect", "redirect_to", "continue", "r", "return_url", "back")

#: What is done by a button, and leads on from there.
ACTIONS = (
    *(f"admin/pages/<page_id>/{what}/" for what in ("delete", "unpublish", "lock", "unlock", "copy", "convert_alias")),
    *("admin/bulk/", "admin/logout/", "account/logout/", "django-admin/logout/", "admin/dismissibles/"),
)


@pytest.fixture(autouse=True)
def _no_limits_of_other_tests(settings: Any) -> None:
    """Each test logs in often, all of them from one address."""
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1000/m/ip"}


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.mark.asvs("v5.0.0-3.5.1")
def test_no_address_of_the_staff_takes_a_form_without_its_token(world: World) -> None:
    client = world.clients["A"]
    client.handler.enforce_csrf_checks = True
    open_to_others = []
    for route in staff_routes():
        if route.path in NO_CHANGE:
            continue
        response = world.ask("A", "POST", world.address(route, "nl"))
        # 404 and 405: there is nothing that takes a form.
        if response.status_code not in (403, 404, 405):
            open_to_others.append(f"{route.path} {response.status_code}")
    assert not open_to_others


@pytest.mark.asvs("v5.0.0-3.5.1")
def test_only_the_pages_of_visitors_are_exempt() -> None:
    exempt = {route.path for route in all_routes() if route.takes_forms_of_others}

    # REST framework exempts its views and looks at the token itself, once somebody is known by a session.
    assert {path for path in exempt if not path.startswith(("admin/api/", "admin/localize/", "api/v2/"))} == {"nl/<1>"}


@pytest.mark.asvs("v5.0.0-3.5.1")
@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST"])
def test_interfaces_of_the_editors_look_at_the_token_themselves(world: World, method: str) -> None:
    client = world.clients["A"]
    client.handler.enforce_csrf_checks = True
    for route in staff_routes():
        if route.takes_forms_of_others:
            response = world.ask("A", method, world.address(route, "nl"))
            assert response.status_code in (403, 404, 405), (method, route.path)


@pytest.mark.asvs("v5.0.0-3.5.3")
@pytest.mark.django_db
def test_log_out_asks_for_a_form() -> None:
    person()
    client = browser()
    enter(client)
    for address in ("/admin/logout/", "/account/logout/", "/django-admin/logout/"):
        client.get(address)
        assert client.get("/admin/").status_code == 200, address


@pytest.mark.asvs("v5.0.0-3.7.2")
@pytest.mark.parametrize("target", ELSEWHERE)
def test_log_in_leads_to_no_other_site(db: None, target: str) -> None:
    person()
    for address in (LOGIN, "/admin/login/", "/django-admin/login/", "/nl/_util/login/", "/fr/_util/login/"):
        client = browser()
        answers = [client.get(address, {name: target}) for name in NEXT]
        answers.append(client.post(address, {"login": "mieke", "password": PASSWORD, "next": target}))
        answers.append(client.get(address, {"next": target}))
        for response in answers:
            leads = response.headers.get("Location", "/")
            assert leads.startswith("/"), (address, leads)
            assert not leads.startswith(("//", "/\\")), (address, leads)
            assert not urlsplit(leads).netloc, (address, leads)
            assert "\r" not in leads, (address, leads)
        if address == LOGIN:
            assert client.get("/admin/").status_code == 200


@pytest.mark.asvs("v5.0.0-3.7.2")
@pytest.mark.parametrize("target", ELSEWHERE[:5])
def test_what_is_done_to_a_page_leads_to_no_other_site(world: World, target: str) -> None:
    query = urlencode(dict.fromkeys(NEXT, target))
    led = set()
    for route in staff_routes():
        if route.path.startswith(ACTIONS):
            leads = world.ask("A", "POST", f"{world.address(route, 'nl')}?{query}").headers.get("Location", "/")
            led.add(leads)
            assert not urlsplit(leads).netloc, (route.path, leads)
            assert not leads.startswith(("//", "/\\")), (route.path, leads)
    assert len(led) > 3


@pytest.mark.asvs("v5.0.0-3.7.2")
def test_addresses_of_visitors_lead_to_no_other_site(site: Client) -> None:
    for path in ("//evil.example", "//evil.example/nl/", "/\\evil.example", "/%5cevil.example", "/nl//evil.example"):
        response = site.get(path)
        assert response.headers.get("Location", "/").removeprefix("http://localhost")[:2] not in ("//", "/\\"), path
        assert "://evil" not in response.headers.get("Location", ""), path


@pytest.mark.asvs("v5.0.0-7.2.4")
@pytest.mark.asvs("v5.0.0-7.4.1")
@pytest.mark.django_db
def test_planted_session_is_worth_nothing_after_the_log_in() -> None:
    person()
    attacker = browser()
    attacker.get(LOGIN)
    session = attacker.session
    session["planted"] = True
    session.save()
    victim = browser()
    victim.cookies["sessionid"] = session.session_key
    enter(victim)

    assert victim.get("/admin/").status_code == 200
    assert victim.cookies["sessionid"].value != session.session_key
    attacker.cookies["sessionid"] = session.session_key
    assert attacker.get("/admin/")["Location"].startswith(LOGIN)
    invented = browser()
    invented.cookies["sessionid"] = "a" * 32
    enter(invented)
    assert invented.cookies["sessionid"].value != "a" * 32
    kept = victim.cookies["sessionid"].value
    victim.post("/account/logout/")
    assert not Session.objects.filter(session_key=kept).exists()
