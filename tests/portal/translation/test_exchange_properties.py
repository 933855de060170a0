"""Nothing lost: any content of any page type, cut into segments, sent through files and put together again."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.html import escape
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PIL import Image as PillowImage
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page
from wagtail.snippets.blocks import SnippetChooserBlock
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from gemeenten.models import Activity, ActivityPage, JoinPage, LetterPage, MunicipalityIndexPage, MunicipalityPage
from home.models import CampaignPage, HomePage
from news.models import NewsIndexPage, NewsPage
from portal.translation.exchange import Fate, apply
from portal.translation.files import pack, unpack
from portal.translation.inline import canonical, join, pieces
from portal.translation.po import read_po, write_po
from portal.translation.segments import Document, Segment, load_documents
from portal.translation.updates import save_draft
from portal.translation.xliff import read_xliff, write_xliff

PAGE_TYPES = [
    HomePage,
    CampaignPage,
    ActivityPage,
    NewsPage,
    NewsIndexPage,
    MunicipalityPage,
    MunicipalityIndexPage,
    LetterPage,
    JoinPage,
]
DATABASE = settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    # A page of every block is small enough to read as it is; making it smaller takes minutes.
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)

# --- What may be written ----------------------------------------------------------------------------------------------

anything = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
words = st.text(
    st.one_of(
        st.sampled_from("aé œ'’«»&<>{}\"\\\N{NO-BREAK SPACE}\n\t%#|ß語🙂\u2028\x85"),
        st.characters(categories=["L", "N", "P", "S", "Zs"]),
    ),
    min_size=1,
    max_size=30,
).filter(str.strip)
line = words.map(lambda text: " ".join(text.split()) or "x").filter(bool)


@st.composite
def markup(draw: st.DrawFn) -> str:
    """A segment as wagtail-localize cuts it: escaped text, inline tags, links, placeholders."""
    parts = []
    links = 0
    for kind in draw(
        st.lists(st.sampled_from(["text", "b", "i", "a", "br", "name", "nested"]), min_size=1, max_size=6)
    ):
        text = escape(draw(anything))
        if kind == "a":
            links += 1
            parts.append(f'<a id="a{links}">{text}</a>')
        elif kind in {"b", "i"}:
            parts.append(f"<{kind}>{text}</{kind}>")
        elif kind == "nested":
            parts.append(f"<b>{text}<i>{text}</i></b>")
        else:
            parts.append({"br": "<br/>", "name": "{sender}"}.get(kind, text))
    return canonical("".join(parts))


@st.composite
def rich_text(draw: st.DrawFn) -> str:
    """Rich text as Wagtail stores it."""
    out = []
    for tag in draw(st.lists(st.sampled_from(["p", "h2", "h3", "ul", "ol"]), min_size=1, max_size=4)):
        inside = []
        for _number in range(2 if tag in {"ul", "ol"} else 1):
            text = escape(draw(line))
            link = f'<a linktype="page" id="{draw(st.integers(2, 30))}">{escape(draw(line))}</a>'
            outside = f'<a href="https://example.org/?a=1&amp;b={draw(st.integers(0, 9))}">{escape(draw(line))}</a>'
            inside.append(
                draw(st.sampled_from([text, f"{text} <b>{text}</b>", f"{link} {text}", f"{text} {outside} {link}."]))
            )
        items = "".join(f"<li>{item}</li>" for item in inside) if tag in {"ul", "ol"} else inside[0]
        out.append(f"<{tag}>{items}</{tag}>")
    return "".join(out)


def block_value(block: blocks.Block, draw: st.DrawFn, things: dict[str, Any]) -> Any:
    """A value for any block that the portal uses; a new kind of block must be told here how it is filled."""
    if isinstance(block, ImageBlock):
        return {"image": things["image"], "alt_text": draw(line), "decorative": False}
    if isinstance(block, blocks.RichTextBlock):
        return draw(rich_text())
    if isinstance(block, blocks.URLBlock):
        return f"https://example.org/{draw(st.integers(0, 99))}"
    if isinstance(block, blocks.CharBlock):
        return draw(line)
    if isinstance(block, blocks.TextBlock):
        return draw(words)
    simple: dict[type, Any] = {
        blocks.IntegerBlock: 2020,
        blocks.DateBlock: "2024-05-01",
        blocks.BooleanBlock: True,
        blocks.PageChooserBlock: things["page"],
        SnippetChooserBlock: things["activity"],
    }
    for kind, value in simple.items():
        if isinstance(block, kind):
            return value
    if isinstance(block, blocks.ChoiceBlock):
        return next(key for key, _label in block.field.choices if key)
    if isinstance(block, blocks.StructBlock):
        return {name: block_value(child, draw, things) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.ListBlock):
        return [
            {"type": "item", "value": block_value(block.child_block, draw, things), "id": str(uuid4())}
            for _ in range(2)
        ]
    if isinstance(block, blocks.StreamBlock):
        return stream(block, draw, things)
    raise TypeError(f"how is a {type(block).__name__} filled?")


def stream(block: Any, draw: st.DrawFn, things: dict[str, Any]) -> list[dict[str, Any]]:
    """Every kind of block of a stream once, in any order."""
    return [
        {"type": name, "value": block_value(block.child_blocks[name], draw, things), "id": str(uuid4())}
        for name in draw(st.permutations(sorted(block.child_blocks)))
    ]


@pytest.fixture
def things(db: None) -> dict[str, Any]:
    """What choosers choose."""
    buffer = io.BytesIO()
    PillowImage.new("RGB", (4, 4)).save(buffer, "PNG")
    image = get_image_model().objects.create(title="Beeld", file=ContentFile(buffer.getvalue(), "beeld.png"))
    return {
        "image": image.pk,
        "page": HomePage.objects.get(locale__language_code="nl").pk,
        "activity": Activity.objects.all()[0].pk,
    }


def fill(page: Page, draw: st.DrawFn, things: dict[str, Any]) -> None:
    """Write something into every translated field."""
    if hasattr(page, "image_alt"):
        # Without an image there is nothing to describe.
        page.image_id = things["image"]
    for declared in page.override_translatable_fields:
        field = declared.get_field(type(page))
        if not declared.is_translated(page) or field.name == "slug":
            continue
        if isinstance(field, StreamField):
            setattr(page, field.name, json.dumps(stream(field.stream_block, draw, things)))
        elif isinstance(field, RichTextField):
            setattr(page, field.name, draw(rich_text()))
        elif field.max_length and field.max_length <= 255:
            setattr(page, field.name, draw(line)[: field.max_length])
        else:
            setattr(page, field.name, draw(words))
        if isinstance(page, LetterPage) and field.name.startswith("letter_"):
            # The letter takes its own placeholders only.
            text = getattr(page, field.name).translate({ord("{"): "(", ord("}"): ")"})
            setattr(page, field.name, text.replace("</p>", " {sender}</p>"))


def source_page(kind: type[Page]) -> Any:
    """A Dutch page of a type that has a French translation."""
    translated = Translation.objects.filter(target_locale__language_code="fr").values("source__object_id")
    return kind.objects.filter(locale__language_code="nl", translation_key__in=translated).order_by("pk")[0]


def translation_of(page: Page) -> Translation:
    rows = Translation.objects.select_related("source__locale", "source__specific_content_type", "target_locale")
    return rows.get(source__object_id=page.translation_key, target_locale__language_code="fr")


@contextmanager
def taken_back() -> Iterator[None]:
    """Each example in a transaction of its own."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def content(page: Any) -> dict[str, Any]:
    """Everything that the page says, as it is stored; rich text as one parser writes it."""
    found = {}
    for declared in page.override_translatable_fields:
        field = declared.get_field(type(page))
        if field.name == "slug" or not declared.is_translated(page):
            continue
        if isinstance(field, StreamField):
            found[field.name] = normal(list(getattr(page, field.name).get_prep_value()))
        else:
            found[field.name] = normal(getattr(page, field.name))
    return found


