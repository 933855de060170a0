import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as DocumentObject
from hypothesis import given, settings
from hypothesis import strategies as st

from gemeenten.letters.letter import Letter, Sender, Wording, build_letter
from gemeenten.letters.render_docx import render_docx
from tests.gemeenten.letters.samples import DAY, DUTCH, GENT, HOSTILE, SENDER, WORDINGS, dutch_letter


def _read(letter: Letter) -> DocumentObject:
    return Document(BytesIO(render_docx(letter)))


def _part(letter: Letter, name: str) -> str:
    return ZipFile(BytesIO(render_docx(letter))).read(name).decode()


def test_a_document_uses_real_styles() -> None:
    styled = [
        (paragraph.style.name, paragraph.text)
        for paragraph in _read(dutch_letter("Mijn woorden.")).paragraphs
        if paragraph.style
    ]
    assert styled == [
        ("Sender", "An Peeters"),
        ("Sender", "Kerkstraat 12"),
        ("Sender", "9000 Gent"),
        ("Addressee", "College van burgemeester en schepenen"),
        ("Addressee", "van de stad Gent"),
        ("Addressee", "9000 Gent"),
        ("Place and Date", "Gent, 23 november 2026"),
        ("Title", "Betreft: Vraag aan Gent"),
        ("Normal", "Geacht college van burgemeester en schepenen,"),
        ("Normal", "Ik woon in onze stad en schrijf u & anderen."),
        ("Heading 2", "Wat ik vraag"),
        ("List Bullet", "opvang"),
        ("List Bullet", "een plan"),
        ("List Number", "eerst"),
        ("List Number", "dan"),
        ("List Number 2", "daarna"),
        ("Normal", "In onze buurt gingen Deinze (opvangplaatsen, onderwijs) en Genk u voor."),
        ("Normal", "Mijn woorden."),
        ("Normal", "Ik kijk uit naar het antwoord van de stad Gent."),
        ("Closing", "Met vriendelijke groeten"),
        ("Signature", "An Peeters"),
    ]


@pytest.mark.parametrize(("language", "tag"), [("nl", "nl-BE"), ("fr", "fr-BE"), ("de", "de-BE")])
def test_a_document_says_what_it_is(language: str, tag: str) -> None:
    letter = build_letter(WORDINGS[language], GENT, Sender("An Peeters"), DAY, language=language)
    properties = _read(letter).core_properties
    assert properties.title == letter.subject
    assert properties.author == "An Peeters"
    assert properties.language == tag
    assert properties.created is not None
    assert properties.created.date() == DAY
    assert f'w:lang w:val="{tag}"' in _part(letter, "word/styles.xml")


def test_a_blank_document_has_no_author() -> None:
    assert _read(build_letter(DUTCH, GENT, Sender(), DAY)).core_properties.author == ""


def test_a_link_is_a_link() -> None:
    assert "https://example.org/x" in _part(dutch_letter(), "word/_rels/document.xml.rels")
    assert "<w:hyperlink" in _part(dutch_letter(), "word/document.xml")


def test_each_numbered_list_starts_at_one() -> None:
    wording = Wording("S", "", "<ol><li>a</li><li>b</li></ol><p>c</p><ol><li>d</li></ol>", "")
    letter = build_letter(wording, GENT, SENDER, DAY)
    numbers = re.findall(r'<w:numId w:val="(\d+)"', _part(letter, "word/document.xml"))
    assert numbers[0] == numbers[1] != numbers[2]
    assert _part(letter, "word/numbering.xml").count("<w:startOverride") == 2


@pytest.mark.parametrize("words", HOSTILE)
def test_the_visitors_words_stand_in_the_document_as_they_are(words: str) -> None:
    assert words in [paragraph.text for paragraph in _read(dutch_letter(words)).paragraphs]


def test_a_paragraph_from_right_to_left_is_marked_so() -> None:
    document = _part(dutch_letter("أنا أعيش هنا."), "word/document.xml")
    assert document.count("<w:bidi/>") == 1
    assert "<w:rtl/>" in document


def test_one_letter_makes_the_same_bytes_each_time() -> None:
    assert render_docx(dutch_letter("x")) == render_docx(dutch_letter("x"))


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=120), st.text(max_size=40))
def test_any_words_make_a_document(own_words: str, name: str) -> None:
    assert render_docx(dutch_letter(own_words, Sender(name))).startswith(b"PK")
