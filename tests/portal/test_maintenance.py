"""The site closed for work: what visitors, programs, staff and load balancers get, and the file for the web server."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.maintenance import maintenance_page

COMMITTED = Path(project.BASE_DIR) / "deploy" / "maintenance.html"


@pytest.fixture
def closed(settings: Any, db: None) -> Client:
    """A visitor's browser on a site that was started with the switch on."""
    settings.PORTAL_MAINTENANCE = True
    # The middleware is made with the client's first request.
    return Client(HTTP_HOST="localhost")


@pytest.mark.parametrize(
    ("address", "texts"),
    [
        ("/nl/gemeenten/gent/", ["We werken aan de site"]),
        ("/fr/", ["Nous travaillons sur le site"]),
        ("/", ["We werken aan de site", "Nous travaillons sur le site"]),
        ("/nl/bestaat-niet/", ["We werken aan de site"]),
    ],
)
def test_visitors_read_when_to_come_back_without_a_query(closed: Client, address: str, texts: list[str]) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = closed.get(address)

    page = response.content.decode()
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert len(queries) == 0
    assert not response.cookies
    assert len(re.findall(r"<h1\b", page)) == 1
    for text in texts:
        assert text in page


@pytest.mark.asvs("v5.0.0-3.7.2")
def test_button_leads_to_the_same_page_and_never_elsewhere(closed: Client) -> None:
    assert 'href="/nl/gemeenten/gent/"' in closed.get("/nl/gemeenten/gent/").content.decode()
    # Two slashes at the beginning would make it another site's address.
    assert 'href="//' not in closed.generic("GET", "//kwaad.example/").content.decode()


def test_forms_are_not_taken(closed: Client) -> None:
    assert closed.post("/nl/brief/", {"own_words": "Niet gelezen."}).status_code == 503


def test_programs_are_told_as_data(closed: Client) -> None:
    response = closed.get("/open-data/gemeenten.json")

    assert response.status_code == 503
    assert response["Retry-After"]
    assert "worked on" in response.json()["message"]


def test_watchmen_and_staff_get_in(closed: Client) -> None:
    assert closed.get("/health/live/").status_code == 200
    assert closed.get("/health/ready/").status_code == 200
    assert closed.get("/account/login/").status_code == 200


def test_staff_see_the_site_as_it_is(closed: Client, admin_user: Any) -> None:
    closed.force_login(admin_user)

    assert closed.get("/nl/").status_code == 200
    assert closed.get("/admin/").status_code == 200


def test_open_site_is_open(site: Client, settings: Any) -> None:
    assert settings.PORTAL_MAINTENANCE is False
    assert site.get("/nl/").status_code == 200


# --- The file for the web server ------------------------------------------------------------------------------------


def test_committed_page_is_what_the_command_writes() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == maintenance_page(), "run manage.py write_maintenance_page"


def test_file_fetches_nothing_and_says_it_in_both_languages() -> None:
    page = COMMITTED.read_text(encoding="utf-8")

    assert not re.search(r"\b(src|href|srcset|poster)=|url\(|@import|<script|<link|<form|http-equiv", page)
    assert "We werken aan de site" in page
    assert "Nous travaillons sur le site" in page
    assert '<section lang="fr">' in page
    assert len(re.findall(r"<h1\b", page)) == 1
    assert "noindex" in page
    assert len(page.encode()) < 14_000, "it should arrive with the first packets"


def test_command_writes_once_and_says_so(tmp_path: Path) -> None:
    file = tmp_path / "served" / "maintenance.html"
    said = [io.StringIO(), io.StringIO()]
    for out in said:
        call_command("write_maintenance_page", str(file), stdout=out)

    assert "written" in said[0].getvalue()
    assert "up to date" in said[1].getvalue()
    assert [path.name for path in file.parent.iterdir()] == ["maintenance.html"]


def test_command_says_where_it_may_not_write(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(CommandError, match="cannot be written"):
        call_command("write_maintenance_page", str(tmp_path / "file" / "maintenance.html"))
