"""The blocks that editors build pages from: complete for the picker, safe to render, honest about languages."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.utils import translation
from PIL import Image as Picture
from wagtail.blocks import Block
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.users.models import UserProfile

from gemeenten.blocks import InitiativeBlocks
from home.blocks import CampaignBlocks
from home.models import HomePage
from portal.blocks import ArticleBlocks, CallToActionBlock

STREAMS = {"campaign": CampaignBlocks(), "article": ArticleBlocks(), "initiatives": InitiativeBlocks()}


def all_blocks() -> Iterator[Any]:
    """Each block of each stream."""
    for stream, block in STREAMS.items():
        for name, child in block.child_blocks.items():
            yield pytest.param(child, id=f"{stream}-{name}")


BLOCKS = list(all_blocks())


def context(language: str = "nl") -> dict[str, Any]:
    """What a page hands to its blocks."""
    page = HomePage.objects.get(locale__language_code=language)
    return {"page": page, "request": RequestFactory().get(f"/{language}/", headers={"host": "localhost"})}


@pytest.fixture
def picture(db: None) -> Any:
    """A small image in the library."""
    data = io.BytesIO()
    Picture.new("RGB", (600, 400), "teal").save(data, "PNG")
    data.seek(0)
    return get_image_model().objects.create(title="Vlak", file=ImageFile(data, name="vlak.png"))


# --- Complete for the picker ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", BLOCKS)
def test_block_has_icon_label_description_and_a_template_that_exists(block: Block) -> None:
    assert block.meta.icon != "placeholder"
    assert str(block.label).strip()
    assert str(block.get_description()).strip()
    assert block.meta.template.startswith("blocks/")
    assert get_template(block.meta.template)


@pytest.mark.parametrize("block", BLOCKS)
def test_block_is_called_by_its_own_name_in_dutch_and_french(block: Block) -> None:
    descriptions = {}
    for language in ("nl", "fr", "en"):
        with translation.override(language):
            descriptions[language] = str(block.get_description())

    assert len(set(descriptions.values())) == 3, descriptions


@pytest.mark.parametrize("stream", STREAMS.values(), ids=STREAMS)
def test_no_two_blocks_of_a_stream_share_an_icon_or_label(stream: Any) -> None:
    labels = [str(block.label) for block in stream.child_blocks.values()]

    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("language", ["nl", "fr"])
@pytest.mark.parametrize("block", [case for case in BLOCKS if not case.id.endswith("-image")])
def test_block_renders_its_preview_value(db: None, block: Block, language: str) -> None:
    value = block.get_preview_value()
    with translation.override(language):
        html = block.render(value, context=context(language))

    words = re.sub(r"<[^>]+>", " ", html)
    expected = value["title"] if hasattr(value, "get") and value.get("title") else ""
    assert words.strip()
    assert expected in words


def preview(client: Client, block: Any, language: str) -> str:
    """What the picker shows of a block to somebody whose admin is in ``language``."""
    user = get_user_model().objects.get()
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
    response = client.get("/admin/block-preview/", {"id": block.definition_prefix})
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", ["nl", "fr"])
@pytest.mark.parametrize("block", BLOCKS)
def test_picker_previews_every_block_in_our_styles_and_the_editors_language(
    admin_client: Client, block: Block, language: str
) -> None:
    assert block.is_previewable

    html = preview(admin_client, block, language)

    assert "portal/css/portal.css" in html
    assert f'<html lang="{language}"' in html
    with translation.override(language):
        value = block.get_preview_value()
    shown = value.get("title") or value.get("text") or value.get("caption") if hasattr(value, "get") else value.source
    assert str(shown) in html


@pytest.mark.parametrize("block", BLOCKS)
def test_preview_speaks_the_language_of_the_editor(block: Block) -> None:
    values = []
    for language in ("nl", "fr", "en"):
        with translation.override(language):
            values.append(str(block.get_prep_value(block.get_preview_value())))

    assert values[0] != values[2]
    assert values[1] != values[2]


@pytest.mark.parametrize("stream", [STREAMS["campaign"], STREAMS["article"]], ids=["campaign", "article"])
def test_long_pickers_are_in_groups(stream: Any) -> None:
    groups = {str(block.meta.group) for block in stream.child_blocks.values()}

    assert "" not in groups
    assert len(groups) >= 3


def test_every_stream_of_every_page_type_is_among_those_tested_here() -> None:
    used = set()
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, StreamField):
                used.add(type(field.stream_block))

    assert used == {type(stream) for stream in STREAMS.values()}


def test_title_of_a_block_is_the_heading_that_the_content_checks_take_it_for() -> None:
    titled = [case.values[0] for case in BLOCKS if "title" in getattr(case.values[0], "child_blocks", {})]

    for block in titled:
        source = Path(get_template(block.meta.template).origin.name).read_text()
        # An initiative's heading is its component's, one deeper below the heading of the page's section.
        assert re.search(r"<h2[^>]*>{{ value.title }}", source) or "components/initiative.html" in source, block
    assert len(titled) > 8


def test_blocks_of_starter_pages_and_their_templates_cover_each_other() -> None:
    names = {name for stream in STREAMS.values() for name in stream.child_blocks}

    assert names == {
        *("text", "image", "external_media", "quote", "figure", "call_to_action", "steps"),
        *("activities", "municipalities", "news", "partners", "finder", "initiative"),
    }


# --- Call to action -------------------------------------------------------------------------------------------------


def call(**values: Any) -> Any:
    """A call to action with the given target."""
    block = CallToActionBlock()
    return block.to_python({"title": "Doe mee", "text": "", "button_text": "Verder", **values})


def test_call_without_a_target_is_refused_beside_both_fields(db: None) -> None:
    with pytest.raises(ValidationError) as error:
        CallToActionBlock().clean(call())

    assert set(error.value.block_errors) == {"page", "url"}


def test_call_with_two_targets_is_refused(db: None) -> None:
    page = Page.objects.get(slug="brief", locale__language_code="nl")

    with pytest.raises(ValidationError) as error:
        CallToActionBlock().clean(call(page=page.pk, url="https://example.org/"))

    assert set(error.value.block_errors) == {"page", "url"}


def test_call_with_one_target_is_accepted(db: None) -> None:
    page = Page.objects.get(slug="brief", locale__language_code="nl")

    assert CallToActionBlock().clean(call(page=page.pk))["page"] == page
    assert CallToActionBlock().clean(call(url="https://example.org/"))["url"] == "https://example.org/"


@pytest.mark.parametrize(("language", "address"), [("nl", "/nl/brief/"), ("fr", "/fr/lettre/")])
def test_button_leads_to_the_page_in_the_language_of_the_reader(db: None, language: str, address: str) -> None:
    page = Page.objects.get(slug="brief", locale__language_code="nl")

    html = CallToActionBlock().render(call(page=page.pk), context=context(language))

    assert f'href="{address}"' in html
    assert "hreflang" not in html


def test_button_to_an_untranslated_page_says_in_which_language_that_is(db: None) -> None:
    page = Page.objects.get(slug="lichtervelde", locale__language_code="nl")

    html = CallToActionBlock().render(call(page=page.pk), context=context("fr"))

    assert 'href="/nl/gemeenten/lichtervelde/" hreflang="nl"' in html


def test_button_to_a_page_taken_off_line_is_left_out(db: None) -> None:
    page = Page.objects.get(slug="lichtervelde", locale__language_code="nl")
    page.unpublish()

    html = CallToActionBlock().render(call(page=page.pk), context=context("nl"))

    assert "<a" not in html
    assert "Doe mee" in html


# --- Links between pages in running text ----------------------------------------------------------------------------


def write(address: str, html: str, page_at: Any) -> None:
    """Make a page's stream one block of running text and publish it."""
    page = page_at(address)
    page.body = [{"type": "text", "value": html, "id": "00000000-0000-4000-8000-000000000001"}]
    page.save_revision().publish()


