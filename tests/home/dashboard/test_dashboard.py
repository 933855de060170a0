"""The admin's first page as each role sees it, with the real views and the starter site."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html as lxml_html
from wagtail.users.models import UserProfile

from gemeenten.letter_count import monday_of
from gemeenten.models import Commitment, LetterCount, Municipality, MunicipalityPage
from news.models import NewsIndexPage
from portal.roles import COMMUNICATION, MODERATORS, TRANSLATORS
from tests.factories import index_page, make_profile, unindexed
from tests.portal.translating import change, profile

pytestmark = pytest.mark.django_db


def log_in(role: str, language: str = "nl") -> Client:
    """The browser of somebody in a role, who reads the admin in ``language``."""
    user = User.objects.create_user(f"user-{role}", password="a-long-password-1", is_superuser=role == "superuser")
    if role not in ("superuser", "nobody"):
        user.groups.add(Group.objects.get(name=role))
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


def contact_of(refnis: str) -> Client:
    """The contact of one municipality."""
    client = log_in("nobody")
    call_command("add_municipal_contact", refnis, "user-nobody", stdout=StringIO())
    return client


def page(client: Client) -> Any:
    """The dashboard as a tree."""
    response = client.get("/admin/")
    assert response.status_code == 200
    return lxml_html.fromstring(response.content.decode())


def panel(tree: Any, name: str) -> Any:
    """One of the campaign's panels; ``None`` where it is not shown."""
    found = tree.xpath(f"//*[@id='campaign-{name}-section']")
    return found[0] if found else None


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


def actions(tree: Any) -> dict[str, str]:
    """The quick actions: address by name."""
    return {text(link): link.get("href") for link in tree.xpath("//nav[@class='campaign-actions']//a")}


def table(element: Any) -> dict[str, int]:
    """The numbers of a plot as its table says them."""
    return {text(row[0]): int(text(row[1])) for row in element.xpath(".//tbody/tr")}


# --- Figures ----------------------------------------------------------------------------------------------------------


def test_municipalities_are_counted_by_status_and_follow_a_publication() -> None:
    client = log_in(COMMUNICATION)
    assert "17 van de 565 zijn solidair" in text(panel(page(client), "status"))

    make_profile("11002", ("asked",))
    make_profile("11001", ("decided",))

    shown = text(panel(page(client), "status"))
    assert "18 van de 565 zijn solidair" in shown
    assert "De vraag ligt op tafel 1" in shown
    assert "Nog niet 546" in shown


def test_who_joined_this_year_is_counted_once_although_the_page_has_a_translation() -> None:
    year = timezone.localdate().year
    client = log_in(COMMUNICATION)
    change(profile("Gent"), joined_on=date(year, 1, 1))
    change(profile("Gent", "fr"), joined_on=date(year, 1, 1))
    make_profile("11001", joined_on=date(year - 1, 5, 5))

    joined = panel(page(client), "joined")

    assert f"1 gemeente in {year}" in text(joined)
    assert table(joined)[str(year - 1)] >= 1


def test_letters_are_added_up_by_week() -> None:
    this_week = monday_of(timezone.localdate())
    LetterCount.objects.all().delete()
    for refnis, week, count in (
        ("44021", this_week, 3),
        ("11002", this_week, 4),
        ("11002", this_week - timedelta(weeks=1), 5),
        ("11002", this_week - timedelta(weeks=60), 99),
    ):
        LetterCount.objects.create(municipality_id=refnis, week=week, count=count)

    letters = panel(page(log_in(COMMUNICATION)), "letters")

    assert "7 gemaakt deze week, 12 in 26 weken" in text(letters)
    assert list(table(letters).values())[:3] == [7, 5, 0]
    assert len(table(letters)) == 26


def test_profiles_to_confirm_lead_to_their_editor_until_they_are_confirmed(settings: Any) -> None:
    client = log_in(COMMUNICATION)
    gent = change(profile("Gent"), confirmed_on=timezone.localdate() - timedelta(days=366))
    link = f"/admin/pages/{gent.pk}/edit/"

    tree = page(client)
    assert panel(tree, "to-confirm").xpath(f".//a[@href='{link}']")
    assert any("om te bevestigen" in text(item) for item in tree.xpath("//*[@class='w-summary']//li"))
    settings.PORTAL_CONFIRM_AFTER_DAYS = 400
    assert not panel(page(client), "to-confirm").xpath(f".//a[@href='{link}']")
    settings.PORTAL_CONFIRM_AFTER_DAYS = 365
    change(gent, confirmed_on=timezone.localdate())
    assert not panel(page(client), "to-confirm").xpath(f".//a[@href='{link}']")


