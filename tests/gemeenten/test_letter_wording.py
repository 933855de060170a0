"""What editors and translators may do to the letter's wording, and what they see of it."""

from __future__ import annotations

import io
from typing import Any

import polib
import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from wagtail.documents.models import Document
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from gemeenten.letter_preview import letter_html, sample_letter
from gemeenten.models import LetterPage


def letter_page(language: str = "nl") -> LetterPage:
    return LetterPage.objects.get(locale__language_code=language)


@pytest.fixture
def admin(db: None) -> Client:
    get_user_model().objects.create_superuser("chief", password="long-and-secret-1")
    client = Client(HTTP_HOST="localhost")
    client.login(username="chief", password="long-and-secret-1")
    return client


def messages_of(caught: pytest.ExceptionInfo[ValidationError]) -> str:
    return " ".join(caught.value.messages)


# --- Editors ---------------------------------------------------------------------------------------------------------


def test_starter_wordings_have_nothing_to_be_refused(db: None) -> None:
    for language in ("nl", "fr"):
        letter_page(language).full_clean()


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("letter_subject", "Vraag aan {gemeente}", ["{gemeente}", "{municipality}"]),
        ("letter_salutation", "{council_salutaton},", ["{council_salutaton}", "{council_salutation}", "{own_words}"]),
        ("letter_closing", "Groeten {xyzzy}", ["{xyzzy}", "{sender}"]),
        ("letter_body", "<p>Ik woon in {municipality.</p>", ["{municipality."]),
        ("letter_body", "<p>{mun<b>icipality}</b></p>", ["{mun"]),
    ],
)
def test_unknown_or_broken_placeholder_is_refused_with_its_word(
    db: None, field: str, text: str, said: list[str]
) -> None:
    page = letter_page()
    setattr(page, field, text)

    with pytest.raises(ValidationError) as caught:
        page.full_clean()

    assert set(caught.value.message_dict) == {field}
    for word in said:
        assert word in messages_of(caught)


@pytest.mark.parametrize("action", ["action-publish", ""])
def test_admin_refuses_to_save_or_publish_a_misspelt_placeholder(admin: Client, action: str) -> None:
    page = letter_page()
    data = {
        "title": page.title,
        "slug": page.slug,
        "introduction": page.introduction,
        "privacy_note": page.privacy_note,
        "letter_subject": "Vraag aan {gemeente}",
        "letter_salutation": page.letter_salutation,
        "letter_body": rich_text(page.letter_body, features=["bold", "italic", "link", "ul", "ol"]),
        "letter_closing": page.letter_closing,
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
    }
    response = admin.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        nested_form_data({**data, **({action: "1"} if action else {})}),
    )

    assert response.status_code == 200
    assert "{gemeente}" in response.content.decode()
    assert "{municipality}" in response.content.decode()
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().letter_subject == page.letter_subject != "Vraag aan {gemeente}"


def test_links_in_the_wording_are_full_addresses_on_paper(db: None, settings: Any) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://example.org"
    page = letter_page()
    home = Page.objects.get(pk=page.get_parent().pk)
    links = [f'<a linktype="page" id="{home.pk}">thuis</a>', '<a href="https://example.com/a">elders</a>']
    page.letter_body = f'<p>{" ".join(links)} <a href="/x">hier</a></p>'

    body = page.wording.body_html

    assert 'href="https://example.org/nl/"' in body
    assert 'href="https://example.com/a"' in body
    assert 'href="https://example.org/x"' in body


# --- Translators -----------------------------------------------------------------------------------------------------


@pytest.fixture
def translation(db: None) -> Translation:
    return Translation.objects.get(
        source__object_id=letter_page("fr").translation_key, target_locale__language_code="fr"
    )


def segment(translation: Translation, containing: str, path: str = "letter_body") -> StringSegment:
    return StringSegment.objects.get(source=translation.source, context__path=path, string__data__contains=containing)


def stored(translation: Translation, of: StringSegment) -> StringTranslation:
    return StringTranslation.objects.get(translation_of=of.string, context=of.context, locale=translation.target_locale)


def put(admin: Client, translation: Translation, of: StringSegment, text: str) -> Any:
    """Save a segment as the translation editor does."""
    address = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, of.pk])
    body = f"value={text.replace('{', '%7B').replace('}', '%7D')}"
    response = admin.put(address, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code in (200, 201), response.content
    return response.json()


@pytest.mark.parametrize(
    ("text", "said"),
    [("Je vous écris.", "{of_municipality}"), ("À {municipality} le {date}", "{date}"), ("{ville}", "{municipality}")],
)
def test_editor_shows_what_a_segment_lost_or_invented(
    admin: Client, translation: Translation, text: str, said: str
) -> None:
    answer = put(admin, translation, segment(translation, "Ik ben inwoner"), text)

    assert said in answer["error"]


def test_another_form_of_the_same_placeholder_is_a_translation(admin: Client, translation: Translation) -> None:
    answer = put(
        admin,
        translation,
        segment(translation, "Ik ben inwoner"),
        "J’habite {municipality}, notre {city_or_municipality}.",
    )

    assert not answer["error"]


def test_translation_that_lost_a_placeholder_is_not_published(admin: Client, translation: Translation) -> None:
    of = segment(translation, "Ik ben inwoner")
    before = letter_page("fr").letter_body
    put(admin, translation, of, "Je vous écris.")

    with pytest.raises(ValidationError) as caught:
        translation.save_target(publish=True)
    # Confirmed: yes, publish although it is not finished.
    edit = reverse("wagtailadmin_pages:edit", args=[letter_page("fr").pk])
    response = admin.post(edit, {"action": "publish", "confirm": "1"})

    assert set(caught.value.error_dict) == {NON_FIELD_ERRORS}
    assert "{of_municipality}" in messages_of(caught)
    assert "Ik ben inwoner" in messages_of(caught)
    assert response.status_code == 302
    assert letter_page("fr").letter_body == before
    assert letter_page("fr").get_latest_revision_as_object().letter_body == before


def test_corrected_translation_is_published(
    admin: Client, translation: Translation, django_capture_on_commit_callbacks: Any
) -> None:
    of = segment(translation, "Ik ben inwoner")
    put(admin, translation, of, "Je vous écris.")
    put(admin, translation, of, "Bonjour {of_municipality}, notre {city_or_municipality}.")

    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)

    assert not stored(translation, of).has_error
    assert "Bonjour {of_municipality}" in letter_page("fr").letter_body