def link_to(slug: str) -> str:
    """A link in rich text, as the editor stores it, to a Dutch page."""
    page = Page.objects.get(slug=slug, locale__language_code="nl")
    return f'<p><a linktype="page" id="{page.pk}">verder</a></p>'


def test_link_to_a_page_leads_to_its_french_translation_on_a_french_page(site: Client, page_at: Any) -> None:
    write("/fr/a-propos/", link_to("gent"), page_at)

    assert '<a href="/fr/communes/gand/">verder</a>' in site.get("/fr/a-propos/").content.decode()


def test_link_to_a_page_stays_in_dutch_on_a_dutch_page(site: Client, page_at: Any) -> None:
    write("/nl/over-ons/", link_to("gent"), page_at)

    assert '<a href="/nl/gemeenten/gent/">verder</a>' in site.get("/nl/over-ons/").content.decode()


def test_link_to_an_untranslated_page_is_marked_with_its_language(site: Client, page_at: Any) -> None:
    write("/fr/a-propos/", link_to("lichtervelde"), page_at)

    html = site.get("/fr/a-propos/").content.decode()
    assert '<a href="/nl/gemeenten/lichtervelde/" hreflang="nl">verder</a>' in html


@pytest.mark.parametrize("change", ["unpublish", "delete"])
def test_link_to_a_page_that_is_gone_is_no_dead_link(site: Client, page_at: Any, change: str) -> None:
    write("/nl/over-ons/", link_to("lichtervelde"), page_at)
    getattr(page_at("/nl/gemeenten/lichtervelde/"), change)()

    html = site.get("/nl/over-ons/").content.decode()

    assert "<a>verder</a>" in html
    assert "lichtervelde" not in html.lower()


