"""Accounts and their sessions, where no other test looks."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import global_settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.test import Client
from django.utils import timezone

from portal.account.passwords import _OURS
from portal.settings import account as account_settings
from portal.settings import base as base_settings
from tests.portal.account.people import LOGIN, PASSWORD, browser, enter, person, with_app
from tests.security.table import ROOT

NEW = "een ander lang wachtwoord"


@pytest.fixture
def inside(db: None) -> Client:
    """A browser of somebody who has logged in."""
    person()
    client = browser()
    enter(client)
    assert client.get("/admin/").status_code == 200
    return client


def change(client: Client, old: str, new: str = NEW) -> Any:
    """Send the form for a new password in the account's own page."""
    fields = {"name_email-first_name": "Mieke", "name_email-last_name": "Maes", "name_email-email": "mieke@example.org"}
    fields |= {"locale-preferred_language": "nl", "locale-current_time_zone": ""}
    fields |= {"theme-theme": "system", "theme-contrast": "system", "theme-density": "default"}
    passwords = {"password-old_password": old, "password-new_password1": new, "password-new_password2": new}
    return client.post("/admin/account/", {**fields, **passwords})


# --- Passwords ------------------------------------------------------------------------------------------------------


@pytest.mark.asvs("v5.0.0-6.2.2", "v5.0.0-6.2.3")
def test_new_password_takes_the_present_one(inside: Client) -> None:
    user = get_user_model().objects.get()

    change(inside, "verkeerd wachtwoord")
    user.refresh_from_db()
    assert user.check_password(PASSWORD)

    change(inside, PASSWORD)
    user.refresh_from_db()
    assert user.check_password(NEW)


@pytest.mark.asvs("v5.0.0-6.2.1", "v5.0.0-6.2.5", "v5.0.0-6.2.9")
@pytest.mark.parametrize(
    "password", ["kleineletterszondermeer", "HOOFDLETTERSALLEEN", "!?#*@[]{}|~^%&()", "ж" * 13 + "щ", "vlieger " * 30]
)
def test_any_long_password_will_do(password: str) -> None:
    validate_password(password)


@pytest.mark.asvs("v5.0.0-6.2.8")
@pytest.mark.django_db
@pytest.mark.parametrize("typed", [PASSWORD.upper(), f" {PASSWORD}", f"{PASSWORD} ", PASSWORD[:-1], PASSWORD[:16]])
def test_password_counts_exactly_as_it_was_typed(typed: str) -> None:
    person()
    client = browser()

    enter(client, password=typed)

    assert "_auth_user_id" not in client.session


@pytest.mark.asvs("v5.0.0-6.2.8", "v5.0.0-6.2.9")
@pytest.mark.django_db
def test_long_password_with_spaces_around_it_works_and_is_not_cut() -> None:
    long = f"  {'vlieger tuin kade ' * 12} "
    user = person()
    user.set_password(long)
    user.save()
    client = browser()
    enter(client, password=long[:128])
    assert "_auth_user_id" not in client.session

    enter(client, password=long)

    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.asvs("v5.0.0-6.2.6", "v5.0.0-6.2.7", "v5.0.0-6.4.2")
@pytest.mark.django_db
def test_log_in_form_hides_the_password_and_helps_password_managers() -> None:
    page = browser().get(LOGIN).content.decode()

    field = re.search(r'<input[^>]*name="password"[^>]*>', page)
    assert field is not None
    assert 'type="password"' in field[0]
    assert 'autocomplete="current-password"' in field[0]
    assert not re.search(r"onpaste|oncopy|readonly", page)
    assert set(re.findall(r'<input[^>]*name="([^"]+)"', page)) <= {
        *("csrfmiddlewaretoken", "login", "password", "next"),
        "credential",  # what a passkey answers
    }