def test_po_file_that_invents_a_placeholder_is_marked_and_not_published(translation: Translation) -> None:
    of = segment(translation, "Vraag om", "letter_subject")
    po = polib.POFile()
    po.metadata = {"X-WagtailLocalize-TranslationID": str(translation.uuid)}
    po.append(polib.POEntry(msgid=of.string.data, msgctxt="letter_subject", msgstr="Demande de {sender}"))

    translation.import_po(po)

    assert "{sender}" in stored(translation, of).get_error()
    with pytest.raises(ValidationError):
        translation.save_target(publish=True)


def test_translations_of_other_pages_may_hold_braces(admin: Client, translation: Translation) -> None:
    of = StringSegment.objects.filter(source__specific_content_type__model="newspage", context__path="title").first()
    other = Translation.objects.get(source=of.source)

    assert not put(admin, other, of, "Accolades {quelconques}")["error"]


# --- Preview ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "mode", "words"),
    [
        ("nl", "letter", ["Gent", "stad", "college van burgemeester en schepenen"]),
        ("nl", "letter-municipality", ["Aartselaar", "gemeente"]),
        ("fr", "letter", ["Ville d’Arlon", "Collège communal"]),
        ("fr", "letter-municipality", ["commune d’Amay"]),
    ],
)
def test_preview_is_the_finished_letter(db: None, language: str, mode: str, words: list[str]) -> None:
    response = letter_page(language).make_preview_request(preview_mode=mode)
    html = response.render().content.decode()

    for word in words:
        assert word in html
    assert f'<html lang="{language}">' in html
    assert "{" not in html[html.index("<main") :]


def test_preview_as_pdf_and_of_the_form(db: None) -> None:
    pdf = letter_page().make_preview_request(preview_mode="pdf")
    form = letter_page().make_preview_request(preview_mode="form")

    assert "Gent" in PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()
    assert 'name="sender_name"' in form.render().content.decode()


def test_editor_sees_what_is_being_written(db: None) -> None:
    page = letter_page()
    page.letter_body = (
        "<h2>Kop</h2><p><b>Vet</b> &lt;script&gt; {municipality}</p><ol><li>a<ul><li>b</li></ul></li></ol>"
    )

    html = letter_html(sample_letter(page, None, "letter"))

    assert "<h2>Kop</h2>" in html
    assert "<p><strong>Vet</strong> &lt;script&gt; Gent</p>" in html
    assert "<ol><li>a<ul><li>b</li></ul></li></ol>" in html


# --- Official files --------------------------------------------------------------------------------------------------


@pytest.fixture
def document(db: None) -> Document:
    return Document.objects.create(title="Modelbrief 2026", file=ContentFile(b"%PDF-1.7", name="modelbrief.pdf"))


def attach(page: LetterPage, document: Document, **values: Any) -> None:
    page.official_document = document
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_official_file_is_offered_beside_the_form(site: Client, document: Document) -> None:
    attach(letter_page(), document)

    page = site.get("/nl/brief/").content.decode()

    assert "Modelbrief 2026 (PDF)" in page
    assert 'name="sender_name"' in page


def test_translation_does_not_pass_the_source_s_file_off_as_its_own(site: Client, document: Document) -> None:
    attach(letter_page(), document)
    attach(letter_page("fr"), document)
    page = site.get("/fr/lettre/").content.decode()
    assert page.count("Modelbrief 2026") == 1
    assert 'hreflang="nl" lang="nl">Modelbrief' in page

    own = Document.objects.create(title="Lettre type", file=ContentFile(b"%PDF-1.7", name="lettre.pdf"))
    attach(letter_page("fr"), own)

    assert 'hreflang="fr" lang="fr">Lettre type' in site.get("/fr/lettre/").content.decode()


def test_official_file_can_take_the_place_of_the_form(site: Client, document: Document) -> None:
    attach(letter_page(), document, only_official=True)

    page = site.get("/nl/brief/").content.decode()

    assert "Modelbrief 2026" in page
    assert 'name="sender_name"' not in page
    assert site.post("/nl/brief/", {"gemeente": "Gent", "sender_name": "An"}).status_code == 405
    assert 'name="sender_name"' in site.get("/fr/lettre/").content.decode()


def test_only_the_official_file_without_a_file_leaves_the_form(site: Client, db: None) -> None:
    page = letter_page()
    page.only_official = True
    page.save_revision().publish()

    assert 'name="sender_name"' in site.get("/nl/brief/").content.decode()
