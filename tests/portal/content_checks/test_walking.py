"""What the checks read of real pages: by the kinds of fields and blocks, without asking the database."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.images import get_image_model
from wagtail.models import Page

from portal.content_checks.checking import check_pages
from portal.content_checks.content import Content
from portal.content_checks.walking import content_of, fields_of, with_library_texts
from portal.models import BasePage

PAGE_TYPES = [model for model in apps.get_models() if issubclass(model, BasePage)]


def block(kind: str, value: Any) -> dict[str, Any]:
    """One block as it is stored."""
    return {"type": kind, "value": value, "id": str(uuid4())}


def read(page_at: Any, *stored: dict[str, Any]) -> Content:
    """The content of a campaign page with these blocks, which is not saved."""
    page = page_at("/nl/over-ons/")
    page.body = list(stored)
    with translation.override("nl"):
        return content_of(page, "nl")


@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
def test_every_page_type_has_fields_that_are_read(model: Any) -> None:
    # An index page of addresses of its own has an introduction at least.
    assert list(fields_of(model)), model


def test_fields_of_a_profile_are_its_texts_image_and_initiatives_and_nothing_else() -> None:
    model = apps.get_model("gemeenten", "MunicipalityPage")

    assert [field.name for field in fields_of(model)] == ["introduction", "body", "image", "initiatives"]


def test_rich_text_gives_headings_paragraphs_items_and_links(page_at: Any) -> None:
    html = (
        "<h2>Kop</h2><p>Eerste <b>zin</b>.</p><ul><li>Een<ul><li>Twee</li></ul></li></ul>"
        '<p><a href="https://example.org">Voorbeeld</a> en <a linktype="page" id="3">hier</a></p><p><b>Vet</b></p>'
    )
    content = read(page_at, block("text", html))

    assert [(heading.level, heading.text) for heading in content.headings[-1]] == [(2, "Kop")]
    paragraphs = [(p.text, p.bold) for p in content.paragraphs if p.place.path.startswith("body")]
    assert paragraphs == [
        ("Eerste zin.", False),
        *[("Een", False), ("Twee", False)],
        *[("Voorbeeld en hier", False), ("Vet", True)],
    ]
    assert [link.text for link in content.links] == ["Voorbeeld", "hier"]


def test_place_leads_to_the_field_in_the_form_and_reads_well(page_at: Any) -> None:
    steps = block(
        "steps", {"title": "Zo", "steps": [{"type": "item", "id": "x1", "value": {"title": "A", "text": "B"}}]}
    )
    content = read(page_at, block("text", "<p>Zin.</p>"), steps)

    place = content.paragraphs[-1].place
    assert place.path == f"body.{steps['id']}.steps.x1.text"
    assert place.label == "Inhoud › blok 2 (Stappen) › Stappen › Stap 1 › Tekst"


def test_titles_of_blocks_are_headings_and_those_inside_are_one_deeper(page_at: Any) -> None:
    steps = block(
        "steps", {"title": "Zo", "steps": [{"type": "item", "id": "1", "value": {"title": "A", "text": "B"}}]}
    )
    content = read(page_at, block("text", "<h3>Los</h3>"), steps)

    assert [(heading.level, heading.text) for heading in content.headings[-1]] == [(3, "Los"), (2, "Zo"), (3, "A")]


def test_words_of_buttons_and_names_of_sources_are_links(page_at: Any) -> None:
    content = read(
        page_at,
        block("call_to_action", {"title": "T", "text": "", "button_text": "hier", "page": 3, "url": ""}),
        block("figure", {"number": "1", "text": "x", "source_name": "Statbel", "source_url": "https://statbel.be"}),
        block("figure", {"number": "2", "text": "x", "source_name": "", "source_url": "https://statbel.be"}),
        block("figure", {"number": "3", "text": "x", "source_name": "Zonder adres", "source_url": ""}),
    )

    assert [link.text for link in content.links] == ["hier", "Statbel"]


def test_pictures_keep_their_own_text_or_take_the_librarys(page_at: Any) -> None:
    content = read(
        page_at,
        block("image", {"image": {"image": 5, "alt_text": "Eigen", "decorative": False}, "caption": "", "credit": ""}),
        block("image", {"image": {"image": 5, "alt_text": "", "decorative": True}, "caption": "", "credit": ""}),
        block("image", {"image": {"image": None, "alt_text": "", "decorative": False}, "caption": "", "credit": ""}),
        block("image", {"image": 7, "caption": "", "credit": ""}),
    )

    pictures = with_library_texts(content, {7: "Uit de bibliotheek"}).pictures
    assert [(picture.alternative, picture.decorative) for picture in pictures] == [
        ("Eigen", False),
        ("", True),
        ("Uit de bibliotheek", False),
    ]


def test_image_of_a_page_takes_the_librarys_text(page_at: Any) -> None:
    page = page_at("/nl/gemeenten/gent/")
    page.image_id = 9

    pictures = with_library_texts(content_of(page, "nl"), {9: "Het stadhuis"}).pictures

    assert [(picture.alternative, picture.place.path) for picture in pictures] == [("Het stadhuis", "image")]


@pytest.mark.parametrize("html", ["", "   ", "gewone tekst", "<p></p>", "<p>open", "<!-- x --><p>y</p>", "&nbsp;"])
def test_odd_rich_text_is_read_without_complaint(page_at: Any, html: str) -> None:
    assert read(page_at, block("text", html)).links == []


def test_unknown_blocks_of_earlier_times_are_passed_over(page_at: Any) -> None:
    assert read(page_at, block("no_such_block", {"text": "x"}), block("quote", None)).links == []


def test_walking_all_pages_asks_the_database_nothing(db: None) -> None:
    pages = list(Page.objects.live().filter(depth__gt=1).specific())

    with CaptureQueriesContext(connection) as queries:
        contents = [content_of(page, "nl") for page in pages]

    assert len(queries) == 0
    assert sum(len(content.paragraphs) for content in contents) > 300


def test_checking_many_pages_with_images_takes_two_queries(page_at: Any) -> None:
    pages = [page for page in Page.objects.live().filter(depth__gt=1).specific() if hasattr(page, "image_id")]
    for number, page in enumerate(pages):
        page.image_id = number + 1

    with CaptureQueriesContext(connection) as queries:
        results = list(check_pages(pages))

    assert len(queries) == 2
    assert len(results) == len(pages) > 20
    assert get_image_model()._meta.db_table in queries.captured_queries[-1]["sql"]