def test_unpublished_profiles_and_translations_do_not_ask_to_be_confirmed() -> None:
    old = timezone.localdate() - timedelta(days=800)
    for one in (profile("Gent"), profile("Gent", "fr")):
        change(one, confirmed_on=old)
    profile("Gent").unpublish()

    links = [link.get("href") for link in panel(page(log_in("superuser")), "to-confirm").xpath(".//a")]

    assert not [link for link in links if re.search(rf"/({profile('Gent').pk}|{profile('Gent', 'fr').pk})/", link)]


def schedule(target: Any, go_live_at: datetime) -> None:
    """Approve a page for publication at a later moment, as the editor's schedule does."""
    target.go_live_at = go_live_at
    target.save_revision().publish()


def test_what_is_scheduled_is_listed_in_the_order_of_time() -> None:
    news = NewsIndexPage.objects.get(locale__language_code="nl").get_children().live()
    soon, later = news[0].specific, news[1].specific
    schedule(later, timezone.now() + timedelta(days=9))
    change(soon, expire_at=timezone.now() + timedelta(days=2))

    shown = panel(page(log_in(COMMUNICATION)), "scheduled")

    rows = [text(row) for row in shown.xpath(".//li")]
    assert [row.split(" NL")[0].split(soon.title)[0] == "" for row in rows] == [True, False]
    assert "verdwijnt op" in rows[0]
    assert later.title in rows[1]
    assert "verschijnt op" in rows[1]
    assert "publish_scheduled" not in text(shown)


def test_a_publication_that_should_have_happened_is_noticed_and_the_command_ends_it() -> None:
    client = log_in(COMMUNICATION)
    news = NewsIndexPage.objects.get(locale__language_code="nl").get_children().live()[0].specific
    schedule(news, timezone.now() + timedelta(days=1))
    # A day passes, and nobody runs the command.
    late = timezone.now() - timedelta(hours=3)
    revision = news.revisions.get(approved_go_live_at__isnull=False)
    revision.content["go_live_at"] = late.isoformat()
    revision.approved_go_live_at = late
    revision.save()

    assert "publish_scheduled" in text(panel(page(client), "scheduled"))
    call_command("publish_scheduled", stdout=StringIO())
    assert "Er is niets gepland" in text(panel(page(client), "scheduled"))


# --- Who sees what ----------------------------------------------------------------------------------------------------

CAMPAIGN = ["status", "joined", "letters", "to-confirm", "scheduled"]


@pytest.mark.parametrize("role", [COMMUNICATION, MODERATORS, "superuser"])
def test_the_campaign_s_staff_see_everything(role: str) -> None:
    tree = page(log_in(role))

    assert [name for name in CAMPAIGN if panel(tree, name) is None] == []
    assert list(actions(tree)) == [
        *("Gemeente toevoegen", "Nieuws schrijven", "Brief bewerken", "Vertalingen", "Site bekijken"),
    ]


@pytest.mark.parametrize("role", [COMMUNICATION, MODERATORS, "superuser"])
def test_every_quick_action_and_link_opens_for_who_sees_it(role: str) -> None:
    client = log_in(role)
    change(profile("Gent"), confirmed_on=date(2020, 1, 1))
    tree = page(client)
    links = {
        link.get("href")
        for link in tree.xpath(
            "//nav[@class='campaign-actions']//a | //*[contains(@class, 'campaign-panel')]//a[starts-with(@href, '/')]"
        )
    }

    assert len(links) >= 8
    for link in links:
        assert client.get(re.sub(r"^https?://[^/]+", "", link)).status_code == 200, link


def test_translators_see_the_translation_side_in_french() -> None:
    change(profile("Gent"), confirmed_on=date(2020, 1, 1), introduction="Een nieuwe zin.")
    tree = page(log_in(TRANSLATORS, "fr"))

    assert [name for name in CAMPAIGN if panel(tree, name) is not None] == []
    assert list(actions(tree)) == ["Traductions", "Modifier la lettre", "Voir le site"]
    assert actions(tree)["Voir le site"].endswith("/fr/")
    behind = [text(row) for row in tree.xpath("//*[@id='translations-section']//li")]
    assert any(row.startswith("Gent") and "Pas à jour" in row for row in behind)
    assert "à confirmer" not in text(tree.xpath("//main")[0])