@pytest.mark.asvs("v5.0.0-6.2.10")
@pytest.mark.django_db
def test_old_password_still_counts() -> None:
    user = person()
    get_user_model().objects.update(
        date_joined=timezone.now() - timedelta(days=4000), last_login=timezone.now() - timedelta(days=3000)
    )
    client = browser()

    enter(client)

    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.asvs("v5.0.0-6.1.2", "v5.0.0-6.2.11")
def test_words_of_the_campaign_are_refused_and_written_down() -> None:
    text = (ROOT / "docs" / "security.md").read_text()

    assert [word for word in sorted(_OURS) if f"`{word}`" not in text] == []
    for word in _OURS:
        with pytest.raises(Exception, match=r"much used|veelgebruikt|wachtwoord"):
            validate_password(f"{word}2026!!!!!!!!"[:24])


@pytest.mark.asvs("v5.0.0-11.4.2")
def test_a_live_site_keeps_passwords_with_django_s_slow_hash() -> None:
    for module in (base_settings, account_settings):
        assert not hasattr(module, "PASSWORD_HASHERS")
    assert global_settings.PASSWORD_HASHERS[0].endswith(".PBKDF2PasswordHasher")
    assert PBKDF2PasswordHasher.iterations >= 600_000
    assert PBKDF2PasswordHasher.algorithm == "pbkdf2_sha256"


@pytest.mark.asvs("v5.0.0-6.3.2")
@pytest.mark.django_db
def test_a_new_site_has_no_accounts() -> None:
    assert not get_user_model().objects.exists()


@pytest.mark.asvs("v5.0.0-6.5.4")
@pytest.mark.django_db
def test_recovery_codes_cannot_be_guessed() -> None:
    user = person()
    with_app(user)
    codes = RecoveryCodes.activate(user).get_unused_codes()

    assert len(set(codes)) == 10
    assert all(len(re.sub(r"\W", "", code)) >= 8 for code in codes), "eight digits are 26 bits"


# --- Sessions -------------------------------------------------------------------------------------------------------


@pytest.mark.asvs("v5.0.0-7.2.3", "v5.0.0-7.2.2")
def test_keys_of_sessions_are_long_and_differ(inside: Client) -> None:
    keys = {inside.session.session_key}
    for _time in range(5):
        client = browser()
        enter(client)
        keys.add(client.session.session_key)

    assert len(keys) == 6
    # 32 signs out of 36 are 165 bits.
    assert all(re.fullmatch(r"[a-z0-9]{32}", str(key)) for key in keys)


@pytest.mark.asvs("v5.0.0-7.4.1", "v5.0.0-7.2.1")
def test_old_cookie_opens_nothing_after_the_log_out(inside: Client, settings: Any) -> None:
    old = inside.cookies[settings.SESSION_COOKIE_NAME].value

    inside.post("/account/logout/")

    stranger = browser()
    stranger.cookies[settings.SESSION_COOKIE_NAME] = old
    assert stranger.get("/admin/").status_code == 302


@pytest.mark.asvs("v5.0.0-14.3.1")
def test_log_out_clears_the_browser(inside: Client) -> None:
    assert "Clear-Site-Data" not in inside.get("/admin/").headers

    answer = inside.post("/account/logout/")

    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in browser().get("/nl/").headers


@pytest.mark.asvs("v5.0.0-7.4.2")
@pytest.mark.parametrize("how", ["closed", "deleted"])
def test_account_that_is_closed_is_out_at_once(inside: Client, how: str) -> None:
    users = get_user_model().objects.all()
    users.update(is_active=False) if how == "closed" else users.delete()

    assert inside.get("/admin/").status_code == 302
    assert inside.get("/django-admin/").status_code == 302


@pytest.mark.asvs("v5.0.0-7.4.4")
@pytest.mark.parametrize("address", ["/admin/", "/admin/pages/", "/admin/account/", "/admin/reports/site-history/"])
def test_every_page_for_staff_has_a_way_out(inside: Client, address: str) -> None:
    assert "/account/logout/" in inside.get(address).content.decode().replace("\\/", "/") or (
        "/admin/logout/" in inside.get(address).content.decode().replace("\\/", "/")
    )
