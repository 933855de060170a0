"""The profile of a municipality: its status by its history, its dates, its activities."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone, translation
from wagtail.models import Locale, Page

from gemeenten.directory import Directory
from gemeenten.models import Activity, ActivityPage, Commitment, Municipality, MunicipalityPage
from gemeenten.models.profile import status_after
from tests.factories import make_profile

Y2020, Y2022, Y2024 = date(2020, 6, 1), date(2022, 6, 1), date(2024, 6, 1)


def visible(site: Client, address: str) -> str:
    """The words of a page's main part."""
    html = site.get(address).content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


# --- Status by history ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        ([], "none"),
        ([(None, "asked")], "asked"),
        ([(None, "debated")], "asked"),
        ([(None, "decided")], "solidary"),
        ([(None, "renewed")], "solidary"),
        ([(None, "withdrawn")], "none"),
        ([(Y2020, "asked"), (Y2022, "debated"), (Y2024, "decided")], "solidary"),
        ([(Y2020, "decided"), (Y2022, "withdrawn")], "none"),
        ([(Y2020, "decided"), (Y2022, "withdrawn"), (Y2024, "decided")], "solidary"),
    ],
)
def test_status_is_what_the_last_step_left(steps: list[tuple[date | None, str]], status: str) -> None:
    assert status_after(steps) == status


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        ([(Y2024, "withdrawn"), (Y2020, "decided")], "none"),
        ([(Y2024, "decided"), (Y2020, "withdrawn")], "solidary"),
        ([(Y2022, "renewed"), (Y2024, "withdrawn"), (Y2020, "decided")], "none"),
    ],
)
def test_latest_date_counts_whatever_the_order_of_the_rows(steps: list[tuple[date | None, str]], status: str) -> None:
    assert status_after(steps) == status


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        ([(Y2020, "decided"), (None, "asked")], "solidary"),
        ([(None, "withdrawn"), (Y2020, "asked")], "asked"),
        ([(None, "asked"), (None, "decided")], "solidary"),
        ([(None, "decided"), (None, "withdrawn")], "none"),
        ([(Y2020, "decided"), (Y2020, "withdrawn")], "none"),
    ],
)
def test_undated_steps_come_before_dated_ones_and_equal_ones_keep_their_order(
    steps: list[tuple[date | None, str]], status: str
) -> None:
    assert status_after(steps) == status


def test_published_step_changes_status_on_the_page_and_in_the_counts(site: Client) -> None:
    page = make_profile("11002", kinds=("asked",))
    before = Directory.load("nl").counts()
    assert page.status == "asked"

    page.commitments.add(Commitment(kind="decided", date=Y2024))
    page.save_revision().publish()

    assert MunicipalityPage.objects.get(pk=page.pk).status == "solidary"
    after = Directory.load("nl").counts()
    assert after["solidary"] == before["solidary"] + 1
    assert after["asked"] == before["asked"] - 1


def test_draft_of_a_withdrawal_changes_nothing_for_visitors(site: Client) -> None:
    page = make_profile("11002")
    page.commitments.add(Commitment(kind="withdrawn", date=Y2024))

    page.save_revision()

    assert MunicipalityPage.objects.get(pk=page.pk).status == "solidary"
    assert Directory.load("nl").entries["11002"].status == "solidary"


# --- Dates ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "precision", "label"),
    [
        ("nl", "day", "3 maart 2021"),
        ("nl", "month", "maart 2021"),
        ("nl", "year", "2021"),
        ("fr", "day", "3 mars 2021"),
        ("fr", "month", "mars 2021"),
        ("fr", "year", "2021"),
    ],
)
def test_date_is_written_as_exactly_as_it_is_known(language: str, precision: str, label: str) -> None:
    step = Commitment(kind="decided", date=date(2021, 3, 3), date_precision=precision)

    with translation.override(language):
        assert step.date_label == label


