from datetime import date

import pytest

from gemeenten.letters import grammar
from gemeenten.register.rows import MunicipalityRow
from tests.gemeenten.letters.samples import BRUSSELS, EUPEN, GENT, HANNUT, REGISTER, ROWS

ALL_ROWS = (*REGISTER.current, *REGISTER.former)
LINKEBEEK, COMINES, MALMEDY, ANDERLECHT = ROWS["23100"], ROWS["54010"], ROWS["63049"], ROWS["21001"]


@pytest.mark.parametrize(
    ("row", "language", "expected"),
    [
        (GENT, "nl", "College van burgemeester en schepenen"),
        (LINKEBEEK, "fr", "Collège des bourgmestre et échevins"),
        (HANNUT, "fr", "Collège communal"),
        (COMINES, "nl", "Gemeentecollege"),
        (BRUSSELS, "nl", "College van burgemeester en schepenen"),
        (BRUSSELS, "fr", "Collège des bourgmestre et échevins"),
        (EUPEN, "de", "Gemeindekollegium"),
        (EUPEN, "fr", "Collège communal"),
        (MALMEDY, "de", "Gemeindekollegium"),
    ],
)
def test_a_council_bears_its_name_by_region_and_language(
    row: MunicipalityRow, language: grammar.Language, expected: str
) -> None:
    assert grammar.council(row, language) == expected


def test_a_council_is_greeted_in_the_letters_language() -> None:
    assert grammar.council_salutation(GENT, "nl") == "Geacht college van burgemeester en schepenen"
    assert grammar.council_salutation(HANNUT, "fr") == "Mesdames et Messieurs les membres du Collège communal"
    assert grammar.council_salutation(EUPEN, "de") == "Sehr geehrte Mitglieder des Gemeindekollegiums"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (GENT, (("nl", "official"),)),
        (HANNUT, (("fr", "official"),)),
        (LINKEBEEK, (("nl", "official"), ("fr", "facility"))),
        (COMINES, (("fr", "official"), ("nl", "facility"))),
        (MALMEDY, (("fr", "official"), ("de", "facility"))),
        (EUPEN, (("de", "official"), ("fr", "facility"))),
    ],
)
def test_the_language_of_the_municipality_comes_before_that_of_the_facilities(
    row: MunicipalityRow, expected: tuple[tuple[str, str], ...]
) -> None:
    assert tuple((one.code, one.reason) for one in grammar.letter_languages(row)) == expected


def test_brussels_is_written_to_in_both_its_languages() -> None:
    assert {(one.code, one.reason) for one in grammar.letter_languages(ANDERLECHT)} == {
        ("nl", "bilingual"),
        ("fr", "bilingual"),
    }


def test_every_municipality_has_a_letter_language() -> None:
    assert all(grammar.letter_languages(row) for row in ALL_ROWS)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Gand", "de Gand"),
        ("Arlon", "d’Arlon"),
        ("Écaussinnes", "d’Écaussinnes"),
        ("Ypres", "d’Ypres"),
        ("Yvoir", "d’Yvoir"),
        ("Le Rœulx", "du Rœulx"),
        ("Le Roeulx", "du Roeulx"),
        ("Les Bons Villers", "des Bons Villers"),
        ("La Louvière", "de La Louvière"),
        ("Lessines", "de Lessines"),
        ("Leuze-en-Hainaut", "de Leuze-en-Hainaut"),
        ("De Haan", "de De Haan"),
        ("Huy", "de Huy"),
        ("Herstal", "de Herstal"),
        ("Hannut", "de Hannut"),
        ("Hal", "de Hal"),
        ("Ham-sur-Heure-Nalinnes", "de Ham-sur-Heure-Nalinnes"),
        ("Hélécine", "d’Hélécine"),
        ("Hensies", "d’Hensies"),
        ("Herbeumont", "d’Herbeumont"),
    ],
)
def test_french_elides_and_contracts_before_a_name(name: str, expected: str) -> None:
    assert grammar.french_of(name) == expected


