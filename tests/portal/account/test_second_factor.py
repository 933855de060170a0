"""Nobody gets into an admin without a second factor, whichever way the session was opened."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from portal.account import second_factor
from portal.roles import COMMUNICATION, MODERATORS, TRANSLATORS
from tests.portal.account.people import (
    LOGIN,
    PASSWORD,
    browser,
    code_of,
    enter,
    person,
    recovery_codes_of,
    wait_for_mails,
    with_app,
)

pytestmark = pytest.mark.django_db
SET_UP = "/account/second-factor/"
#: One address of each kind that a session opens.
CLOSED = [
    *("/admin/", "/admin/pages/", "/admin/account/", "/admin/api/main/pages/", "/admin/reports/site-history/"),
    *("/django-admin/", "/django-admin/auth/user/", "/admin/guide/start/", "/admin/users/", "/nl/", "/fr/"),
    *("/account/sessions/", "/account/2fa/recovery-codes/"),
]


@pytest.fixture(autouse=True)
def _asked(settings: Any) -> None:
    settings.PORTAL_SECOND_FACTOR = True


def is_inside(client: Client) -> bool:
    """Whether the admin opens."""
    return client.get("/admin/").status_code == 200


# --- Every way in ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", CLOSED)
@pytest.mark.asvs("v5.0.0-6.3.3")
def test_password_alone_opens_nothing(address: str) -> None:
    person()
    client = browser()
    enter(client)

    response = client.get(address)

    assert response.status_code in (302, 403), address
    if response.status_code == 302:
        assert response["Location"].startswith(SET_UP)
    assert b"wagtail-sidebar" not in response.content


@pytest.mark.parametrize("role", [COMMUNICATION, MODERATORS, TRANSLATORS, None])
@pytest.mark.asvs("v5.0.0-6.3.3")
def test_every_role_is_asked(role: str | None) -> None:
    user = person(role=role)
    client = browser()
    enter(client)
    assert not is_inside(client)

    secret = with_app(user)
    client = browser()
    assert enter(client)["Location"].startswith("/account/2fa/authenticate/")
    client.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    assert is_inside(client)


@pytest.mark.parametrize("address", ["/admin/login/", "/django-admin/login/", "/nl/_util/login/", "/fr/_util/login/"])
@pytest.mark.asvs("v5.0.0-6.3.4")
def test_other_log_in_pages_lead_to_ours_and_take_no_password(address: str) -> None:
    user = person()
    with_app(user)
    client = browser()

    assert client.get(f"{address}?next=/admin/pages/")["Location"] == f"{LOGIN}?next=%2Fadmin%2Fpages%2F"
    response = client.post(address, {"username": "mieke", "password": PASSWORD})

    assert response["Location"] == LOGIN
    assert "_auth_user_id" not in client.session
    assert not is_inside(client)


@pytest.mark.parametrize("address", CLOSED)
@pytest.mark.asvs("v5.0.0-6.3.4", "v5.0.0-7.2.1")
def test_session_opened_another_way_is_closed_when_there_is_a_second_factor(address: str) -> None:
    user = person()
    with_app(user)
    client = browser()
    client.force_login(user)

    response = client.get(address)

    assert response.status_code in (302, 403)
    assert "_auth_user_id" not in client.session


@pytest.mark.asvs("v5.0.0-6.3.4")
def test_background_requests_are_refused_instead_of_led_elsewhere() -> None:
    client = browser()
    client.force_login(person())

    assert client.get("/admin/pages/", headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403
    assert client.get("/admin/api/main/pages/").status_code == 403


@pytest.mark.asvs("v5.0.0-6.4.3")
def test_new_password_by_mail_logs_nobody_in() -> None:
    user = person(email="mieke@example.org")
    with_app(user)
    client = browser()
    client.post("/admin/password_reset/", {"email": "mieke@example.org"})
    wait_for_mails()
    assert len(mail.outbox) == 1
    link = f"/admin/password_reset/confirm/{urlsafe_base64_encode(force_bytes(user.pk))}/"
    form = client.get(f"{link}{default_token_generator.make_token(user)}/")["Location"]

    new = "nog vier andere losse woorden"
    response = client.post(form, {"new_password1": new, "new_password2": new}, follow=True)

    assert response.status_code == 200
    assert not is_inside(client)
    assert enter(client, password=new)["Location"].startswith("/account/2fa/authenticate/")
    assert not is_inside(client)


@pytest.mark.asvs("v5.0.0-2.3.1", "v5.0.0-7.5.1")
def test_half_logged_in_browser_cannot_set_up_another_factor() -> None:
    with_app(person())
    client = browser()
    enter(client)

    for address in ("/account/2fa/totp/activate/", "/account/2fa/webauthn/add/", SET_UP, "/account/2fa/"):
        assert client.get(address)["Location"].startswith(LOGIN), address


def test_visitors_get_no_cookie(site: Client) -> None:
    for address in ("/nl/", "/fr/", "/"):
        response = site.get(address)
        assert response.status_code == 200
        assert "cookie" not in response.headers.get("Vary", "").lower()
    assert not site.cookies


# --- The app --------------------------------------------------------------------------------------------------------


@pytest.mark.asvs("v5.0.0-11.5.1")
def test_first_log_in_sets_up_an_app_and_goes_on() -> None:
    user = person()
    client = browser()
    enter(client)
    assert client.get("/admin/")["Location"].startswith(SET_UP)
    page = client.get("/account/2fa/totp/activate/")
    assert page.status_code == 200, page["Location"]

    response = client.post("/account/2fa/totp/activate/", {"code": code_of(client.session["mfa.totp.secret"])})

    assert response["Location"] == "/account/2fa/recovery-codes/"
    codes = client.get(response["Location"]).content.decode()
    assert all(code in codes for code in recovery_codes_of(user))
    assert is_inside(client)


def test_wrong_code_sets_nothing_up() -> None:
    client = browser()
    user = person()
    enter(client)
    client.get("/account/2fa/totp/activate/")

    response = client.post("/account/2fa/totp/activate/", {"code": "000000"})

    assert response.status_code == 200
    assert not second_factor.has_any(user)
    assert not is_inside(client)


@pytest.mark.parametrize("code", ["", "000000", "abc", "1" * 4000])
def test_wrong_code_opens_nothing(code: str) -> None:
    with_app(person())
    client = browser()
    enter(client)

    assert client.post("/account/2fa/authenticate/", {"code": code}).status_code == 200
    assert not is_inside(client)


@pytest.mark.asvs("v5.0.0-6.5.1", "v5.0.0-6.5.5")
def test_code_counts_once() -> None:
    secret = with_app(person())
    code = code_of(secret)
    first, second = browser(), browser()
    for client in (first, second):
        enter(client)
        client.post("/account/2fa/authenticate/", {"code": code})

    assert is_inside(first)
    assert not is_inside(second)


@pytest.mark.asvs("v5.0.0-6.5.1")
def test_recovery_code_counts_once() -> None:
    user = person()
    with_app(user)
    code = recovery_codes_of(user)[0]
    first, second = browser(), browser()
    for client in (first, second):
        enter(client)
        client.post("/account/2fa/authenticate/", {"code": code})

    assert is_inside(first)
    assert not is_inside(second)
    assert len(recovery_codes_of(user)) == 9


@pytest.mark.asvs("v5.0.0-6.5.2")
def test_secret_lies_encrypted_in_the_database(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    user = person()
    secret = with_app(user)
    stored = " ".join(str(row.data) for row in Authenticator.objects.all())
    assert secret not in stored

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another one"
    client = browser()
    enter(client)
    client.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    assert is_inside(client)

    settings.SECRET_KEY_FALLBACKS = []
    with caplog.at_level(logging.WARNING):
        first, second = recovery_codes_of(user), recovery_codes_of(user)
    assert not set(first) & set(second), "a lost secret must not give codes that anybody can work out"


def test_removing_the_last_factor_asks_for_another_one_at_once() -> None:
    user = person()
    secret = with_app(user)
    client = browser()
    enter(client)
    client.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    assert client.get("/account/2fa/totp/deactivate/")["Location"].startswith("/account/reauthenticate/")
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.post("/account/2fa/totp/deactivate/")

    assert not second_factor.has_any(user)
    assert client.get("/admin/")["Location"].startswith(SET_UP)


@pytest.mark.asvs("v5.0.0-6.3.7")
def test_change_is_told_by_mail() -> None:
    person(email="mieke@example.org")
    client = browser()
    enter(client)
    client.get("/account/2fa/totp/activate/")
    client.post("/account/2fa/totp/activate/", {"code": code_of(client.session["mfa.totp.secret"])})

    assert [message.to for message in mail.outbox] == [["mieke@example.org"]]
    assert mail.outbox[0].subject.startswith("[Solidaire Gemeenten]")


# --- The way back in ------------------------------------------------------------------------------------------------


@pytest.mark.asvs("v5.0.0-6.5.6", "v5.0.0-7.4.5")
def test_reset_by_command_ends_sessions_and_asks_for_a_new_factor() -> None:
    user = person()
    secret = with_app(user)
    client = browser()
    enter(client)
    client.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    assert is_inside(client)

    call_command("reset_second_factor", "mieke", verbosity=0)

    assert not is_inside(client)
    assert not Authenticator.objects.filter(user=user).exists()
    enter(client)
    assert client.get("/admin/")["Location"].startswith(SET_UP)


def test_reset_of_nobody_fails_and_says_so() -> None:
    with pytest.raises(CommandError, match="no user 'niemand'"):
        call_command("reset_second_factor", "niemand")


@pytest.mark.asvs("v5.0.0-6.4.4", "v5.0.0-7.4.5")
def test_administrator_resets_after_confirming(settings: Any) -> None:
    settings.PORTAL_SECOND_FACTOR = False
    chief, user = person("chef"), person("jef", COMMUNICATION)
    with_app(user)
    client = browser()
    client.force_login(chief)
    address = f"/admin/users/{user.pk}/log-in/"

    assert "jef" in client.get(address).content.decode()
    assert 'value="reset"' in client.get(f"{address}?action=reset").content.decode()
    assert second_factor.has_any(user)
    client.post(address, {"action": "reset"})
    assert not second_factor.has_any(user)


@pytest.mark.parametrize("role", [COMMUNICATION, MODERATORS, TRANSLATORS])
@pytest.mark.asvs("v5.0.0-6.4.4")
def test_nobody_else_resets(role: str, settings: Any) -> None:
    settings.PORTAL_SECOND_FACTOR = False
    chief = person("chef")
    with_app(chief)
    client = browser()
    client.force_login(person("jef", role))

    assert client.post(f"/admin/users/{chief.pk}/log-in/", {"action": "reset"}).status_code in (302, 403)
    assert second_factor.has_any(chief)


# --- The demo -------------------------------------------------------------------------------------------------------


def test_demo_asks_for_the_password_only_and_says_so(settings: Any) -> None:
    page = browser().get(LOGIN, headers={"accept-language": "nl"}).content.decode()
    assert "Dit is een demo" not in page
    settings.PORTAL_SECOND_FACTOR = False
    page = browser().get(LOGIN, headers={"accept-language": "nl"}).content.decode()
    assert "Dit is een demo" in page

    person()
    client = browser()
    enter(client)
    assert is_inside(client)