def normal(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: normal(item) for key, item in value.items()}
    if isinstance(value, list):
        return [normal(item) for item in value]
    return str(BeautifulSoup(value, "html.parser")) if isinstance(value, str) and value.startswith("<") else value


# --- Properties -------------------------------------------------------------------------------------------------------


@given(markup())
def test_pieces_put_together_are_the_markup(html: str) -> None:
    assert join(pieces(html)) == html
    assert canonical(html) == html


@given(
    st.lists(st.tuples(anything.filter(bool), markup().filter(bool), markup(), st.booleans()), min_size=1, max_size=4)
)
def test_any_text_survives_both_files(rows: list[tuple[str, str, str, bool]]) -> None:
    segments = {(path, source): Segment(path, source, target, unsure) for path, source, target, unsure in rows}
    document = Document(str(uuid4()), str(uuid4()), "Titel", "nl", "fr", tuple(segments.values()))

    po = read_po(write_po(document))
    assert [(one.path, one.source, one.target) for one in po.segments] == [
        (one.path, one.source, one.target) for one in document.segments
    ]
    [xliff] = read_xliff(write_xliff([document]))
    assert [(one.source, one.target) for one in xliff.segments] == [
        (one.source, one.target) for one in document.segments
    ]


@given(st.binary(max_size=300))
@pytest.mark.asvs("v5.0.0-1.5.2")
def test_no_file_whatever_breaks_the_import(content: bytes) -> None:
    for prefix in (b"", b'msgid ""\nmsgstr ""\n', b"<xliff", b"PK\x03\x04"):
        files = unpack("file", prefix + content)
        assert all(file.error or file.document for file in files)


