"""A municipality that became solidary is told in changes and feed, and becomes a news item when somebody asks."""

from __future__ import annotations

from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from wagtail.models import Page

from gemeenten.models import Commitment, MunicipalityPage
from home.announcement import announce, announcement_of
from news.models import NewsPage
from portal.roles import COMMUNICATION, MODERATORS, TRANSLATORS
from tests.factories import make_profile
from tests.gemeenten.test_profile_editor import PUBLISH, SUBMIT, add, form, kortrijk, log_in, step, told

OFFER = "Maak hier een nieuwsbericht van"


def address_of(page: Page) -> str:
    return f"/admin/announce/{page.pk}/"


def test_first_publication_is_in_changes_and_feed_with_its_day(db: None, site: Client) -> None:
    add(log_in(), action=PUBLISH)

    html = site.get("/nl/gemeenten/wijzigingen/").content.decode()
    assert html.index("Kortrijk") < html.index("juli 2020")
    assert "28 september 2026" in html
    feed = ElementTree.fromstring(site.get("/nl/gemeenten/wijzigingen/feed/").content)
    first = feed.find("{http://www.w3.org/2005/Atom}entry")
    assert first is not None
    assert "Kortrijk" in (first.findtext("{http://www.w3.org/2005/Atom}title") or "")
    assert (first.findtext("{http://www.w3.org/2005/Atom}published") or "").startswith("2026-09-28")


def test_publication_of_a_new_solidary_municipality_offers_a_news_item(db: None) -> None:
    client = log_in(MODERATORS)

    add(client, action=PUBLISH)

    words = told(client)
    assert "Kortrijk staat nu op de lijst van solidaire gemeenten" in words
    assert OFFER in words


def test_approval_in_the_workflow_offers_it_too(db: None) -> None:
    add(log_in(COMMUNICATION), action=SUBMIT)
    page = kortrijk()
    moderator = log_in(MODERATORS)

    moderator.post(f"/admin/pages/workflow/action/{page.pk}/approve/{page.current_workflow_task_state.pk}/")

    assert kortrijk().live
    assert OFFER in told(moderator)


def test_council_that_decides_after_being_asked_is_offered_once(db: None) -> None:
    client = log_in(MODERATORS)
    add(client, step("asked"), action=PUBLISH)
    assert OFFER not in told(client)
    page = kortrijk()
    edit = f"/admin/pages/{page.pk}/edit/"

    client.post(edit, {**form(step(), slug="kortrijk"), **PUBLISH})
    assert OFFER in told(client)

    client.post(edit, {**form(step(), slug="kortrijk", introduction="Nog iets."), **PUBLISH})
    assert OFFER not in told(client)


def test_draft_offers_nothing(db: None) -> None:
    client = log_in(MODERATORS)

    add(client)

    assert OFFER not in told(client)


def test_news_item_is_shown_before_it_is_made_and_made_once(db: None, site: Client) -> None:
    client = log_in(COMMUNICATION)
    page = make_profile("34022", slug="kortrijk", introduction="Buren leren elkaar kennen.")
    before = NewsPage.objects.count()

    question = unescape(client.get(address_of(page)).content.decode())
    assert "Kortrijk is een solidaire gemeente" in question
    assert NewsPage.objects.count() == before

    first = client.post(address_of(page))
    item = NewsPage.objects.get(title="Kortrijk is een solidaire gemeente")
    assert first["Location"] == f"/admin/pages/{item.pk}/edit/"
    assert (item.slug, item.live, item.get_parent().slug) == ("kortrijk-is-een-solidaire-gemeente", False, "nieuws")
    assert item.latest_revision.user.username == "Communication nl"
    assert client.get(first["Location"]).status_code == 200

    for response in (client.post(address_of(page)), client.get(address_of(page))):
        assert response["Location"] == f"/admin/pages/{item.pk}/edit/"
    assert NewsPage.objects.count() == before + 1

    item.title = "Iets helemaal anders"
    item.slug = "anders"
    item.save_revision().publish()
    assert client.get(address_of(page))["Location"] == f"/admin/pages/{item.pk}/edit/"
    html = site.get("/nl/nieuws/anders/").content.decode()
    assert 'href="/nl/gemeenten/kortrijk/"' in html
    assert "Buren leren elkaar kennen." in html


def test_announcement_is_in_the_language_of_the_profile(db: None) -> None:
    client = log_in(TRANSLATORS, "fr")
    page = MunicipalityPage.objects.get(slug="gand")

    client.post(address_of(page))

    item = NewsPage.objects.get(slug__endswith="est-une-commune-solidaire")
    assert item.title == "Gand est une commune solidaire"
    assert item.get_parent().slug == "actualites"


def test_announced_in_dutch_is_translated_not_made_again(db: None) -> None:
    dutch, _made = announce(MunicipalityPage.objects.get(slug="gent"), None)

    response = log_in().get(address_of(MunicipalityPage.objects.get(slug="gand")))

    assert response["Location"] == f"/admin/pages/{dutch.pk}/edit/"


@pytest.mark.parametrize("kinds", [("asked",), ("decided", "withdrawn")])
def test_only_solidary_municipalities_are_announced(db: None, kinds: tuple[str, ...]) -> None:
    page = make_profile("34022", kinds=kinds)

    assert log_in(MODERATORS).get(address_of(page)).status_code == 302
    assert announcement_of(page) is None


def test_nobody_announces_in_a_language_that_is_not_hers(db: None, site: Client) -> None:
    page = make_profile("34022")

    for client in (log_in(TRANSLATORS), site):
        assert client.post(address_of(page)).status_code in (302, 403)
    assert announcement_of(page) is None


def test_menu_of_a_solidary_profile_offers_it_later(db: None) -> None:
    client = log_in(COMMUNICATION)
    solidary, asked = make_profile("34022"), make_profile("34023", kinds=("asked",))

    def offers(page: Any) -> bool:
        return address_of(page) in client.get(f"/admin/pages/{page.pk}/edit/").content.decode()

    assert offers(solidary)
    assert not offers(asked)
    asked.commitments.add(Commitment(kind="decided", sort_order=1))
    asked.save_revision().publish()
    assert offers(asked)