def test_unknown_date_is_written_as_nothing() -> None:
    assert Commitment(kind="decided").date_label == ""


def test_step_in_the_future_is_refused() -> None:
    step = Commitment(kind="decided", date=timezone.localdate() + timedelta(days=1))

    with pytest.raises(ValidationError) as error:
        step.clean()

    assert set(error.value.message_dict) == {"date"}


@pytest.mark.parametrize("day", [None, date(2020, 3, 1), "today"])
def test_step_of_today_before_or_of_no_date_is_accepted(day: Any) -> None:
    Commitment(kind="decided", date=timezone.localdate() if day == "today" else day).clean()


@pytest.mark.parametrize(
    ("address", "labels"),
    [
        ("/nl/gemeenten/profile-11002/", ["De vraag werd gesteld", "maart 2020", "2021", "4 mei 2022"]),
    ],
)
def test_history_is_told_in_order_of_time_with_undated_steps_last(
    site: Client, address: str, labels: list[str]
) -> None:
    page = make_profile("11002", kinds=())
    page.commitments = [
        Commitment(sort_order=0, kind="renewed", date=date(2022, 5, 4)),
        Commitment(sort_order=1, kind="asked", date=date(2020, 3, 3), date_precision="month"),
        Commitment(sort_order=2, kind="decided", date=date(2021, 1, 1), date_precision="year"),
        Commitment(sort_order=3, kind="debated"),
    ]
    page.save_revision().publish()

    html = site.get(address).content.decode()
    timeline = html[html.index('class="plain timeline"') :]
    spans = re.findall(r"<span>([^<]*)</span>", timeline[: timeline.index("</ol>")])

    assert spans == ["maart 2020", "2021", "4 mei 2022", ""]


# --- Activities -----------------------------------------------------------------------------------------------------


def test_activities_are_a_curated_list() -> None:
    assert Activity.free_tagging is False


def test_tag_that_a_profile_carries_cannot_be_deleted(db: None) -> None:
    with pytest.raises(ProtectedError):
        Activity.objects.get(slug="opvangplaatsen").delete()


def test_profile_carries_an_activity_once(db: None) -> None:
    page = MunicipalityPage.objects.get(slug="gent")
    item = page.tagged_items.first()

    with pytest.raises(IntegrityError), transaction.atomic():
        type(item).objects.create(tag=item.tag, content_object=page)


def test_chips_of_a_profile_are_labelled_in_the_language_of_the_page(site: Client) -> None:
    page = MunicipalityPage.objects.get(slug="gent")
    assert page.activities.exists()
    for tag in page.activities.all():
        dutch = ActivityPage.objects.get(activity=tag, locale__language_code="nl").title
        french = ActivityPage.objects.get(activity=tag, locale__language_code="fr").title
        assert dutch in visible(site, "/nl/gemeenten/gent/")
        assert french in visible(site, "/fr/communes/gand/").replace("&#x27;", "'")


@pytest.fixture
def eighth(db: None) -> ActivityPage:
    """An editor's eighth activity: a tag and its Dutch page."""
    tag = Activity.objects.create(name="Taaloefenkansen", slug="taaloefenkansen", icon="school", sort_order=8)
    parent = Page.objects.get(slug="activiteiten", locale__language_code="nl")
    page = ActivityPage(
        title="Taal oefenen",
        slug="taal-oefenen",
        activity=tag,
        introduction="Samen praten.",
        locale=Locale.objects.get(language_code="nl"),
    )
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def test_eighth_activity_is_on_the_dutch_home_page_at_once(eighth: ActivityPage, site: Client) -> None:
    html = site.get("/nl/").content.decode()

    assert '<a href="/nl/activiteiten/taal-oefenen/">Taal oefenen</a>' in html
    assert html.count('class="tile"') == 8