@pytest.mark.parametrize(
    ("refnis", "language", "of", "to"),
    [
        ("44021", "nl", "van de stad Gent", "aan de stad Gent"),
        ("44021", "fr", "de la Ville de Gand", "à la Ville de Gand"),
        ("12007", "nl", "van de gemeente Bornem", "aan de gemeente Bornem"),
        ("81001", "fr", "de la Ville d’Arlon", "à la Ville d’Arlon"),
        ("21001", "fr", "de la commune d’Anderlecht", "à la commune d’Anderlecht"),
        ("63003", "fr", "de la commune d’Aubel", "à la commune d’Aubel"),
        ("58001", "fr", "de la Ville de La Louvière", "à la Ville de La Louvière"),
        ("63040", "fr", "de la commune de La Calamine", "à la commune de La Calamine"),
        ("63040", "de", "der Gemeinde Kelmis", "an die Gemeinde Kelmis"),
        ("63023", "de", "der Stadt Eupen", "an die Stadt Eupen"),
        ("35029", "nl", "van de gemeente De Haan", "aan de gemeente De Haan"),
    ],
)
def test_a_municipality_is_named_with_its_title(refnis: str, language: grammar.Language, of: str, to: str) -> None:
    assert grammar.of_municipality(ROWS[refnis], language) == of
    assert grammar.to_municipality(ROWS[refnis], language) == to


@pytest.mark.parametrize("row", ALL_ROWS, ids=lambda row: row.refnis)
def test_no_name_is_mangled_or_misses_its_elision(row: MunicipalityRow) -> None:
    dutch, french = grammar.of_municipality(row, "nl"), grammar.of_municipality(row, "fr")
    assert dutch.endswith(row.name_nl)
    assert dutch.startswith(("van de stad ", "van de gemeente "))
    assert french.startswith(("de la Ville d", "de la commune d"))
    bare = row.name_fr.removeprefix("Le ").removeprefix("Les ")
    assert french.endswith(bare)
    assert " de Le" not in french.replace(bare, "")
    if row.name_fr[0] in "AEIOUÉÈÊŒaeiou":
        assert f"d’{row.name_fr}" in french
    elif row.name_fr[0] not in "HYL":
        assert f" de {row.name_fr}" in french


def test_dates_are_written_in_words() -> None:
    assert grammar.format_date(date(2026, 11, 23), "nl") == "23 november 2026"
    assert grammar.format_date(date(2026, 11, 23), "fr") == "23 novembre 2026"
    assert grammar.format_date(date(2027, 1, 1), "fr") == "1er janvier 2027"
    assert grammar.format_date(date(2027, 1, 1), "nl") == "1 januari 2027"
    assert grammar.format_date(date(2027, 3, 1), "de") == "1. März 2027"


@pytest.mark.parametrize(
    ("place", "language", "expected"),
    [
        ("9000 Gent", "nl", "Gent, D"),
        ("B-4280 Hannut", "fr", "Hannut, le D"),
        ("Eupen", "de", "Eupen, den D"),
        ("", "nl", "D"),
        ("", "fr", "Le D"),
    ],
)
def test_the_date_line_names_the_place_without_its_postcode(
    place: str, language: grammar.Language, expected: str
) -> None:
    assert grammar.place_and_date(place, "D", language) == expected


def test_neighbours_are_told_of_in_one_sentence() -> None:
    both = [("Gent", ("opvangplaatsen", "onderwijs")), ("Deinze", ())]
    assert (
        grammar.neighbours_sentence(both, "nl")
        == "In onze buurt gingen Gent (opvangplaatsen, onderwijs) en Deinze u voor."
    )
    assert grammar.neighbours_sentence(both[1:], "nl") == "In onze buurt ging Deinze u voor."
    assert grammar.neighbours_sentence(both[1:], "fr") == "Dans notre région, Deinze vous a précédés."
    assert grammar.neighbours_sentence([("A", ()), ("B", ()), ("C", ())], "fr") == (
        "Dans notre région, A, B et C vous ont précédés."
    )
    assert grammar.neighbours_sentence([], "de") == ""


def test_a_language_variant_counts_as_its_language_and_others_are_refused() -> None:
    assert grammar.as_language("fr-BE") == "fr"
    with pytest.raises(ValueError, match="'en'"):
        grammar.as_language("en")
