"""The log-in page: lockout, sessions, where it leads, and what it tells strangers."""

from __future__ import annotations

from threading import Event
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import Client

from portal.account import lockout, sessions
from portal.roles import COMMUNICATION
from tests.portal.account.people import LOGIN, PASSWORD, browser, code_of, enter, person, wait_for_mails, with_app

pytestmark = pytest.mark.django_db
HERE, THERE = {"REMOTE_ADDR": "192.0.2.10"}, {"REMOTE_ADDR": "198.51.100.20"}


def is_inside(client: Client) -> bool:
    """Whether the admin opens."""
    return client.get("/admin/").status_code == 200


def fail(times: int, name: str = "mieke", **values: Any) -> Any:
    """Try wrong passwords; the last answer."""
    return [enter(browser(), name, "verkeerd", **values) for _time in range(times)][-1]


# --- Lockout --------------------------------------------------------------------------------------------------------


@pytest.mark.asvs("v5.0.0-6.3.1")
def test_account_is_locked_where_it_was_tried_and_nowhere_else() -> None:
    person()

    assert fail(4, **HERE).status_code == 200
    refusal = fail(1, **HERE)

    assert refusal.status_code == 429
    assert int(refusal["Retry-After"]) == 1800
    assert enter(browser(), **HERE).status_code == 429, "the right password opens nothing while it is locked"
    client = browser()
    enter(client, **THERE)
    assert is_inside(client)


@pytest.mark.parametrize(("language", "words"), [("nl", "Te veel pogingen"), ("fr", "Trop de tentatives")])
def test_refusal_speaks_the_browser_s_language(language: str, words: str) -> None:
    assert words in fail(5, **HERE, HTTP_ACCEPT_LANGUAGE=language).content.decode()


def test_name_in_capitals_is_the_same_name() -> None:
    person()
    for name in ("mieke", "Mieke", "MIEKE", " mieke "):
        fail(1, name, **HERE)

    assert fail(1, "mIeKe", **HERE).status_code == 429


@pytest.mark.asvs("v5.0.0-6.3.1")
def test_address_that_tries_many_names_is_locked_for_all(settings: Any) -> None:
    settings.PORTAL_LOGIN_FAILURES_OF_ADDRESS = 6
    person()
    for number in range(6):
        fail(1, f"naam{number}", **HERE)

    assert enter(browser(), **HERE).status_code == 429
    client = browser()
    enter(client, **THERE)
    assert is_inside(client)


def test_own_account_does_not_open_an_address_for_more(settings: Any) -> None:
    settings.PORTAL_LOGIN_FAILURES_OF_ADDRESS = 6
    person()
    for number in range(5):
        fail(1, f"naam{number}", **HERE)
    enter(browser(), **HERE)

    assert fail(1, "naam9", **HERE).status_code == 429


@pytest.mark.parametrize("proxies", [0, 1])
@pytest.mark.asvs("v5.0.0-4.1.3", "v5.0.0-15.3.4")
def test_forged_address_does_not_open_a_lock(settings: Any, proxies: int) -> None:
    settings.PORTAL_TRUSTED_PROXIES = proxies
    person()
    true = "192.0.2.10"
    for number in range(5):
        forged = f"203.0.113.{number}" + (f", {true}" if proxies else "")
        response = enter(browser(), "mieke", "verkeerd", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forged)

    assert response.status_code == 429
    kept = set(AccessAttempt.objects.values_list("ip_address", flat=True))
    assert kept == {true if proxies else "10.0.0.1"}


@pytest.mark.asvs("v5.0.0-6.3.1")
def test_wrong_codes_lock_as_well(settings: Any) -> None:
    settings.PORTAL_SECOND_FACTOR = True
    secret = with_app(person())
    client = browser()
    enter(client)
    answers = [client.post("/account/2fa/authenticate/", {"code": "000000"}).status_code for _time in range(5)]

    assert answers == [200, 200, 200, 200, 429]
    assert client.post("/account/2fa/authenticate/", {"code": code_of(secret)}).status_code == 429
    assert not is_inside(client)


@pytest.mark.asvs("v5.0.0-6.3.1")
def test_lock_opens_by_itself(settings: Any) -> None:
    person()
    fail(5, **HERE)
    AccessAttempt.objects.update(attempt_time="2020-01-01T00:00Z")

    client = browser()
    enter(client, **HERE)
    assert is_inside(client)


