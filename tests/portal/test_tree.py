"""The tree in memory says what Wagtail would say, and pages are found through it as Wagtail finds them."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.views import serve as wagtails_own

from gemeenten.models import LetterPage
from home.models import CampaignPage
from portal.languages import home_pages
from portal.models import CampaignSettings
from portal.page_view import route_from_memory
from portal.tree import Tree


def add_page(parent: Page, slug: str, *, live: bool = True) -> CampaignPage:
    """A campaign page below ``parent``."""
    page = CampaignPage(title=slug, slug=slug, locale=parent.locale, live=live)
    parent.add_child(instance=page)
    return page


def test_addresses_are_those_that_wagtail_gives(page_at: Any) -> None:
    add_page(page_at("/nl/doe-mee/"), "été-à-liège")
    tree = Tree.read()
    pages = list(Page.objects.live().filter(depth__gt=1))

    assert len(pages) > 50
    assert {page.pk: tree.url(page) for page in pages} == {page.pk: page.get_url() for page in pages}
    assert {page.pk: tree.full_url(page) for page in pages} == {page.pk: page.full_url for page in pages}


def test_addresses_stay_right_with_a_second_site(page_at: Any) -> None:
    page = page_at("/nl/doe-mee/")
    Site.objects.create(hostname="other.example", root_page=page)
    tree = Tree.read()
    request = RequestFactory().get("/", HTTP_HOST="other.example")

    assert tree.url(tree.by_pk[page.pk], request) == page.get_url(request)
    assert tree.full_url(page) == page.full_url


def test_home_pages_translations_and_ancestors_are_those_of_the_database(page_at: Any) -> None:
    tree = Tree.read()
    page = page_at("/nl/gemeenten/gent/")

    assert {code: home.pk for code, home in tree.homes.items()} == {
        code: home.pk for code, home in home_pages().items()
    }
    same = Page.objects.live().filter(translation_key=page.translation_key, alias_of=None)
    assert {code: other.pk for code, other in tree.translations(page).items()} == dict(
        same.values_list("locale__language_code", "pk")
    )
    assert [above.pk for above in tree.ancestors(page)] == [
        above.pk for above in page.get_ancestors().filter(depth__gt=1)
    ]
    assert next(iter(tree.ancestors(page, inclusive=True))).pk == tree.homes["nl"].pk
    assert [child.pk for child in tree.children(tree.homes["nl"])] == [
        child.pk for child in home_pages()["nl"].get_children().live()
    ]


def test_first_page_of_a_type_is_found_by_language(db: None) -> None:
    tree = Tree.read()
    page = tree.of_kind(LetterPage, "fr")

    assert page is not None
    assert page.pk == LetterPage.objects.get(locale__language_code="fr").pk
    assert tree.of_kind(LetterPage, "de") is None


def test_menu_titles_come_along(page_at: Any) -> None:
    page = page_at("/nl/doe-mee/")
    page.menu_title = "Kort"
    page.save()

    assert Tree.read().by_pk[page.pk].menu_title == "Kort"


def test_reading_takes_two_queries_whatever_the_number_of_pages(page_at: Any) -> None:
    Tree.read()
    for number in range(5):
        add_page(page_at("/nl/doe-mee/"), f"pagina-{number}")
    with CaptureQueriesContext(connection) as queries:
        Tree.read()

    assert len(queries) == 2


def routes(path: str, language: str = "nl") -> tuple[Any, Any]:
    """The page and arguments that memory finds for a path, and those that Wagtail finds."""
    known, own = RequestFactory().get("/"), RequestFactory().get("/")
    with translation.override(language):
        route_from_memory(Tree.load(), known, [part for part in path.split("/") if part])
        found = Page.route_for_request(own, path)
    memory = getattr(known, "_wagtail_route_for_request", None)
    return tuple(  # type: ignore[return-value]
        (result.page.pk, [getattr(part, "__name__", part) for part in result.args]) if result else None
        for result in (memory, found)
    )


@pytest.mark.parametrize(
    "path",
    [
        "",
        "gemeenten/",
        "gemeenten/gent/",
        "gemeenten//gent/",
        "gemeenten/11002/",
        "gemeenten/wijzigingen/",
        "gemeenten/wijzigingen/feed/",
        "gemeenten/bestaat-niet/",
        "nieuws/2025/",
        "nieuws/fusies-2025/",
        "nieuws/feed/",
        "activiteiten/opvangplaatsen/",
        "activiteiten/opvangplaatsen/verder/",
        "communes/",
        "bestaat-niet/",
        "gemeenten/gent/verder/",
    ],
)
def test_memory_finds_what_wagtail_finds(db: None, path: str) -> None:
    memory, own = routes(path)

    assert memory == own


def test_own_routes_of_a_page_go_before_pages_below_it(page_at: Any) -> None:
    index = page_at("/nl/gemeenten/")
    add_page(index, "wijzigingen")

    memory, own = routes("gemeenten/wijzigingen/")

    assert memory == own
    assert memory[0] == index.pk


def test_page_below_a_draft_is_found(page_at: Any) -> None:
    draft = add_page(page_at("/nl/doe-mee/"), "kladje", live=False)
    page = add_page(draft, "openbaar")

    assert routes("doe-mee/kladje/openbaar/") == ((page.pk, []), (page.pk, []))
    assert routes("doe-mee/kladje/")[0] is None


def test_draft_is_not_found_and_a_published_one_is_at_once(site: Client, page_at: Any) -> None:
    page = add_page(page_at("/nl/doe-mee/"), "kladje", live=False)
    assert site.get("/nl/doe-mee/kladje/").status_code == 404

    page.save_revision().publish()
    assert site.get("/nl/doe-mee/kladje/").status_code == 200

    CampaignPage.objects.get(pk=page.pk).unpublish()
    assert site.get("/nl/doe-mee/kladje/").status_code == 404


def test_moved_page_is_found_at_its_new_address_only(site: Client, page_at: Any) -> None:
    page = add_page(page_at("/nl/doe-mee/"), "verhuist")
    assert site.get("/nl/doe-mee/verhuist/").status_code == 200

    page.move(page_at("/nl/over-ons/"), pos="last-child")

    # Wagtail leaves a redirect behind.
    assert site.get("/nl/doe-mee/verhuist/").status_code == 301
    assert site.get("/nl/over-ons/verhuist/").status_code == 200


@pytest.mark.parametrize("below", [False, True])
def test_page_that_is_closed_to_visitors_closes_at_once(site: Client, page_at: Any, below: bool) -> None:
    page = page_at("/nl/doe-mee/")
    address = add_page(page, "eronder").url if below else page.url
    assert site.get(address).status_code == 200

    restriction = PageViewRestriction.objects.create(page=page, restriction_type="groups")
    restriction.groups.set([Group.objects.get(name="Moderators")])
    answer = site.get(address)
    assert answer.status_code == 302
    assert "private" in answer["Cache-Control"]

    restriction.delete()
    assert site.get(address).status_code == 200


def test_whoever_has_the_password_sees_a_page_and_nobody_else_does(site: Client, page_at: Any) -> None:
    page = page_at("/nl/doe-mee/")
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="password", password="open")
    friend = Client(HTTP_HOST="localhost")
    answer = friend.post(
        f"/nl/_util/authenticate_with_password/{restriction.pk}/{page.pk}/",
        {"password": "open", "return_url": page.url},
    )
    assert answer.status_code == 302

    assert page.title in friend.get(page.url).content.decode()
    assert 'type="password"' in site.get(page.url, follow=True).content.decode()


def test_settings_of_the_campaign_come_with_the_site_and_follow_a_change(site: Client) -> None:
    assert "Een nieuwe coalitie" not in site.get("/nl/").content.decode()
    campaign = CampaignSettings.objects.get()
    campaign.coalition_name = "Een nieuwe coalitie"
    campaign.save()

    assert "Een nieuwe coalitie" in site.get("/nl/").content.decode()


def test_visit_may_change_its_page_without_changing_the_next_visits(db: None, page_at: Any) -> None:
    request = RequestFactory().get("/")
    page = page_at("/nl/doe-mee/")
    first = CampaignPage.visited(page.pk, "nl", request)
    assert first is not None
    first.title = "Veranderd"

    second = CampaignPage.visited(page.pk, "nl", request)

    assert second is not None
    assert second.title == page.title


def test_without_a_tree_wagtail_answers_by_itself(page_at: Any) -> None:
    Site.objects.create(hostname="other.example", root_page=page_at("/nl/doe-mee/"))
    site = Client(HTTP_HOST="localhost")

    assert site.get("/nl/gemeenten/").status_code == 200
    request = RequestFactory().get("/nl/gemeenten/", HTTP_HOST="localhost")
    with translation.override("nl"):
        assert wagtails_own(request, "gemeenten/").status_code == 200
