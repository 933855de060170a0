"""Attacks by the Host header: it decides neither what an address leads to, nor what is written into pages and mails."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.checks import run_checks
from django.test import Client, RequestFactory

from tests.gemeenten.joining import send_application
from tests.portal.account.people import wait_for_mails

EVIL = "kwaad.example"
HOSTS = [
    EVIL,
    f"localhost@{EVIL}",
    f"localhost:80@{EVIL}",
    f"localhost.{EVIL}",
    f"{EVIL}#localhost",
    f"{EVIL}/localhost",
    f"localhost, {EVIL}",
    f"localhost {EVIL}",
    "localhost:abc",
    "",
    "[::1",
]
#: Where absolute addresses are written.
WRITTEN = [
    "/",
    "/nl/",
    "/fr/communes/",
    "/nl/gemeenten/gent/",
    "/nl/gemeenten/11002/",
    "/nl/nieuws/",
    "/nl/nieuws/feed/",
    "/nl/gemeenten/wijzigingen/",
    "/sitemap.xml",
    "/robots.txt",
    "/open-data/gemeenten.json",
    "/open-data/gemeenten.csv",
    "/api/v2/municipalities/",
    "/nl/brief/",
]


@pytest.mark.asvs("v5.0.0-2.2.1")
@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("address", ["/nl/", "/admin/login/", "/admin/password_reset/", "/sitemap.xml"])
@pytest.mark.django_db
def test_other_names_are_refused(host: str, address: str) -> None:
    response = Client(HTTP_HOST=host).get(address)

    assert response.status_code == 400
    assert EVIL not in response.content.decode()
    assert EVIL not in str(response.headers)


@pytest.mark.asvs("v5.0.0-4.1.3")
@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Host", "X-Original-Host", "Forwarded", "X-Forwarded-Server"])
@pytest.mark.parametrize("address", WRITTEN)
def test_other_headers_name_no_host(site: Client, address: str, header: str) -> None:
    value = f"host={EVIL}" if header == "Forwarded" else EVIL

    response = site.get(address, headers={header: value})

    assert response.status_code == 200
    assert EVIL not in response.content.decode()
    assert EVIL not in str(response.headers)


@pytest.mark.parametrize("address", WRITTEN)
@pytest.mark.django_db
def test_addresses_are_those_of_the_site_whatever_was_asked_for(settings: Any, address: str) -> None:
    # As if the list of names were wider than the site: a wildcard, or a second name that leads here.
    settings.ALLOWED_HOSTS = ["*"]

    response = Client(HTTP_HOST=EVIL).get(address)

    assert response.status_code == 200
    assert EVIL not in response.content.decode()


@pytest.mark.django_db
def test_mail_for_a_new_password_leads_to_this_site(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    get_user_model().objects.create_user("an", email="an@example.org", password="vier losse woorden zonder band")

    Client(HTTP_HOST=EVIL).post("/admin/password_reset/", {"email": "an@example.org"})

    wait_for_mails()
    (message,) = mail.outbox
    assert re.search(rf"{re.escape(settings.WAGTAILADMIN_BASE_URL)}/admin/password_reset/confirm/", str(message.body))
    assert EVIL not in f"{message.subject}{message.body}{message.extra_headers}"


@pytest.mark.django_db
def test_mail_about_a_changed_log_in_names_this_site(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    user = get_user_model().objects.create_user("an", email="an@example.org", password="vier losse woorden")
    request: Any = RequestFactory().get("/", HTTP_HOST=EVIL)
    request.user = user

    with context.request_context(request):
        get_adapter().send_notification_mail("mfa/email/totp_activated", user)

    (message,) = mail.outbox
    assert settings.WAGTAILADMIN_BASE_URL in message.body
    assert EVIL not in f"{message.subject}{message.body}"


def test_mails_about_an_application_lead_to_this_site(
    settings: Any, site: Client, django_capture_on_commit_callbacks: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    site.defaults["HTTP_HOST"] = EVIL

    with django_capture_on_commit_callbacks(execute=True):
        assert send_application(site).status_code == 303

    assert mail.outbox
    assert all(EVIL not in f"{message.subject}{message.body}" for message in mail.outbox)


def test_a_site_that_answers_to_every_name_does_not_pass_the_checks(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    assert "portal.E009" in {message.id for message in run_checks(include_deployment_checks=True)}

    settings.ALLOWED_HOSTS = ["example.org"]
    assert "portal.E009" not in {message.id for message in run_checks(include_deployment_checks=True)}