def test_administrator_lifts_a_lock() -> None:
    chief, user = person("chef"), person()
    fail(5, **HERE)
    assert lockout.LockoutHandler.failures_of("Mieke") == 5
    client = browser()
    client.force_login(chief)

    client.post(f"/admin/users/{user.pk}/log-in/", {"action": "unlock"})

    assert enter(browser(), **HERE).status_code == 302


@pytest.mark.asvs("v5.0.0-14.2.4")
def test_failures_hold_no_password_and_no_code_and_are_purged(caplog: pytest.LogCaptureFixture) -> None:
    user = person()
    fail(1, **HERE)
    with_app(user)
    client = browser()
    enter(client, **HERE)
    client.post("/account/2fa/authenticate/", {"code": "123123"}, **HERE)

    kept = " ".join(str(row.post_data) for row in AccessAttempt.objects.all())
    assert AccessAttempt.objects.exists()
    assert "verkeerd" not in kept
    assert "123123" not in kept
    assert "mieke" not in caplog.text
    assert HERE["REMOTE_ADDR"] not in caplog.text
    AccessAttempt.objects.update(attempt_time="2020-01-01T00:00Z")
    call_command("purge_personal_data", "--dry-run")
    assert AccessAttempt.objects.exists()
    call_command("purge_personal_data")
    assert not AccessAttempt.objects.exists()


# --- What strangers learn -------------------------------------------------------------------------------------------


@pytest.mark.asvs("v5.0.0-6.3.8")
def test_wrong_name_and_wrong_password_get_the_same_answer() -> None:
    person()

    def told(name: str) -> str:
        html = enter(browser(), name, "verkeerd").content.decode()
        return html[html.index('class="account-errors"') : html.index("</form>")].replace(name, "")[:400]

    assert told("mieke") == told("niemand")


@pytest.mark.asvs("v5.0.0-6.3.8")
def test_reset_answers_the_same_for_every_address() -> None:
    person(email="mieke@example.org")
    answers = [
        (response.status_code, response["Location"])
        for address in ("mieke@example.org", "niemand@example.org")
        if (response := browser().post("/admin/password_reset/", {"email": address}))
    ]

    wait_for_mails()

    assert answers[0] == answers[1]
    assert len(mail.outbox) == 1


def test_reset_does_not_wait_for_the_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    person(email="mieke@example.org")
    answered = Event()
    waited: list[bool] = []

    def slow(message: EmailMessage, fail_silently: bool = False) -> int:
        waited.append(answered.wait(timeout=30))
        return 1

    monkeypatch.setattr(EmailMessage, "send", slow)

    response = browser().post("/admin/password_reset/", {"email": "mieke@example.org"})
    answered.set()
    wait_for_mails()

    assert response.status_code == 302
    assert waited == [True]


@pytest.mark.parametrize("address", ["/account/signup/", "/account/email/", "/account/3rdparty/signup/", "/account/"])
def test_nobody_signs_up(address: str) -> None:
    for response in (
        browser().get(address, follow=True),
        browser().post(address, {"username": "x", "password1": PASSWORD}, follow=True),
    ):
        assert response.status_code == 404


# --- Where it leads -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    ["https://kwaad.example/", "//kwaad.example/", "\\\\kwaad.example", "javascript:alert(1)", "https:kwaad.example"],
)
@pytest.mark.asvs("v5.0.0-3.7.2")
def test_log_in_never_leads_off_the_site(target: str) -> None:
    person()

    response = browser().post(LOGIN, {"login": "mieke", "password": PASSWORD, "next": target})
    assert response["Location"] == "/admin/"
    for page in ("/admin/login/", "/nl/_util/login/"):
        assert browser().get(page, {"next": target})["Location"] == LOGIN


def test_log_in_leads_on_to_where_somebody_wanted_to_go() -> None:
    person()
    client = browser()
    asked = client.get("/admin/pages/")["Location"]
    assert asked == f"{LOGIN}?next=/admin/pages/"

    assert client.post(asked, {"login": "mieke", "password": PASSWORD})["Location"] == "/admin/pages/"


def test_person_without_a_role_is_not_led_in_circles() -> None:
    user = person(role=COMMUNICATION)
    user.groups.clear()
    client = browser()
    enter(client)

    chain = [address for address, _status in client.get("/admin/", follow=True).redirect_chain]
    assert chain == [f"{LOGIN}?next=/admin/", "/"]


# --- Sessions -------------------------------------------------------------------------------------------------------