@pytest.mark.drill
@pytest.mark.parametrize("kind", ["po", "xliff"])
@pytest.mark.parametrize("page_type", PAGE_TYPES, ids=lambda kind: kind.__name__)
def test_every_block_and_field_comes_back_identical(page_type: type[Page], kind: str, things: dict[str, Any]) -> None:
    """The source's own words, sent out and in as their translation, make the source's content again."""

    @DATABASE
    @given(st.data())
    def property_of(data: st.DataObject) -> None:
        with taken_back():
            page = source_page(page_type)
            fill(page, data.draw, things)
            page.save(clean=False)
            page = page_type.objects.get(pk=page.pk)
            source, _created = TranslationSource.update_or_create_from_instance(page)
            translation = translation_of(page)
            StringTranslation.objects.filter(context__object_id=source.object_id).delete()
            [document] = load_documents([translation])
            copied = Document(
                **{
                    name: getattr(document, name)
                    for name in ("translation", "object_key", "title", "source_language", "target_language")
                },
                segments=tuple(Segment(one.path, one.source, one.source) for one in document.segments),
            )
            name, _type, packed = pack([copied], kind, "file")

            report = apply(unpack(name, packed))

            rejected = [(line.segment, line.reasons) for line in report.files[0].of(Fate.REJECTED)]
            assert report.counts[Fate.APPLIED] == len(document.segments), rejected
            draft = translation.get_target_instance().get_latest_revision_as_object()
            assert content(draft) == content(page)
            assert set(strings(draft)) == set(strings(page))

    property_of()


def strings(page: Page) -> list[tuple[str, str]]:
    return [
        (one.path, one.string.data)
        for one in extract_segments(page)
        if isinstance(one, StringSegmentValue) and one.path != "slug"
    ]


# --- When the source changes ------------------------------------------------------------------------------------------


def synced(page: Any) -> Any:
    """The next draft of the translation, after the source was handed on."""
    page.save(clean=False)
    TranslationSource.update_or_create_from_instance(type(page).objects.get(pk=page.pk))
    save_draft(translation_of(page))
    return translation_of(page).get_target_instance().get_latest_revision_as_object()


def french(page: Any) -> Any:
    return page.get_translations().get(locale__language_code="fr").specific


@pytest.fixture
def campaign_page(db: None) -> Any:
    """A translated page with several blocks."""
    translated = Translation.objects.filter(target_locale__language_code="fr").values("source__object_id")
    pages = CampaignPage.objects.filter(locale__language_code="nl", translation_key__in=translated).order_by("pk")
    return max(pages, key=lambda page: len(page.body))


def test_moved_blocks_move_with_their_translations(campaign_page: Any) -> None:
    before = {block.id: block.get_prep_value() for block in french(campaign_page).body}
    campaign_page.body = json.dumps(list(reversed(campaign_page.body.get_prep_value())))

    after = [block.get_prep_value() for block in synced(campaign_page).body]

    assert [block["id"] for block in after] == list(reversed(before))
    assert after == [before[block["id"]] for block in after]


def test_deleted_block_goes_and_its_words_wait_for_its_return(campaign_page: Any) -> None:
    source = campaign_page.body.get_prep_value()
    before = [block.get_prep_value() for block in french(campaign_page).body]
    texts = StringTranslation.objects.filter(context__object_id=campaign_page.translation_key).count()
    campaign_page.body = json.dumps(source[1:])
    assert [block.get_prep_value() for block in synced(campaign_page).body] == before[1:]
    assert StringTranslation.objects.filter(context__object_id=campaign_page.translation_key).count() == texts

    campaign_page.body = json.dumps(source)
    assert [block.get_prep_value() for block in synced(campaign_page).body] == before


def test_new_block_comes_in_the_source_language_and_the_others_stay(campaign_page: Any) -> None:
    before = [block.get_prep_value() for block in french(campaign_page).body]
    new = {"type": "text", "value": "<p>Nieuw.</p>", "id": str(uuid4())}
    campaign_page.body = json.dumps([new, *campaign_page.body.get_prep_value()])

    after = [block.get_prep_value() for block in synced(campaign_page).body]

    assert after == [new, *before]


def test_edited_sentence_loses_its_translation_and_no_other_does(db: None) -> None:
    page = MunicipalityPage.objects.get(slug="gent")
    before = content(french(page))
    page.introduction = "Een andere inleiding."

    after = content(synced(page))

    assert after.pop("introduction") == "Een andere inleiding."
    before.pop("introduction")
    assert after == before


def test_sentence_edited_back_has_its_translation_again(db: None) -> None:
    page = MunicipalityPage.objects.get(slug="gent")
    before, dutch = content(french(page)), page.introduction
    page.introduction = "Een andere inleiding."
    synced(page)
    page.introduction = dutch

    assert content(synced(page)) == before


@pytest.mark.parametrize("name", ["body", "initiatives", "seo_title", "search_description"])
def test_cleared_field_is_cleared_in_the_translation(db: None, name: str) -> None:
    page = MunicipalityPage.objects.get(slug="gent")
    if not getattr(page, name):
        setattr(page, name, "Iets")
    assert getattr(synced(page), name)
    setattr(page, name, [] if isinstance(page._meta.get_field(name), StreamField) else "")

    assert not getattr(synced(page), name)


def test_what_is_public_stays_until_the_draft_is_published(db: None) -> None:
    page = MunicipalityPage.objects.get(slug="gent")
    before = content(french(page))
    page.introduction, page.body, page.joined_on = "Anders.", "", date(2021, 1, 1)

    synced(page)

    assert content(french(page)) == before
    assert french(page).joined_on != date(2021, 1, 1)
