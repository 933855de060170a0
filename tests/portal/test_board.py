"""The translation board in the real admin."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from gemeenten.models import Municipality, MunicipalityPage
from portal.models import PublishedText
from portal.translation.board import csv_lines
from portal.translation.recording import record
from portal.translation.state import State, read_entries
from tests.factories import index_page, unindexed
from tests.portal.translating import (
    COMMUNICATION,
    TRANSLATORS,
    change,
    entry_of,
    logged_in,
    profile,
)

pytestmark = pytest.mark.django_db
BOARD = "/admin/translations/"


def html_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.mark.parametrize("role", ["superuser", COMMUNICATION, TRANSLATORS])
def test_everybody_who_works_on_texts_sees_the_board(role: str) -> None:
    html = html_of(logged_in(role), f"{BOARD}?q=gent")

    assert "Gent" in html
    assert "Up to date" in html


def test_somebody_without_pages_or_snippets_gets_403() -> None:
    user = User.objects.create_user("nobody", password="a-long-password-1")
    user.user_permissions.add(
        *ContentType.objects.get(app_label="wagtailadmin", model="admin").permission_set.filter(codename="access_admin")
    )
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)

    key = profile("Gent").translation_key
    for address in (BOARD, f"{BOARD}update/", f"{BOARD}{key}/fr/"):
        assert client.get(address).status_code == 403


def test_a_visitor_is_sent_to_the_log_in(site: Client) -> None:
    assert "/account/login/" in site.get(BOARD).headers["Location"]


def test_translators_get_links_to_their_own_language_only() -> None:
    html = html_of(logged_in(TRANSLATORS), f"{BOARD}?q=gent&type=gemeenten.municipalitypage")

    assert f"/admin/pages/{profile('Gent', 'fr').pk}/edit/" in html
    assert f"/admin/pages/{profile('Gent').pk}/edit/" not in html


def test_translators_see_what_is_missing_and_can_start_it() -> None:
    html = html_of(logged_in(TRANSLATORS), f"{BOARD}?state=missing")

    page = profile("Lichtervelde")
    assert f"/admin/localize/submit/page/{page.pk}/?select_locale=fr" in html
    assert "2 translations" in html


@pytest.mark.parametrize(
    ("query", "number"),
    [("state=missing", 2), ("locale=fr&q=oosterz", 1), ("type=home.partner&q=zzz", 0), ("state=nonsense&q=oosterz", 1)],
)
def test_filters_narrow_the_board(query: str, number: int) -> None:
    html = html_of(logged_in("superuser"), f"{BOARD}?{query}")

    assert html.count('<th class="title" scope="row">') == number


def test_the_totals_count_every_state_and_lead_to_it() -> None:
    change(profile("Gent"), introduction="Een nieuwe zin.")

    html = html_of(logged_in("superuser"), BOARD)

    assert "?state=missing" in html
    assert "?state=outdated" in html


def test_fifty_rows_a_page() -> None:
    total = len(read_entries())
    client = logged_in("superuser")

    first = html_of(client, BOARD)

    assert first.count('<th class="title" scope="row">') == min(50, total)


def test_the_dashboard_shows_the_totals() -> None:
    html = html_of(logged_in(TRANSLATORS), "/admin/")

    assert "/admin/translations/?state=missing" in html


def test_the_menu_leads_to_the_board_and_the_report_with_the_flag_is_gone() -> None:
    html = html_of(logged_in(TRANSLATORS), "/admin/")

    assert "/admin/translations/" in html
    assert "/admin/localize/reports/translations/" not in html


def test_the_file_has_the_filtered_rows() -> None:
    response: Any = logged_in("superuser").get(f"{BOARD}?state=missing&export=csv")

    rows = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert response.headers["Content-Type"].startswith("text/csv")
    assert len(rows) == 3
    assert [row[0] for row in rows[1:]] == ["Lichtervelde", "Oosterzele"]


@pytest.mark.asvs("v5.0.0-1.2.10")
def test_a_title_that_looks_like_a_formula_stays_text() -> None:
    row = PublishedText.objects.get(translation_key=profile("Gent").translation_key, is_source=True)
    row.title = "=1+1"
    row.save()

    assert any(line.startswith("'=1+1,") for line in csv_lines(read_entries()))


def test_the_detail_shows_old_and_new_side_by_side() -> None:
    old = profile("Gent").introduction
    page = change(profile("Gent"), introduction="Een nieuwe zin.")

    html = html_of(logged_in(TRANSLATORS), f"{BOARD}{page.translation_key}/fr/")

    assert f"<del>{old[:30]}" in html
    assert "<ins>Een nieuwe zin.</ins>" in html
    assert "Introduction" in html


def test_the_detail_of_an_unknown_object_or_language_is_404() -> None:
    client = logged_in("superuser")

    for path in ("00000000-0000-4000-8000-000000000001/fr/", f"{profile('Gent').translation_key}/xx/"):
        assert client.get(f"{BOARD}{path}", follow=True).status_code == 404


@pytest.mark.asvs("v5.0.0-3.5.3")
def test_handing_on_asks_for_a_post() -> None:
    key = profile("Gent").translation_key

    assert logged_in("superuser").get(f"{BOARD}{key}/fr/update/").status_code == 405


def test_one_source_can_be_handed_on_from_its_detail(settings: Any) -> None:
    settings.PORTAL_SYNC_TRANSLATIONS_ON_PUBLISH = False
    page = change(profile("Gent"), contact_email="nieuw@example.org")

    response = logged_in(TRANSLATORS).post(f"{BOARD}{page.translation_key}/fr/update/", follow=True)

    assert "draft of 1 translation" in response.content.decode()
    assert profile("Gent", "fr").has_unpublished_changes


def test_submitting_for_review_starts_the_workflow_and_publishes_nothing() -> None:
    page = change(profile("Gent"), contact_email="nieuw@example.org")

    response = logged_in(TRANSLATORS).post(f"{BOARD}{page.translation_key}/fr/submit/", follow=True)

    assert response.status_code == 200
    target = profile("Gent", "fr")
    assert target.contact_email != "nieuw@example.org"
    assert target.get_workflow() is None or target.workflow_in_progress


@pytest.fixture
def profiles_everywhere(db: None) -> int:
    """A recorded live Dutch profile for each of the 565, and a third language."""
    Locale.objects.get_or_create(language_code="de")
    parent = index_page()
    taken = set(MunicipalityPage.objects.filter(locale=parent.locale).values_list("municipality_id", flat=True))
    for municipality in Municipality.objects.current().exclude(pk__in=taken):
        page = MunicipalityPage(
            title=municipality.name_nl,
            slug=f"gemeente-{municipality.pk}",
            municipality=municipality,
            locale=parent.locale,
            introduction="Een inleiding.",
            body="<p>Een eerste zin.</p><p>Een tweede zin.</p>",
        )
        with unindexed():
            parent.add_child(instance=page)
            record(page)
    return MunicipalityPage.objects.filter(locale=parent.locale).count()


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


@pytest.mark.drill
def test_the_number_of_queries_is_the_same_for_565_profiles_in_two_languages(
    settings: Any, request: pytest.FixtureRequest
) -> None:
    languages = [("nl", "Nederlands"), ("fr", "Français"), ("de", "Deutsch")]
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = languages
    client = logged_in("superuser")
    addresses = (BOARD, f"{BOARD}?state=missing&p=2", "/admin/")
    few = [queries_of(client, address) for address in addresses]

    profiles = request.getfixturevalue("profiles_everywhere")

    assert profiles >= 565
    assert [queries_of(client, address) for address in addresses] == few
    assert max(few[:2]) <= 30
    assert sum(entry.state == State.MISSING for entry in read_entries()) > 1000


def test_a_profile_has_a_row_for_every_other_language() -> None:
    assert entry_of(profile("Gent")).locale.language_code == "fr"
    assert len(read_entries(profile("Gent").translation_key)) == 1
