from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemeenten.letters.blocks import BulletList, Heading, NumberedList, Paragraph, Run, plain_text
from gemeenten.letters.grammar import letter_languages
from gemeenten.letters.letter import Sender, Wording, build_letter
from gemeenten.letters.render_text import render_text
from gemeenten.letters.rich_text import read_rich_text
from tests.gemeenten.letters.samples import (
    DAY,
    DUTCH,
    EUPEN,
    FRENCH,
    GENT,
    HANNUT,
    HOSTILE,
    NEIGHBOURS,
    REGISTER,
    SENDER,
    WORDINGS,
    dutch_letter,
)


def _wording(body: str, subject: str = "S") -> Wording:
    return Wording(subject, "", body, "")


def _paragraphs(body: str, own_words: str = "", sender: Sender = SENDER) -> list[str]:
    letter = build_letter(_wording(body), GENT, sender, DAY, (), own_words, "nl")
    return [plain_text(block.runs) for block in letter.body if isinstance(block, Paragraph)]


def test_a_letter_is_addressed_dated_and_signed() -> None:
    letter = dutch_letter()
    assert letter.addressee == ("College van burgemeester en schepenen", "van de stad Gent", "9000 Gent")
    assert letter.sender_lines == ("An Peeters", "Kerkstraat 12", "9000 Gent")
    assert letter.place_and_date == "Gent, 23 november 2026"
    assert (letter.subject_label, letter.subject) == ("Betreft:", "Vraag aan Gent")
    assert letter.salutation == "Geacht college van burgemeester en schepenen,"
    assert letter.signature == "An Peeters"
    assert not letter.is_blank


def test_a_body_keeps_its_structure_and_styles() -> None:
    paragraph, heading, bullets, numbers, *_ = dutch_letter().body
    assert paragraph == Paragraph(
        (
            Run("Ik woon in onze stad en schrijf "),
            Run("u", bold=True),
            Run(" & "),
            Run("anderen", italic=True),
            Run("."),
        )
    )
    assert heading == Heading((Run("Wat ik vraag"),), 2)
    assert isinstance(bullets, BulletList)
    assert bullets.items[1].runs == (Run("een "), Run("plan", href="https://example.org/x"))
    assert isinstance(numbers, NumberedList)
    assert numbers.items[1].sublists[0].items[0].runs == (Run("daarna"),)


def test_own_words_standing_alone_keep_their_paragraphs() -> None:
    assert _paragraphs("<p>a</p><p>{own_words}</p>", "Eén.\n\nTwee.\nDrie.") == ["a", "Eén.", "Twee.", "Drie."]
    assert _paragraphs("<p>Ik zeg: {own_words}!</p>", "Eén.\nTwee.") == ["Ik zeg: Eén. Twee.!"]


def test_a_paragraph_of_nothing_but_an_empty_placeholder_vanishes() -> None:
    assert _paragraphs("<p>a</p><p><b> {own_words} </b></p><p>{neighbours}</p><ul><li>{neighbours}</li></ul>") == ["a"]


@pytest.mark.parametrize("words", HOSTILE)
def test_the_visitors_words_stay_literal(words: str) -> None:
    assert _paragraphs("<p>{own_words}</p>", words) == [words]
    assert _paragraphs("<p>{sender}</p>", sender=Sender(words)) == [words]


def test_a_letter_without_sender_has_dotted_lines_to_fill_in() -> None:
    letter = build_letter(DUTCH, GENT, Sender(), DAY)
    assert letter.is_blank
    assert all(set(line) == {"…"} for line in letter.sender_lines)
    assert len(letter.sender_lines) == 3
    assert set(letter.place_and_date) == {"…", ",", " "}
    assert set(letter.signature) == {"…"}


def test_a_missing_line_of_the_sender_is_left_out_unless_the_letter_is_blank() -> None:
    assert build_letter(DUTCH, GENT, Sender("An"), DAY).sender_lines == ("An",)
    assert build_letter(DUTCH, GENT, Sender("An"), DAY).place_and_date == "23 november 2026"
    half = build_letter(DUTCH, GENT, Sender("An"), DAY, blank=True)
    assert half.sender_name == "An"
    assert set(half.sender_street) == {"…"}


def test_a_french_letter_is_french_throughout() -> None:
    letter = build_letter(FRENCH, HANNUT, SENDER, date(2027, 1, 1), NEIGHBOURS, "", "fr")
    assert letter.addressee[:2] == ("Collège communal", "de la Ville de Hannut")
    assert letter.place_and_date == "Gent, le 1er janvier 2027"
    assert letter.subject_label == "Objet\u00a0:"
    assert "vous ont précédés" in render_text(letter)


def test_a_noun_of_ours_gets_a_capital_where_it_opens_a_sentence() -> None:
    assert _paragraphs("<p>{council} beslist, niet de {city_or_municipality}.</p>") == [
        "College van burgemeester en schepenen beslist, niet de stad."
    ]
    assert _paragraphs("<p>{own_words} x</p>", "klein") == ["klein x"]


def test_headings_never_skip_a_level() -> None:
    blocks = read_rich_text("<h3>a</h3><h3>b</h3><h2>c</h2><h4>d</h4>")
    assert [block.level for block in blocks if isinstance(block, Heading)] == [2, 3, 2, 3]


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "/nl/brief/", "file:///etc/passwd", ""])
@pytest.mark.asvs("v5.0.0-1.3.1")
def test_a_link_that_is_not_safe_or_not_full_keeps_only_its_text(href: str) -> None:
    assert read_rich_text(f'<p><a href="{href}">tekst</a></p>') == (Paragraph((Run("tekst"),)),)


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("los &lt;p&gt; <p>a<p>b", ["los <p>", "a", "b"]),
        ("<p>a<br/>b</p>", ["a\nb"]),
        ("<p>a</b></p></ul></li><script>x</script>", ["a"]),
        ("<p>\n a   b\n</p><p> </p><p>&nbsp;</p>", ["a b", "\u00a0"]),
    ],
)
def test_untidy_html_is_read_as_well_as_it_goes(html: str, texts: list[str]) -> None:
    assert [plain_text(block.runs) for block in read_rich_text(html) if isinstance(block, Paragraph)] == texts


@pytest.mark.parametrize("row", [*REGISTER.current, *REGISTER.former], ids=lambda row: row.refnis)
def test_every_municipality_gets_a_letter_in_each_of_its_languages(row: object) -> None:
    for language in letter_languages(row):  # type: ignore[arg-type]
        letter = build_letter(WORDINGS[language.code], row, SENDER, DAY, NEIGHBOURS, "", language.code)  # type: ignore[arg-type]
        text = render_text(letter)
        assert letter.municipality in text
        assert "{" not in text


def test_no_error_report_shows_who_wrote_what() -> None:
    shown = repr((SENDER, dutch_letter("Mijn geheim.")))
    assert "Peeters" not in shown
    assert "geheim" not in shown


def test_a_language_without_letters_is_refused() -> None:
    with pytest.raises(ValueError, match="'en'"):
        build_letter(DUTCH, EUPEN, SENDER, DAY, language="en")


@settings(deadline=None, derandomize=True, max_examples=200)
@given(st.text(max_size=200), st.text(max_size=60), st.text(max_size=200))
@pytest.mark.asvs("v5.0.0-1.3.1")
def test_any_words_and_any_html_make_a_letter(own_words: str, name: str, html: str) -> None:
    letter = build_letter(_wording(f"{html}<p>{{own_words}}</p>"), GENT, Sender(name), DAY, (), own_words, "nl")
    assert render_text(letter).endswith("\n")
