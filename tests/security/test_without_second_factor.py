"""With a password alone, or a session from anywhere else, no address of the staff opens."""

from __future__ import annotations

from typing import Any

import pytest

from portal.account.second_factor import OPEN
from tests.portal.account.people import browser, code_of, with_app
from tests.security.addresses import Route, staff_routes
from tests.security.world import World, make_world

#: What the log-in is made of: it serves everybody, and shows nothing of the site.
LOG_IN = {
    *("account/login/", "account/logout/", "account/inactive/", "admin/login/", "admin/logout/", "admin/sprite/"),
    *("admin/jsi18n/", "django-admin/login/", "nl/_util/login/"),
}
#: Where somebody without a second factor sets one up.
SET_UP = {
    *("account/2fa/", "account/2fa/totp/activate/", "account/2fa/webauthn/add/", "account/reauthenticate/"),
    "account/second-factor/",
}


@pytest.fixture
def world(db: None, settings: Any) -> World:
    settings.PORTAL_SECOND_FACTOR = True
    return make_world()


def opens(world: World, route: Route) -> str:
    for method in ("GET", "POST"):
        response = world.ask("A", method, world.address(route, "nl"))
        leads = response.headers.get("Location", "")
        turned = leads.startswith(("/account/second-factor/", "/account/login/")) or response.status_code in (403, 404)
        if not turned and leads != f"/nl{response.asked_for}":
            return f"{method} {route.path} {response.status_code} {leads}"
    return ""


def test_list_of_what_serves_the_log_in_is_complete() -> None:
    assert {"account_login", "wagtailadmin_sprite", "wagtailadmin_javascript_catalog"} <= OPEN


@pytest.mark.asvs("v5.0.0-6.3.2")
@pytest.mark.asvs("v5.0.0-6.3.3")
@pytest.mark.parametrize("has_factor", [False, True], ids=["none set up", "set up but not shown"])
def test_no_address_opens_without_the_second_factor(world: World, has_factor: bool) -> None:
    if has_factor:
        with_app(world.users["A"])
    closed = [route for route in staff_routes() if route.path not in LOG_IN | (set() if has_factor else SET_UP)]

    assert not list(filter(None, (opens(world, route) for route in closed)))


@pytest.mark.asvs("v5.0.0-6.3.3")
def test_the_same_addresses_open_with_it(world: World) -> None:
    user, client = world.users["A"], browser()
    secret = with_app(user)
    client.post("/account/login/", {"login": user.username, "password": "a-long-password-1"})
    client.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    world.clients["A"] = client

    closed = [route for route in staff_routes() if route.path.startswith("admin/reports/")]
    assert len(closed) > 15
    assert len(list(filter(None, (opens(world, route) for route in closed)))) == len(closed)