@pytest.mark.asvs("v5.0.0-7.2.4")
def test_key_of_the_session_changes_at_the_log_in() -> None:
    person()
    client = browser()
    client.get(LOGIN)
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    enter(client)

    assert client.session.session_key != before
    assert browser(HTTP_COOKIE=f"sessionid={before}").get("/admin/").status_code == 302


@pytest.mark.parametrize(("idle", "whole"), [(9 * 3600, 0), (0, 13 * 3600)])
@pytest.mark.asvs("v5.0.0-7.3.1", "v5.0.0-7.3.2")
def test_session_ends_unused_and_when_it_is_old(idle: int, whole: int) -> None:
    person()
    client = browser()
    enter(client)
    assert is_inside(client)
    session = client.session
    session[sessions.SEEN] -= idle
    session[sessions.BEGAN] -= whole
    session.save()

    assert client.get("/admin/")["Location"].startswith(LOGIN)
    assert "_auth_user_id" not in client.session


@pytest.mark.asvs("v5.0.0-7.3.1")
def test_open_editor_does_not_keep_a_session_alive() -> None:
    person()
    client = browser()
    enter(client)
    session = client.session
    session[sessions.SEEN] -= 3600
    session.save()
    before = client.session[sessions.SEEN]

    client.get("/admin/editing-sessions/")
    assert client.session[sessions.SEEN] == before
    client.get("/admin/pages/")
    assert client.session[sessions.SEEN] > before


def test_requests_within_a_minute_write_nothing(django_assert_max_num_queries: Any) -> None:
    person()
    client = browser()
    enter(client)
    client.get("/admin/pages/")
    with django_assert_max_num_queries(100) as captured:
        client.get("/admin/pages/")

    assert [query["sql"] for query in captured if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []


@pytest.mark.asvs("v5.0.0-7.4.3")
def test_new_password_ends_all_other_sessions() -> None:
    person()
    here, elsewhere = browser(), browser()
    for client in (here, elsewhere):
        enter(client)
    new = "heel wat andere losse woorden"
    form = {"password-old_password": PASSWORD, "password-new_password1": new, "password-new_password2": new}
    values = {"name_email-first_name": "Mieke", "name_email-last_name": "Peeters", "name_email-email": "m@example.org"}
    values |= {"locale-preferred_language": "nl", "theme-theme": "system", "theme-density": "default"}
    values |= {"theme-contrast": "system", "locale-current_time_zone": "Europe/Brussels"}
    values |= {"theme-keyboard_shortcuts": "on"}

    assert here.post("/admin/account/", form | values).status_code == 302

    assert is_inside(here)
    assert not is_inside(elsewhere)


@pytest.mark.asvs("v5.0.0-7.4.3", "v5.0.0-7.5.2")
def test_owner_ends_one_session_or_all_others() -> None:
    user, other = person(), person("jef")
    stranger = browser()
    enter(stranger, "jef")
    here, phone, tablet = browser(), browser(HTTP_USER_AGENT="Firefox/140 Android"), browser()
    for client in (here, phone, tablet):
        enter(client)
    page = here.get("/account/sessions/", headers={"accept-language": "nl"}).content.decode()
    assert "Firefox, Android" in page
    row = UserSession.objects.get(session_key=phone.session.session_key)

    foreign = UserSession.objects.get(user=other)
    here.post("/account/sessions/", {"session": str(foreign.pk)})
    assert is_inside(stranger), "nobody ends another person's session"
    here.post("/account/sessions/", {"session": "no number"})
    assert is_inside(phone)
    here.post("/account/sessions/", {"session": str(row.pk)})
    assert not is_inside(phone)
    assert is_inside(tablet)
    here.post("/account/sessions/", {})
    assert not is_inside(tablet)
    assert is_inside(here)
    assert UserSession.objects.filter(user=user).count() == 1


@pytest.mark.asvs("v5.0.0-14.2.4")
def test_list_of_sessions_holds_no_full_address() -> None:
    person()
    enter(browser(), REMOTE_ADDR="192.0.2.77")
    enter(browser(), REMOTE_ADDR="2001:db8:1:2:3::4")

    assert set(UserSession.objects.values_list("ip", flat=True)) == {"192.0.0.0", "2001:db8:1::"}


def test_number_of_questions_does_not_grow_with_the_rows(django_assert_max_num_queries: Any) -> None:
    person()
    for _time in range(8):
        enter(browser())
    client = browser()
    enter(client)
    # One look at each session: whether it still runs.
    with django_assert_max_num_queries(50):
        assert client.get("/account/sessions/").status_code == 200
