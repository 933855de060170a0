"""The staff's list of profiles, in the real admin."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.users.models import UserProfile

from gemeenten.contacts import contacts_group
from gemeenten.models import Activity, Municipality, MunicipalityPage
from portal.roles import COMMUNICATION, TRANSLATORS
from tests.factories import index_page, make_profile, unindexed
from tests.portal.translating import change, logged_in, profile

LIST = "/admin/profiles/"


@pytest.fixture
def staff(db: None) -> Client:
    """An administrator who reads English."""
    return logged_in("superuser")


def titles(client: Client, query: str = "") -> list[str]:
    """The titles in the rows of the list, in their order."""
    html = client.get(f"{LIST}{query}").content.decode()
    return re.findall(r'id="page_\d+_title">\s*([^<]+?)\s*</span>', html)


def row(client: Client, page: Any) -> str:
    """One row of the list, as text."""
    html = client.get(f"{LIST}?q={page.title}").content.decode()
    found = next(part for part in html.split("<tr") if f'id="page_{page.pk}_title"' in part).split("</tr>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def newcomers(number: int) -> list[MunicipalityPage]:
    """Profiles of municipalities that have none, with an activity each."""
    taken = MunicipalityPage.objects.values("municipality")
    rows = Municipality.objects.current().exclude(pk__in=taken)[:number]
    with unindexed():
        pages = [make_profile(one.pk, joined_on=date(2020, 5, 1)) for one in rows]
        for page in pages:
            page.activities.add(Activity.objects.all()[0])
            page.save_revision().publish()
    return pages


# --- Who sees it ------------------------------------------------------------------------------------------------------


def test_menu_leads_to_the_list(staff: Client) -> None:
    assert "Municipalities" in staff.get("/admin/").content.decode()
    assert "/admin/profiles/" in staff.get("/admin/").content.decode()


def test_list_shows_each_only_what_is_theirs(db: None) -> None:
    assert "Gent" in titles(logged_in(COMMUNICATION))
    assert "Gand" not in titles(logged_in("superuser"), "?locale=nl")
    assert "Gent" not in titles(logged_in(TRANSLATORS))


def test_municipal_contact_sees_one_municipality(db: None) -> None:
    user = User.objects.create_user("contact", password="a-long-password-1")
    user.groups.add(contacts_group(profile("Gent")))
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)

    assert sorted(titles(client)) == ["Gand", "Gent"]


def test_nobody_without_pages_sees_it(db: None) -> None:
    group = Group.objects.create(name="nothing")
    user = User.objects.create_user("somebody", password="a-long-password-1")
    user.groups.add(group)
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)

    assert client.get(LIST).status_code == 302


# --- What it says -----------------------------------------------------------------------------------------------------


def test_row_says_where_the_municipality_stands(staff: Client) -> None:
    page = make_profile("11001", ("asked",), joined_on=date(2024, 3, 9), confirmed_on=timezone.localdate())

    text = row(staff, page)

    assert "The question is on the table" in text
    assert "Antwerp" in text
    assert "2024" in text
    assert "FR: Missing" in text
    assert "To confirm again" not in text


@pytest.mark.parametrize(("days", "asks"), [(0, False), (1, True)])
def test_confirmation_counts_for_so_many_days(staff: Client, days: int, asks: bool) -> None:
    day = timezone.localdate() - timedelta(days=settings.PORTAL_CONFIRM_AFTER_DAYS + days)
    page = make_profile("11001", confirmed_on=day)

    assert ("To confirm again" in row(staff, page)) is asks
    assert (page.title in titles(staff, "?confirmation=needed&locale=nl&q=Aartselaar")) is asks
    assert (page.title in titles(staff, "?confirmation=valid&locale=nl&q=Aartselaar")) is not asks


@pytest.mark.parametrize(("joined_on", "asks"), [(date(2019, 1, 1), True), (None, False)])
def test_profile_never_confirmed_asks_for_it_a_year_after_joining(
    staff: Client, joined_on: date | None, asks: bool
) -> None:
    page = make_profile("11001", confirmed_on=None, joined_on=joined_on)

    assert ("Never To confirm again" in row(staff, page)) is asks


def test_row_follows_the_translation(staff: Client) -> None:
    page = profile("Gent")
    assert "FR: Up to date" in row(staff, page)

    change(page, introduction="Heel anders.")

    assert "FR: Out of date" in row(staff, page)
    assert "FR: Out of date" in row(staff, profile("Gent", "fr"))


def test_row_shows_draft_and_live(staff: Client) -> None:
    page = make_profile("11001")
    assert re.search(r"\blive\b", row(staff, page))

    page.introduction = "Nieuw."
    page.save_revision()
    assert "live + draft" in row(staff, page)

    page.unpublish()
    assert re.search(r"\bdraft\b", row(staff, page))


def test_questions_to_the_database_do_not_grow_with_the_rows(staff: Client) -> None:
    newcomers(3)
    # The first request after a publication reads the tree of pages into memory.
    staff.get(LIST)
    with CaptureQueriesContext(connection) as few:
        assert len(titles(staff, "?locale=nl")) == 20
    newcomers(27)
    staff.get(LIST)
    with CaptureQueriesContext(connection) as many:
        assert len(titles(staff, "?locale=nl")) == 47

    assert len(many) == len(few), [query["sql"][:150] for query in many][-5:]


def test_questions_for_the_file_do_not_grow_either(staff: Client) -> None:
    staff.get(f"{LIST}?export=csv&locale=nl").getvalue()
    with CaptureQueriesContext(connection) as few:
        staff.get(f"{LIST}?export=csv&locale=nl").getvalue()
    newcomers(20)
    with CaptureQueriesContext(connection) as many:
        assert len(staff.get(f"{LIST}?export=csv&locale=nl").getvalue().splitlines()) == 38

    assert len(many) == len(few)


# --- Sorting, filtering, searching ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["title", "status", "municipality__province", "joined_on", "confirmed_on", "latest_revision_created_at", "live"],
)
def test_every_sortable_column_sorts_both_ways(staff: Client, name: str) -> None:
    make_profile("11001", ("asked",), joined_on=date(2024, 3, 9), confirmed_on=date(2025, 1, 1))
    make_profile("11002", ("debated",), joined_on=date(2020, 3, 9), confirmed_on=date(2024, 1, 1))

    up = MunicipalityPage.objects.in_bulk([int(pk) for pk in _keys(staff, f"?ordering={name}&locale=nl")])
    down = MunicipalityPage.objects.in_bulk([int(pk) for pk in _keys(staff, f"?ordering=-{name}&locale=nl")])

    values = [_value(up[int(pk)], name) for pk in _keys(staff, f"?ordering={name}&locale=nl")]
    known = [value for value in values if value is not None]
    assert known == sorted(known)
    assert values[len(known) :] == [None] * (len(values) - len(known))
    values = [_value(down[int(pk)], name) for pk in _keys(staff, f"?ordering=-{name}&locale=nl")]
    known = [value for value in values if value is not None]
    assert known == sorted(known, reverse=True)
    assert values[len(known) :] == [None] * (len(values) - len(known))


def _keys(client: Client, query: str) -> list[str]:
    return re.findall(r'id="page_(\d+)_title"', client.get(f"{LIST}{query}").content.decode())


def _value(page: Any, name: str) -> Any:
    return page.municipality.province if "__" in name else getattr(page, name)


def test_unknown_order_is_by_title(staff: Client) -> None:
    assert titles(staff, "?ordering=password&locale=nl") == sorted(titles(staff, "?locale=nl"))


@pytest.mark.parametrize(
    ("query", "among", "not_among"),
    [
        ("status=asked", "Aartselaar", "Gent"),
        ("status=solidary", "Gent", "Aartselaar"),
        ("province=10000", "Aartselaar", "Gent"),
        ("region=02000", "Gent", "Namen"),
        ("region=03000", "Namen", "Gent"),
        ("joined=2024", "Aartselaar", "Gent"),
        ("public=live", "Gent", "Namen"),
        ("public=draft", "Namen", "Gent"),
        ("public=changed", "Aartselaar", "Gent"),
        ("untranslated=fr", "Aartselaar", "Gent"),
        ("locale=fr", "Gand", "Gent"),
        ("q=gand", "Gent", "Brugge"),
        ("q=44021", "Gent", "Brugge"),
        ("q=gan&province=40000", "Gent", "Brugge"),
    ],
)
def test_filters_and_search_narrow_the_list(staff: Client, query: str, among: str, not_among: str) -> None:
    page = make_profile("11001", ("asked",), joined_on=date(2024, 3, 9))
    page.introduction = "Nieuw."
    page.save_revision()
    make_profile("92094").unpublish()

    found = titles(staff, f"?{query}")

    assert among in found
    assert not_among not in found


def test_filter_by_activity_lists_each_profile_once(staff: Client) -> None:
    first, second = Activity.objects.all()[:2]
    page = make_profile("11001")
    page.activities.add(first, second)
    page.save_revision().publish()

    found = titles(staff, f"?activity={first.pk}&activity={second.pk}&locale=nl")

    assert found.count("Aartselaar") == 1
    expected = MunicipalityPage.objects.filter(tagged_items__tag__in=[first, second], locale__language_code="nl")
    assert set(found) == set(expected.values_list("title", flat=True))


def test_filter_nobody_knows_hides_nothing(staff: Client) -> None:
    assert len(titles(staff, "?status=rubbish")) == len(titles(staff))


# --- Files ------------------------------------------------------------------------------------------------------------


def test_csv_holds_what_is_listed(staff: Client) -> None:
    page = make_profile("11001", ("decided",), joined_on=date(2024, 3, 9), title="=1+1")
    page.activities.add(Activity.objects.all()[0])
    page.save_revision().publish()

    response = staff.get(f"{LIST}?export=csv&province=10000&joined=2024")
    text = response.getvalue().decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))

    assert text.startswith("\ufeff")
    assert [one["REFNIS"] for one in rows] == ["11001"]
    assert rows[0]["Title"] == "'=1+1"
    assert rows[0]["Name in French"] == "Aartselaar"
    assert rows[0]["Joined on"] == "2024-03-09"
    assert rows[0]["Activities"] == Activity.objects.all()[0].name
    assert rows[0]["Translations"] == "FR: Missing"
    assert rows[0]["Address"].endswith("/nl/gemeenten/profile-11001/")


def test_xlsx_holds_what_is_listed(staff: Client) -> None:
    make_profile("11001", joined_on=date(2024, 3, 9))

    response = staff.get(f"{LIST}?export=xlsx&joined=2024")
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))

    assert 'filename="municipalities.xlsx"' in response["Content-Disposition"]
    assert rows[0][0] == "REFNIS"
    assert [one[0] for one in rows[1:]] == ["11001"]


# --- Adding -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["superuser", COMMUNICATION])
def test_adding_goes_below_the_dutch_list(db: None, role: str) -> None:
    response = logged_in(role).get(f"{LIST}choose_parent/")

    assert response.status_code == 302
    assert response["Location"] == f"/admin/pages/add/gemeenten/municipalitypage/{index_page().pk}/"


def test_texts_of_the_list_are_dutch_and_french(db: None) -> None:
    for code, heading in (("nl", "Laatst bevestigd"), ("fr", "Dernière confirmation")):
        user = User.objects.create_superuser(f"somebody-{code}", password="a-long-password-1")
        UserProfile.objects.create(user=user, preferred_language=code)
        client = Client(HTTP_HOST="localhost")
        client.force_login(user)
        assert heading in client.get(LIST).content.decode()
