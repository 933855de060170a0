"""What the checks say of content, in both languages of the staff."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from portal.content_checks.content import Content, Heading, Link, Paragraph, Picture, Place
from portal.content_checks.findings import Finding, Kind, Severity
from portal.content_checks.rules import check

HERE = Place("Tekst", "body")
GOOD = "Wat een solidaire gemeente is, welke gemeenten meedoen en wat je zelf kunt vragen aan je raad."


def findings(language: str = "nl", **content: Any) -> list[Finding]:
    """What is said of a page that is otherwise in order."""
    values = {"language": language, "title": "Solidair", "description": GOOD, **content}
    with translation.override(language):
        return check(Content(**values)).findings


def test_nothing_is_said_of_a_page_in_order() -> None:
    assert (
        findings(
            links=[Link("Solidaire gemeenten in Vlaanderen", HERE)],
            pictures=[Picture("Buren zetten samen een tafel klaar", False, HERE), Picture("", True, HERE)],
            headings=[[Heading(2, "Wat?", HERE), Heading(3, "Hoe?", HERE), Heading(2, "Waar?", HERE)]],
            paragraphs=[Paragraph("Een gewone zin.", HERE)],
        )
        == []
    )


# --- Links ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *[
            ("nl", text)
            for text in ("hier", "Klik hier", "Lees meer…", "  lees   verder >", "Meer info.", "→", "HIER!")
        ],
        *[("fr", text) for text in ("ici", "Cliquez ici", "En savoir plus", "plus d’infos", "Lire la suite »")],
        *[("nl", "click here"), ("fr", "read more")],
    ],
)
def test_link_that_says_nothing_is_named(language: str, text: str) -> None:
    [finding] = findings(language, links=[Link(text, HERE)])

    assert (finding.kind, finding.severity, finding.place) == (Kind.LINK, Severity.ERROR, HERE)
    assert finding.quote == " ".join(text.split())


@pytest.mark.parametrize("text", ["Lees meer over pleegzorg", "Hierden", "Vraag hier je brief aan", "Ici et ailleurs"])
def test_link_that_says_where_it_leads_is_left_alone(text: str) -> None:
    assert findings(links=[Link(text, HERE)]) == []


@pytest.mark.parametrize("text", ["https://11.be/actie", "www.vvsg.be", "HTTP://EXAMPLE.ORG"])
def test_address_as_the_text_of_a_link_is_named(text: str) -> None:
    [finding] = findings(links=[Link(text, HERE)])

    assert (finding.severity, finding.message) == (Severity.WARNING, "De tekst van een link is een webadres.")


def test_link_without_text_is_named() -> None:
    [finding] = findings(links=[Link("  ", HERE)])

    assert finding.message == "Een link heeft geen tekst."


def test_bare_address_in_the_text_is_a_hint() -> None:
    [finding] = findings(paragraphs=[Paragraph("Kijk op https://www.vvsg.be/x voor meer.", HERE)])

    assert (finding.severity, finding.quote) == (Severity.HINT, "https://www.vvsg.be/x")


# --- Pictures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "   ", None, "IMG_2034.jpg", "gent-2025.webp", "DSC 1234", "foto1", "raad_2"])
def test_picture_without_a_real_alternative_text_is_to_be_mended(text: str | None) -> None:
    [finding] = findings(pictures=[Picture(text, False, HERE)])

    assert (finding.kind, finding.severity) == (Kind.ALTERNATIVE, Severity.ERROR)


@pytest.mark.parametrize(
    "text", ["Foto van een buurt", "afbeelding van twee buren", "Photo d’un quartier", "Image de la rue"]
)
def test_alternative_text_that_says_it_is_an_image_is_a_hint(text: str) -> None:
    [finding] = findings(pictures=[Picture(text, False, HERE)])

    assert finding.severity is Severity.HINT


@pytest.mark.parametrize(
    "text", ["Fotograaf aan het werk", "Photographe au travail", "Beeldend kunstenaar", "Gent in 2025"]
)
def test_alternative_text_that_only_begins_alike_is_left_alone(text: str) -> None:
    assert findings(pictures=[Picture(text, False, HERE)]) == []


def test_long_alternative_text_is_a_hint() -> None:
    [finding] = findings(pictures=[Picture("woord " * 30, False, HERE)])

    assert "179" in finding.message


# --- Headings -------------------------------------------------------------------------------------------------------


def test_heading_that_skips_a_level_is_named_once() -> None:
    [finding] = findings(headings=[[Heading(3, "Te diep", HERE), Heading(3, "Even diep", HERE)]])

    assert (finding.quote, finding.message) == ("Te diep", "Een kop van niveau 3 volgt op een van niveau 1.")


def test_levels_begin_anew_in_each_field() -> None:
    assert findings(headings=[[Heading(2, "A", HERE), Heading(3, "B", HERE)], [Heading(2, "C", HERE)]]) == []
    assert len(findings(headings=[[Heading(2, "A", HERE)], [Heading(3, "B", HERE)]])) == 1


def test_empty_heading_is_to_be_mended() -> None:
    [finding] = findings(headings=[[Heading(2, " ", HERE)]])

    assert finding.severity is Severity.ERROR


def test_bold_line_in_the_place_of_a_heading_is_named_and_a_bold_sentence_is_not() -> None:
    [finding] = findings(
        paragraphs=[Paragraph("Onze eisen", HERE, bold=True), Paragraph("Nu of nooit.", HERE, bold=True)]
    )

    assert (finding.kind, finding.quote) == (Kind.HEADING, "Onze eisen")


# --- Search engines -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "severity", "words"),
    [
        ({"description": ""}, Severity.WARNING, "geen beschrijving"),
        ({"description": "", "fallback_description": "De inleiding."}, Severity.HINT, "de inleiding komt"),
        ({"description": "Kort."}, Severity.HINT, "kort (5 tekens)"),
        ({"description": "x" * 161}, Severity.WARNING, "lang (161 tekens)"),
        ({"title": "x" * 61}, Severity.HINT, "lang (61 tekens)"),
    ],
)
def test_texts_for_search_engines_have_a_length(content: dict[str, str], severity: Severity, words: str) -> None:
    [finding] = findings(**content)

    assert (finding.kind, finding.severity) == (Kind.SEARCH, severity)
    assert words in finding.message


@pytest.mark.parametrize("length", [70, 160])
def test_description_of_the_right_length_is_left_alone(length: int) -> None:
    assert findings(description="x" * length) == []


def test_own_title_for_search_engines_counts_in_the_place_of_a_long_title() -> None:
    assert findings(title="x" * 90, seo_title="x" * 60) == []


# --- Reading level --------------------------------------------------------------------------------------------------


def test_long_sentence_is_named_with_its_place_even_in_a_short_text() -> None:
    [finding] = findings(paragraphs=[Paragraph("Kort.", Place("A", "a")), Paragraph("woord " * 26, Place("B", "b"))])

    assert (finding.kind, finding.severity, finding.place.path) == (Kind.READING, Severity.HINT, "b")
    assert finding.message == "Een zin van 26 woorden."


@pytest.mark.parametrize(
    ("language", "message"), [("nl", "De tekst is moeilijk te lezen."), ("fr", "Le texte est difficile à lire.")]
)
def test_difficult_text_is_named_in_the_language_of_the_staff(language: str, message: str) -> None:
    hard = [Paragraph("Gemeentelijke verantwoordelijkheden veronderstellen samenwerkingsovereenkomsten.", HERE)] * 15

    [finding] = findings(language, paragraphs=hard)

    assert finding.message == message


def test_the_worst_comes_first() -> None:
    found = findings(links=[Link("hier", HERE)], description="", pictures=[Picture("Foto van Gent", False, HERE)])

    assert [finding.severity for finding in found] == [Severity.ERROR, Severity.WARNING, Severity.HINT]