def test_link_follows_a_page_that_got_another_address(site: Client, page_at: Any) -> None:
    write("/nl/over-ons/", link_to("gent"), page_at)
    site.get("/nl/over-ons/")
    page = page_at("/nl/gemeenten/gent/")
    page.slug = "gent-de-stad"
    page.save_revision().publish()

    assert '<a href="/nl/gemeenten/gent-de-stad/">verder</a>' in site.get("/nl/over-ons/").content.decode()


def test_link_to_another_site_stays_as_it_is(site: Client, page_at: Any) -> None:
    write("/nl/over-ons/", '<p><a href="https://example.org/x">verder</a></p>', page_at)

    assert '<a href="https://example.org/x">verder</a>' in site.get("/nl/over-ons/").content.decode()


# --- Values that editors type ---------------------------------------------------------------------------------------


@pytest.mark.asvs("v5.0.0-1.1.2", "v5.0.0-1.2.1")
def test_markup_typed_in_plain_fields_is_shown_and_not_obeyed(site: Client, page_at: Any) -> None:
    page = page_at("/nl/over-ons/")
    page.body = [
        {"type": "quote", "value": {"text": "<b>x</b><script>1</script>", "author": "<i>An</i>", "role": ""}},
        {"type": "figure", "value": {"number": "<i>1</i>", "text": "<u>t</u>", "source_name": "", "source_url": ""}},
    ]
    page.save_revision().publish()

    html = site.get("/nl/over-ons/").content.decode()

    for tag in ("<b>x", "<script>1", "<i>An", "<i>1", "<u>t"):
        assert tag not in html
    assert "&lt;i&gt;An" in html


def test_image_is_served_with_its_alternative_text_in_modern_and_old_formats(
    site: Client, page_at: Any, picture: Any
) -> None:
    page = page_at("/nl/over-ons/")
    page.body = [
        {
            "type": "image",
            "value": {
                "image": {"image": picture.pk, "alt_text": "Een teal vlak", "decorative": False},
                "caption": "Een vlak",
                "credit": "Onszelf",
            },
        }
    ]
    page.save_revision().publish()

    html = site.get("/nl/over-ons/").content.decode()

    assert 'alt="Een teal vlak"' in html
    assert "image/webp" in html
    assert "© Onszelf" in html
    source = re.search(r'<img[^>]*src="([^"]+)"', html)
    assert source is not None
    served = site.get(source[1])
    assert served.status_code == 200
    assert served["Content-Type"] == "image/jpeg"
    served.close()


def test_news_block_shows_as_many_items_as_asked(db: None) -> None:
    block = CampaignBlocks().child_blocks["news"]

    html = block.render(block.to_python({"title": "Nieuws", "count": 2}), context=context("nl"))

    assert html.count('class="news-item"') == 2


@pytest.mark.parametrize("role", ["organiser", "supporter", "sister"])
def test_partners_block_shows_those_of_the_role_asked_for(db: None, role: str) -> None:
    from home.models import partners_in

    block = CampaignBlocks().child_blocks["partners"]
    html = block.render(block.to_python({"title": "Partners", "role": role}), context=context("fr"))

    names = re.findall(r"<h3>(?:<a[^>]*>)?([^<]+)", html)
    assert names == [partner.name for partner in partners_in("fr", role)]
    assert names


def test_municipalities_block_draws_the_map_only_where_asked(db: None) -> None:
    block = CampaignBlocks().child_blocks["municipalities"]

    as_map = block.render(block.to_python({"title": "Wie?", "kind": "map"}), context=context("nl"))
    as_list = block.render(block.to_python({"title": "Wie?", "kind": "list"}), context=context("nl"))

    assert 'href="/nl/gemeenten/gent/"' in as_map
    assert 'href="/nl/gemeenten/gent/"' in as_list
    assert "<svg" in as_map.replace('<svg class="icon', "")
    assert "<svg" not in as_list.replace('<svg class="icon', "")