def test_eighth_activity_without_translation_is_on_the_french_home_page_marked_as_dutch(
    eighth: ActivityPage, site: Client
) -> None:
    html = site.get("/fr/").content.decode()

    tile = re.search(r'<li class="tile"([^>]*)>(?:(?!</li>).)*Taal oefenen', html, re.DOTALL)
    assert tile is not None
    assert 'lang="nl"' in tile[1]
    assert '<a href="/nl/activiteiten/taal-oefenen/" hreflang="nl">Taal oefenen</a>' in html


def test_eighth_activity_filters_the_list_and_lists_its_municipalities(eighth: ActivityPage, site: Client) -> None:
    page = make_profile("11002")
    page.activities.add(eighth.activity)
    page.save_revision().publish()

    assert "Antwerpen" in visible(site, "/nl/activiteiten/taal-oefenen/")
    found = visible(site, "/nl/gemeenten/?activity=taaloefenkansen")
    assert "1 gemeente" in found
    assert "Antwerpen" in found


def test_activity_page_taken_off_line_leaves_no_dead_links(eighth: ActivityPage, site: Client) -> None:
    site.get("/nl/")
    eighth.unpublish()

    html = site.get("/nl/").content.decode()

    assert "/nl/activiteiten/taal-oefenen/" not in html
    assert '<a href="">' not in html


# --- One profile a municipality and language ------------------------------------------------------------------------


def test_register_row_with_a_profile_cannot_be_deleted(db: None) -> None:
    with pytest.raises(ProtectedError):
        Municipality.objects.get(pk="44021").delete()


def test_profile_of_a_merged_municipality_names_its_successor_in_both_languages(site: Client) -> None:
    assert "31 december 2024" in visible(site, "/nl/gemeenten/merelbeke/")
    assert "Merelbeke-Melle" in visible(site, "/fr/communes/merelbeke/")
    assert "31 décembre 2024" in visible(site, "/fr/communes/merelbeke/")


def test_profile_offers_the_letter_to_the_municipality_of_today(site: Client) -> None:
    assert 'href="/nl/brief/?gemeente=44088"' in site.get("/nl/gemeenten/merelbeke/").content.decode()
    assert 'href="/fr/lettre/?gemeente=44021"' in site.get("/fr/communes/gand/").content.decode()


# --- Mergers and mere changes of code -------------------------------------------------------------------------------


def test_profile_of_a_merged_municipality_says_into_which_it_went(site: Client) -> None:
    make_profile("11007")

    words = visible(site, "/nl/gemeenten/profile-11007/")

    assert "Borsbeek sloot zich onder deze naam aan." in words
    assert "Antwerpen" in words


def test_merger_that_kept_the_name_is_told_with_its_partners_and_day(site: Client) -> None:
    make_profile("82003")

    assert "Bastenaken sloot zich aan vóór de fusie met Bertogne op 2 december 2024." in visible(
        site, "/nl/gemeenten/profile-82003/"
    )
    assert Directory.load("nl").entries["82039"].former_note


def test_mere_change_of_code_is_no_merger(site: Client) -> None:
    make_profile("55022")

    entry = Directory.load("nl").entries["58001"]
    assert entry.status == "solidary"
    assert entry.former_note == ""
    for address in ("/nl/gemeenten/profile-55022/", "/nl/gemeenten/58001/"):
        words = visible(site, address)
        assert "La Louvière" in words
        assert not re.search("sloot zich|dateert van vóór|Aangesloten als La Louvière", words)


# --- French writes the first of a month and its colons in its own way -----------------------------------------------


def test_french_profile_gives_first_days_and_sources_as_french_does(site: Client, page_at: Any) -> None:
    page = page_at("/fr/communes/gand/")
    page.commitments = [Commitment(kind="decided", date=date(2021, 3, 1), source_name="Le Soir")]
    page.save_revision().publish()

    assert "1er mars 2021" in visible(site, "/fr/communes/gand/")
    assert "Source\N{NO-BREAK SPACE}: Le Soir" in site.get("/fr/communes/changements/").content.decode()
