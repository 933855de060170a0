"""Pieces of pages that are kept: never old, never a draft, never another language's, and never anybody's own."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from gemeenten.letter_count import count_letter
from gemeenten.models import Municipality, MunicipalityPage
from gemeenten.models.activity import Activity
from portal.snapshot import REGISTER, current_stamp, kept_text, remembered, renew_stamp
from tests.factories import make_profile
from tests.portal.images.making import make_image


def shown(client: Client, address: str) -> str:
    """The page, of a second visit: the first one leaves its pieces."""
    client.get(address)
    return client.get(address).content.decode()


def piece(request: Any, text: str, *, language: str = "nl", key: Any = "one") -> str:
    """A template with one kept piece."""
    template = Template("{% load keep_tags %}{% keep 'test' key %}{{ text }}{% endkeep %}")
    with translation.override(language):
        return template.render(Context({"request": request, "text": text, "key": key}))


def test_piece_is_made_once_until_something_is_published(db: None) -> None:
    factory = RequestFactory()
    assert piece(factory.get("/"), "old") == "old"
    assert piece(factory.get("/"), "new") == "old"

    renew_stamp()

    assert piece(factory.get("/"), "new") == "new"


def test_pieces_of_two_languages_and_two_keys_are_kept_apart(db: None) -> None:
    factory = RequestFactory()
    piece(factory.get("/"), "Nederlands")

    assert piece(factory.get("/"), "Français", language="fr") == "Français"
    assert piece(factory.get("/"), "other", key="two") == "other"
    assert piece(factory.get("/"), "no matter") == "Nederlands"


def test_preview_and_a_key_of_nothing_neither_take_nor_leave_a_piece(db: None) -> None:
    request = RequestFactory().get("/")
    request.is_preview = True  # type: ignore[attr-defined]
    assert piece(request, "draft") == "draft"
    assert piece(RequestFactory().get("/"), "public") == "public"
    assert piece(request, "draft") == "draft"
    assert piece(RequestFactory().get("/"), "anew", key=None) == "anew"
    assert piece(RequestFactory().get("/"), "anew again", key=None) == "anew again"


def test_piece_without_a_name_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError):
        Template("{% load keep_tags %}{% keep %}{% endkeep %}")


def test_texts_of_visitors_are_escaped_before_they_are_kept(db: None) -> None:
    assert piece(RequestFactory().get("/"), "<b>") == "&lt;b&gt;"
    assert piece(RequestFactory().get("/"), "<i>") == "&lt;b&gt;"


def test_number_of_pieces_is_limited(db: None, settings: Any) -> None:
    request = RequestFactory().get("/")
    limit = caches["pieces"]._max_entries  # type: ignore[attr-defined]
    assert limit == django_settings.CACHES["pieces"]["OPTIONS"]["MAX_ENTRIES"]
    for number in range(limit + 50):
        kept_text(f"piece {number}", lambda: "x", request)

    assert len(caches["pieces"]._cache) <= limit  # type: ignore[attr-defined]


ADDRESSES = [
    "/nl/",
    "/nl/gemeenten/",
    "/nl/gemeenten/gent/",
    "/nl/gemeenten/11002/",
    "/nl/gemeenten/wijzigingen/",
    "/nl/doe-mee/",
    "/nl/activiteiten/opvangplaatsen/",
    "/nl/nieuws/",
    "/nl/nieuws/2025/",
    "/nl/nieuws/fusies-2025/",
    "/nl/brief/",
    "/fr/",
    "/fr/communes/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_kept_page_is_the_page_that_is_made_anew(site: Client, address: str) -> None:
    first = site.get(address).content
    kept = site.get(address).content
    renew_stamp()

    assert kept == first == site.get(address).content


@pytest.mark.parametrize("address", ADDRESSES)
def test_staff_see_their_bar_and_visitors_do_not(site: Client, admin_client: Client, address: str) -> None:
    admin_client.defaults["HTTP_HOST"] = "localhost"
    for _time in range(2):
        assert "wagtail-userbar" in admin_client.get(address).content.decode()
        assert "wagtail-userbar" not in site.get(address).content.decode()


def test_page_follows_its_publication_everywhere(site: Client, page_at: Any) -> None:
    page = page_at("/nl/gemeenten/gent/")
    for address in ("/nl/gemeenten/", page.url):
        assert "Een kersverse inleiding" not in shown(site, address)
    page.introduction = "Een kersverse inleiding."
    page.save_revision()
    for address in ("/nl/gemeenten/", page.url):
        assert "Een kersverse inleiding" not in site.get(address).content.decode()

    page.get_latest_revision().publish()

    for address in ("/nl/gemeenten/", page.url):
        assert "Een kersverse inleiding" in site.get(address).content.decode()


def test_preview_shows_the_draft_though_the_published_page_is_kept(
    site: Client, admin_client: Client, page_at: Any
) -> None:
    page: MunicipalityPage = page_at("/nl/gemeenten/gent/")
    shown(site, page.url)
    page.introduction, page.body = "Een ontwerp.", "<p>Nog niet af.</p>"
    activity = Activity.objects.exclude(pk__in=[item.tag_id for item in page.tagged_items.all()]).first()
    assert activity is not None
    page.activities.add(activity)
    page.save_revision()

    draft = admin_client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).content.decode()

    for text in ("Een ontwerp.", "Nog niet af."):
        assert text in draft
        assert text not in site.get(page.url).content.decode()
    assert len(draft.split('class="chip"')) == len(site.get(page.url).content.decode().split('class="chip"')) + 1


def test_unpublished_profile_leaves_every_piece(site: Client) -> None:
    page = make_profile("11002", introduction="Antwerpen doet mee, zo staat het er.")
    assert "zo staat het er" in shown(site, "/nl/gemeenten/")

    page.unpublish()

    assert "zo staat het er" not in site.get("/nl/gemeenten/").content.decode()
    assert site.get(page.url).status_code == 404


def test_filters_and_searches_are_not_kept(site: Client) -> None:
    whole = shown(site, "/nl/gemeenten/")
    found = shown(site, "/nl/gemeenten/?q=Gent")

    assert ">Aalst</a>" in whole
    assert ">Aalst</a>" not in found
    assert site.get("/nl/gemeenten/").content.decode() == whole
    assert site.get("/nl/gemeenten/?utm_source=brief").content.decode() == whole


def test_slashes_too_many_leave_no_other_address_in_what_is_kept(site: Client) -> None:
    for address in ("/nl/gemeenten/11002//", "/nl/gemeenten//11002/", "/nl//gemeenten/gent/", "/nl/gemeenten/gent//"):
        site.get(address)

    for address in ("/nl/gemeenten/11002/", "/nl/gemeenten/gent/"):
        html = site.get(address).content.decode()
        assert re.search(rf'<link rel="canonical" href="https?://[^/"]+{address}">', html)
        assert not re.search(r"[a-z]//(gemeenten|gent|11002)|11002//|gent//|%2F%2F(gemeenten|gent|11002)", html)


def test_menu_marks_where_each_reader_is(site: Client) -> None:
    def current(address: str) -> list[str]:
        header = shown(site, address).split("<header")[1].split("</header>")[0]
        return re.findall(r'<a [^>]*href="([^"]+)"[^>]*aria-current="page"', header)

    assert current("/nl/gemeenten/") == ["/nl/gemeenten/"]
    assert current("/nl/gemeenten/gent/") == ["/nl/gemeenten/"]
    assert current("/nl/nieuws/") == ["/nl/nieuws/"]
    assert current("/nl/zoeken/") == ["/nl/zoeken/"]
    assert current("/nl/bestaat-niet/") == []


def test_form_with_errors_is_never_kept(site: Client) -> None:
    assert "error-summary" not in shown(site, "/nl/brief/")
    answer = site.post("/nl/brief/", {"gemeente": "", "format": "pdf", "sender_name": "Iemand Anders"})
    assert answer.status_code == 422
    assert "Iemand Anders" in answer.content.decode()

    again = site.get("/nl/brief/").content.decode()
    assert "Iemand Anders" not in again
    assert "error-summary" not in again


def test_counted_letters_show_at_once(site: Client, settings: Any) -> None:
    settings.PORTAL_LETTER_COUNT_THRESHOLD = 1
    assert "letters-made" not in shown(site, "/nl/gemeenten/11002/")

    count_letter("11002", date(2026, 11, 23))

    assert "letters-made" in site.get("/nl/gemeenten/11002/").content.decode()


def test_changed_image_renews_the_content(db: None) -> None:
    image = make_image()
    stamp = current_stamp()
    image.save()

    assert current_stamp() != stamp


def test_what_comes_from_the_register_outlasts_publications_and_follows_the_register(db: None) -> None:
    made: list[int] = []

    def build() -> int:
        made.append(1)
        return len(made)

    assert remembered("rows", build, part=REGISTER) == 1
    renew_stamp()
    assert remembered("rows", build, part=REGISTER) == 1

    municipality = Municipality.objects.get(pk="11002")
    municipality.save()
    assert remembered("rows", build, part=REGISTER) == 2


def test_renamed_municipality_is_shown_by_its_new_name_at_once(site: Client) -> None:
    assert "Antwerpen-aan-Zee" not in shown(site, "/nl/gemeenten/")
    municipality = Municipality.objects.get(pk="11002")
    municipality.name_nl = "Antwerpen-aan-Zee"
    municipality.save()

    assert "Antwerpen-aan-Zee" in site.get("/nl/gemeenten/").content.decode()
