"""With a password alone, or a session from anywhere else, no address of the staff opens."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY

from portal.account.second_factor import OPEN
from tests.portal.account.people import with_app
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
        if not turned and leads != f"/nl{response.request['PATH_INFO']}":
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
    with_app(world.users["A"])
    session = world.clients["A"].session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": 4_000_000_000}]
    session.save()
    world.clients["A"].cookies["sessionid"] = session.session_key

    opened = [route for route in staff_routes() if opens(world, route)]
    assert len(opened) > 250