def test_translators_see_the_schedule_of_their_own_pages_only() -> None:
    change(profile("Gent"), expire_at=timezone.now() + timedelta(days=2))
    client = log_in(TRANSLATORS, "fr")
    assert panel(page(client), "scheduled") is None

    change(profile("Brugge", "fr"), expire_at=timezone.now() + timedelta(days=2))

    rows = [text(row) for row in panel(page(client), "scheduled").xpath(".//li")]
    assert len(rows) == 1
    assert rows[0].startswith("Bruges disparaît le")


def test_contacts_see_their_own_profile_only() -> None:
    for name in ("Gent", "Brugge"):
        change(profile(name), confirmed_on=date(2020, 1, 1))
    tree = page(contact_of("44021"))

    assert [name for name in CAMPAIGN if panel(tree, name) is not None] == ["to-confirm"]
    assert [text(link) for link in panel(tree, "to-confirm").xpath(".//li//a")] == ["Gent"]
    assert "Profiel van Gent bewerken" in actions(tree)
    assert "Gemeente toevoegen" not in actions(tree)
    assert "Brugge" not in text(tree.xpath("//main")[0])


def test_letters_are_shown_to_who_may_see_the_report() -> None:
    client = log_in(COMMUNICATION)
    Group.objects.get(name=COMMUNICATION).permissions.filter(codename="view_lettercount").delete()

    assert panel(page(client), "letters") is None


# --- Drawings, languages, queries -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_every_plot_is_well_formed_named_and_has_its_numbers_in_words(language: str) -> None:
    response = log_in(COMMUNICATION, language).get("/admin/").content.decode()
    plots = re.findall(r'<svg class="plot.*?</svg>', response, re.DOTALL)

    assert len(plots) == 3
    for plot in plots:
        root = ElementTree.fromstring(plot)
        by_id = {element.get("id"): element.text for element in root}
        assert by_id[root.get("aria-labelledby")]
        assert re.search(r"\d", by_id[root.get("aria-describedby")] or "")
        assert response.count(f'id="{root.get("aria-labelledby")}"') == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "nl",
            ["Dag user", "Dit jaar aangesloten", "Cijfers per week", "Profielen om te bevestigen", "Snel aan de slag"],
        ),
        ("fr", ["Bonjour user", "Adhésions cette année", "Chiffres par semaine", "Profils à confirmer"]),
    ],
)
def test_the_dashboard_speaks_dutch_and_french(language: str, words: list[str]) -> None:
    shown = text(page(log_in(COMMUNICATION, language)))

    assert [word for word in words if word not in shown] == []
    for english in ("Quick actions", "Joined this year", "Numbers by", "Profiles to confirm", "Scheduled"):
        assert english not in shown


def add_profiles(number: int) -> None:
    """So many more public profiles, each to be confirmed."""
    parent = index_page()
    taken = MunicipalityPage.objects.values("municipality_id")
    for municipality in Municipality.objects.current().exclude(pk__in=taken)[:number]:
        one = MunicipalityPage(
            title=municipality.name_nl,
            slug=f"gemeente-{municipality.pk}",
            municipality=municipality,
            locale=parent.locale,
            introduction="Een inleiding.",
            confirmed_on=date(2020, 1, 1),
        )
        one.commitments = [Commitment(kind="decided", date=date(2019, 1, 1))]
        with unindexed():
            parent.add_child(instance=one)


def queries(client: Client) -> int:
    """Queries of the second visit: the first one after a publication fills what all readers share."""
    client.get("/admin/")
    with CaptureQueriesContext(connection) as captured:
        client.get("/admin/")
    return len(captured)


def test_the_number_of_queries_is_the_same_for_17_and_200_profiles() -> None:
    clients = [log_in(COMMUNICATION), log_in(TRANSLATORS)]
    few = [queries(client) for client in clients]

    add_profiles(183)

    assert MunicipalityPage.objects.live().filter(locale__language_code="nl").count() == 200
    assert [queries(client) for client in clients] == few
    assert max(few) <= 70
    assert len(panel(page(clients[0]), "to-confirm").xpath(".//li")) >= 183
