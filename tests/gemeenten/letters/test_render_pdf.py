from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from benchmarks.all_letters import structure_tags
from gemeenten.letters import glyphs
from gemeenten.letters.grammar import letter_languages
from gemeenten.letters.letter import Letter, Sender, Wording, build_letter
from gemeenten.letters.render_pdf import render_pdf
from tests.gemeenten.letters.samples import (
    DAY,
    DUTCH,
    GENT,
    HOSTILE,
    NEIGHBOURS,
    REGISTER,
    SENDER,
    WORDINGS,
    dutch_letter,
)

ROOT = "/Root"


def _open(letter: Letter) -> PdfReader:
    return PdfReader(BytesIO(render_pdf(letter)))


def _text(letter: Letter) -> str:
    """All pages' text as it is read, with white space as single spaces."""
    return " ".join(" ".join(page.extract_text() for page in _open(letter).pages).split())


def _is_accessible(pdf: bytes) -> bool:
    return b"<pdfuaid:part>1</pdfuaid:part>" in pdf


def test_a_pdf_is_tagged_titled_and_says_its_language() -> None:
    reader = _open(dutch_letter(footer="Solidaire Gemeenten"))
    catalogue: Any = reader.trailer[ROOT]
    assert catalogue["/Lang"] == "nl-BE"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Vraag aan Gent"
    assert reader.metadata.author == "An Peeters"
    assert _is_accessible(render_pdf(dutch_letter()))


def test_a_pdf_is_tagged_by_meaning() -> None:
    tags = list(structure_tags(_open(dutch_letter()).trailer[ROOT]["/StructTreeRoot"]["/K"]))
    assert tags.count("/H1") == 1
    assert tags.count("/H2") == 1
    assert tags.count("/L") == 3
    assert tags.count("/LI") == tags.count("/LBody") == 5
    assert tags.count("/Link") == 1


def test_a_pdf_is_read_in_the_order_of_the_letter() -> None:
    text = _text(dutch_letter("Mijn woorden."))
    parts = (
        "Kerkstraat 12",
        "College van burgemeester en schepenen van de stad Gent",
        "Gent, 23 november 2026",
        "Betreft: Vraag aan Gent",
        "Geacht college",
        "• opvang",
        "1. eerst",
        "In onze buurt",
        "Mijn woorden.",
        "Met vriendelijke groeten",
    )
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert text.endswith("An Peeters")


def test_every_font_is_embedded_and_ours() -> None:
    for page in _open(dutch_letter("مرحبا שלום ሰላም नमस्ते")).pages:
        for reference in page["/Resources"]["/Font"].values():  # type: ignore[index]
            font = reference.get_object()
            assert any(family in font["/BaseFont"] for family in ("GentiumBookPlus", "Noto"))
            descendant = font["/DescendantFonts"][0].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"].get_object())


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.asvs("v5.0.0-1.3.3")
def test_the_visitors_words_stand_on_paper_as_they_are(words: str) -> None:
    assert words in _text(dutch_letter(words))
    assert words in _text(dutch_letter(sender=Sender(words)))


@pytest.mark.parametrize(
    "words",
    ["أنا أعيش هنا (2021)!", "שלום", "می‌خواهم", "Дякую", "ევროპა", "😀 👩‍👩‍👧 🇧🇪 ❤️", "中文", "𝐇𝐞𝐥𝐥𝐨", "\u0301a", "ﬁn"],
)
def test_words_in_any_script_leave_the_pdf_accessible(words: str) -> None:
    assert _is_accessible(render_pdf(dutch_letter(words, Sender(words, words, words))))


def test_what_no_font_has_is_printed_plainly_or_as_one_box() -> None:
    assert glyphs.printable("𝐇é €") == "Hé €"
    assert glyphs.printable("a 中 b") == "a □ b"
    assert [glyphs.printable(one) for one in ("👩🏽‍🚀", "🇧🇪", "👩‍❤️‍👩", "🙂", "👍🏽", "❤️")] == [*"□□□□👍", "❤️"]
    assert glyphs.unprintable("a中é中文") == "中文"


def test_ten_thousand_characters_run_over_pages_with_numbers() -> None:
    reader = _open(dutch_letter("Lange zin die doorgaat. " * 500))
    assert len(reader.pages) > 2
    assert f"1/{len(reader.pages)}" in reader.pages[0].extract_text()


def test_a_word_as_long_as_the_letter_stays_on_the_paper() -> None:
    letter = dutch_letter("W" * 5000, Sender("M" * 120, "W" * 120, "9000 " + "M" * 100))
    for page in _open(letter).pages:
        positions: list[float] = []

        def note(text: str, _: Any, matrix: list[float], font: Any, size: float, seen: list[float] = positions) -> None:
            if text.strip():
                seen.append(matrix[4])

        page.extract_text(visitor_text=note)
        assert max(positions) < 595


def test_the_last_page_holds_more_than_a_signature() -> None:
    for lines in range(1, 30):
        pages = _open(dutch_letter("\n".join(["Een zin."] * lines))).pages
        assert "Ik kijk uit naar" in pages[-1].extract_text()


def test_one_letter_makes_the_same_bytes_each_time_in_any_thread() -> None:
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: render_pdf(dutch_letter("x")), range(24)))
    assert set(made) == {render_pdf(dutch_letter("x"))}


def test_letters_made_side_by_side_do_not_mix() -> None:
    with ThreadPoolExecutor(4) as threads:
        texts = list(threads.map(lambda number: _text(dutch_letter(f"Brief nummer {number}.")), range(40)))
    assert all(f"Brief nummer {number}." in text for number, text in enumerate(texts))


def test_a_letter_without_words_is_still_a_pdf() -> None:
    assert _is_accessible(render_pdf(build_letter(Wording("", "", "", ""), GENT, Sender(), DAY)))
    assert _is_accessible(
        render_pdf(build_letter(Wording("", "", "<ul><li><ul><li>x</li></ul></li></ul>", ""), GENT, SENDER, DAY))
    )


def test_a_letter_that_typst_refuses_as_accessible_is_made_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = frozenset(map(chr, range(0x110000)))
    monkeypatch.setattr(glyphs, "characters", lambda: everything)
    pdf = render_pdf(dutch_letter("中文"))
    assert pdf.startswith(b"%PDF")
    assert not _is_accessible(pdf)


@pytest.mark.drill
def test_every_municipality_gets_an_accessible_pdf_in_each_of_its_languages() -> None:
    for row in REGISTER.current:
        for language in letter_languages(row):
            letter = build_letter(WORDINGS[language.code], row, SENDER, DAY, NEIGHBOURS, "", language.code)
            assert _is_accessible(render_pdf(letter)), row.refnis


def test_the_fonts_cover_the_languages_of_europe() -> None:
    alphabet = "".join(map(chr, [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x180), *range(0x410, 0x450)]))
    assert glyphs.unprintable(normalize("NFC", alphabet + "€“”‘’–—…ẞșțŵ")) == ""


@settings(deadline=None, derandomize=True, max_examples=250)
@given(st.text(max_size=150), st.text(max_size=40))
def test_any_words_make_an_accessible_pdf(own_words: str, name: str) -> None:
    assert _is_accessible(render_pdf(build_letter(DUTCH, GENT, Sender(name), DAY, (), own_words, "nl")))
