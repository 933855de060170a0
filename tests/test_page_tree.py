"""The page tree in the admin: what may stand where, and that every form opens."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, get_page_models

from gemeenten.models import ActivityPage, JoinPage, LetterPage, MunicipalityIndexPage, MunicipalityPage
from home.models import CampaignPage, HomePage
from news.models import NewsIndexPage, NewsPage
from portal.models import BasePage

PARENTS: dict[type[Page], list[type[Page]]] = {
    HomePage: [Page],
    CampaignPage: [HomePage, CampaignPage],
    ActivityPage: [CampaignPage],
    MunicipalityIndexPage: [HomePage],
    MunicipalityPage: [MunicipalityIndexPage],
    LetterPage: [HomePage],
    JoinPage: [HomePage],
    NewsIndexPage: [HomePage],
    NewsPage: [NewsIndexPage],
}


@pytest.fixture
def admin(admin_client: Client) -> Client:
    """An administrator's browser."""
    return admin_client


def test_every_page_type_is_in_the_table_of_this_test() -> None:
    assert set(PARENTS) == {kind for kind in get_page_models() if issubclass(kind, BasePage)}


@pytest.mark.parametrize("kind", PARENTS, ids=lambda kind: kind.__name__)
def test_page_type_stands_only_under_its_parents(kind: type[Page]) -> None:
    assert set(kind.clean_parent_page_models()) == set(PARENTS[kind])
    for parent in PARENTS[kind]:
        if parent is not Page:
            assert kind in parent.clean_subpage_models()


@pytest.mark.parametrize("kind", PARENTS, ids=lambda kind: kind.__name__)
def test_page_type_is_described_to_its_editors(kind: type[Page]) -> None:
    assert str(kind.get_page_description())
    assert str(kind._meta.verbose_name)
    for field in kind._meta.get_fields():
        if getattr(field, "help_text", ""):
            assert str(field.help_text)[:1].isupper() or field.model is Page


@pytest.mark.parametrize("kind", PARENTS, ids=lambda kind: kind.__name__)
def test_every_page_of_the_starter_site_opens_in_the_editor(admin: Client, kind: type[Page]) -> None:
    page = kind.objects.filter(locale__language_code="nl").first()

    assert admin.get(f"/admin/pages/{page.pk}/edit/").status_code == 200


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        ("home/homepage", "root"),
        ("home/campaignpage", "/nl/"),
        ("home/campaignpage", "/nl/doe-mee/"),
        ("gemeenten/activitypage", "/nl/activiteiten/"),
        ("gemeenten/municipalitypage", "/nl/gemeenten/"),
        ("news/newspage", "/nl/nieuws/"),
    ],
)
def test_form_for_a_new_page_opens(admin: Client, page_at: Any, kind: str, parent: str) -> None:
    above = Page.get_first_root_node() if parent == "root" else page_at(parent)

    response = admin.get(f"/admin/pages/add/{kind}/{above.pk}/")

    assert response.status_code == 200
    assert 'id="page-edit-form"' in response.content.decode()


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        ("news/newspage", "/nl/"),
        ("gemeenten/municipalitypage", "/nl/nieuws/"),
        ("home/homepage", "/nl/"),
        ("gemeenten/activitypage", "/nl/"),
        ("home/campaignpage", "/nl/gemeenten/gent/"),
        ("gemeenten/letterpage", "/nl/"),
        ("news/newsindexpage", "/nl/"),
        ("gemeenten/municipalityindexpage", "/nl/"),
    ],
)
def test_page_cannot_be_made_where_it_does_not_belong_or_twice(
    admin: Client, page_at: Any, kind: str, parent: str
) -> None:
    response = admin.get(f"/admin/pages/add/{kind}/{page_at(parent).pk}/")

    assert (response.status_code, response["Location"]) == (302, "/admin/")


def test_choice_of_new_pages_offers_what_belongs_there(admin: Client, page_at: Any) -> None:
    html = admin.get(f"/admin/pages/{page_at('/nl/doe-mee/').pk}/add_subpage/").content.decode()

    assert "/admin/pages/add/home/campaignpage/" in html
    assert "/admin/pages/add/gemeenten/activitypage/" in html
    assert "/admin/pages/add/news/newspage/" not in html


def test_news_item_cannot_be_moved_among_the_municipalities(admin: Client, page_at: Any) -> None:
    page, target = page_at("/nl/nieuws/fusies-2025/"), page_at("/nl/gemeenten/")

    response = admin.post(f"/admin/pages/{page.pk}/move/{target.pk}/confirm/")

    assert response.status_code in (302, 403)
    assert Page.objects.get(pk=page.pk).url == page.url


def test_preview_of_every_page_type_shows_the_page(admin: Client) -> None:
    for kind in PARENTS:
        page = kind.objects.filter(locale__language_code="nl").first()
        response = admin.get(f"/admin/pages/{page.pk}/view_draft/")
        assert response.status_code == 200, kind
        assert "<h1" in response.content.decode(), kind
