"""What the site answers: the right kind, nothing about its inside, nothing that was not asked for."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.models import CampaignSettings

KINDS = {
    "/nl/": "text/html; charset=utf-8",
    "/nl/bestaat-niet/": "text/html; charset=utf-8",
    "/robots.txt": "text/plain; charset=utf-8",
    "/.well-known/security.txt": "text/plain; charset=utf-8",
    "/sitemap.xml": "application/xml",
    "/nl/nieuws/feed/": "application/atom+xml; charset=utf-8",
    "/finder/nl.json?q=gent": "application/json",
    "/open-data/gemeenten.json": "application/json",
    "/open-data/gemeenten.csv": "text/csv; charset=utf-8",
    "/health/live/": "application/json",
    "/share/nl/44021.png": "image/png",
}


@pytest.fixture(autouse=True)
def _contact(db: None) -> None:
    CampaignSettings.objects.update(contact_email="info@campagne.example")


@pytest.mark.asvs("v5.0.0-4.1.1", "v5.0.0-3.2.1")
@pytest.mark.parametrize("address", KINDS)
def test_answer_says_what_it_is(site: Client, address: str) -> None:
    answer = site.get(address, follow=True)
    content = answer.getvalue()

    kind = answer["Content-Type"]
    assert kind.removesuffix("; header=present") == KINDS[address]
    assert answer["X-Content-Type-Options"] == "nosniff"
    if kind.startswith("text/"):
        content.decode("utf-8")
    # XML says its encoding itself, JSON is always UTF-8.
    if kind == "application/xml":
        assert content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    if kind == "image/png":
        assert content.startswith(b"\x89PNG")


@pytest.mark.asvs("v5.0.0-13.4.1", "v5.0.0-13.4.3")
@pytest.mark.parametrize(
    "address",
    [
        *("/.git/config", "/.git/HEAD", "/.env", "/portal.env", "/manage.py", "/pyproject.toml", "/requirements.txt"),
        *(
            "/static/",
            "/static/portal/",
            "/media/",
            "/media/images/",
            "/documents/",
            "/images/",
            "/private/",
            "/backups/",
        ),
        *("/static/../manage.py", "/media/../portal.sqlite3", "/media/%2e%2e/portal.sqlite3", "/static/..%2fmanage.py"),
    ],
)
def test_neither_code_nor_folders_are_served(site: Client, address: str) -> None:
    assert site.get(address, follow=True).status_code in (400, 404)


@pytest.mark.asvs("v5.0.0-13.4.4")
@pytest.mark.parametrize("address", ["/", "/nl/", "/admin/", "/health/live/", "/finder/nl.json"])
def test_nothing_is_traced_back(site: Client, address: str) -> None:
    answer = site.generic("TRACE", address, headers={"x-geheim": "sesam"})

    assert b"sesam" not in answer.content
    assert answer.status_code in (302, 405)
    assert answer.headers.get("Content-Type") != "message/http"


@pytest.mark.asvs("v5.0.0-13.4.5", "v5.0.0-13.4.2")
def test_watchmen_learn_that_it_works_and_nothing_else(site: Client) -> None:
    for address in ("/health/live/", "/health/ready/"):
        answer = site.get(address)
        assert answer.json() == {"status": "ok"}
        assert "Server" not in answer.headers
        assert "X-Powered-By" not in answer.headers
    for address in ("/metrics", "/debug/", "/__debug__/", "/server-status", "/api/docs/", "/swagger/", "/graphql"):
        assert site.get(address, follow=True).status_code == 404


# --- Whom to tell about a weakness (RFC 9116) -----------------------------------------------------------------------


def fields(site: Client) -> dict[str, str]:
    """The fields of security.txt, each once."""
    lines = [line for line in site.get("/.well-known/security.txt").content.decode().splitlines() if line]
    pairs = [line.split(": ", 1) for line in lines]
    assert len(pairs) == len({name for name, _value in pairs})
    return dict(pairs)  # type: ignore[arg-type]


@pytest.mark.parametrize("day", ["2026-01-01", "2026-08-31", "2027-02-28", "2028-02-29", "2031-12-31"])
def test_security_txt_never_expires_while_it_is_served(site: Client, day: str, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    monkeypatch.setattr(timezone, "now", lambda: moment)

    expires = datetime.fromisoformat(fields(site)["Expires"])

    # Below a year, as the standard recommends, and far enough for who keeps a copy.
    assert moment + timedelta(days=30) < expires < moment + timedelta(days=365)


def test_security_txt_is_valid_by_the_real_clock(site: Client) -> None:
    assert datetime.fromisoformat(fields(site)["Expires"]) > datetime.now(UTC) + timedelta(days=30)


def test_security_txt_says_whom_to_tell_in_which_languages_and_where_it_stands(site: Client, settings: Any) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://campagne.example"

    found = fields(site)

    assert found["Contact"] == "mailto:info@campagne.example"
    assert found["Preferred-Languages"] == "nl, fr, en"
    assert found["Canonical"] == "https://campagne.example/.well-known/security.txt"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", found["Expires"])


@pytest.mark.parametrize(
    ("setting", "contact"),
    [
        ("veiligheid@campagne.example", "mailto:veiligheid@campagne.example"),
        ("https://campagne.example/melden", "https://campagne.example/melden"),
    ],
)
def test_contact_of_the_settings_goes_before_that_of_the_campaign(
    site: Client, settings: Any, setting: str, contact: str
) -> None:
    settings.PORTAL_SECURITY_CONTACT = setting

    assert fields(site)["Contact"] == contact


def test_security_txt_is_absent_rather_than_without_a_contact(site: Client) -> None:
    CampaignSettings.objects.update(contact_email="")

    assert site.get("/.well-known/security.txt").status_code == 404
