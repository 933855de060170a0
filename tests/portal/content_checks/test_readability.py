"""Sentences, words and formulas, against texts counted by hand."""

from __future__ import annotations

import pytest

from portal.content_checks.readability import (
    FEWEST_WORDS,
    Level,
    ease_of,
    lix_of,
    longest,
    measure,
    sentences_of,
    words_of,
)

# 13 words, 2 sentences, 20 syllables;
# one word of more than six letters (vluchtelingen).
DUTCH = "De stad vangt vluchtelingen op. De buren helpen elke dag een beetje mee."
# 11 words, 2 sentences, 22 syllables; the mute -ent of a verb is counted (see syllables).
FRENCH = "L’accueil solidaire commence dans la commune. Les citoyens demandent une décision."

OFFICIAL_DUTCH = (
    "Overeenkomstig de bepalingen van artikel zevenenvijftig van de organieke wet is het openbaar centrum voor "
    "maatschappelijk welzijn gehouden aan personen en gezinnen de dienstverlening te verzekeren waartoe de gemeenschap "
    "gehouden is, met inbegrip van materiële, sociale, geneeskundige of psychologische hulpverlening. De "
    "toepassingsmodaliteiten van onderhavige beraadslaging met betrekking tot de individuele begeleiding van "
    "begunstigden van internationale bescherming worden jaarlijks geëvalueerd door de bevoegde instanties."
)
OFFICIAL_FRENCH = (
    "Conformément aux dispositions de la loi organique, le centre public d'action sociale est tenu d'assurer aux "
    "personnes et aux familles l'aide due par la collectivité, laquelle comprend notamment l'octroi d'une assistance "
    "matérielle, sociale, médicale ou psychologique. Les modalités d'application de la présente délibération, "
    "relatives à l'accompagnement individualisé des bénéficiaires de la protection internationale, feront l'objet "
    "d'une évaluation annuelle par les instances compétentes."
)
PLAIN_DUTCH = "Je stad kan iets doen. Vraag het aan je buren. Zij helpen graag. Zo komt er een huis vrij. " * 4
PLAIN_FRENCH = "Ta ville peut agir. Parle à tes voisins. Ils aident avec joie. Une maison se libère vite. " * 4


# --- Sentences and words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Eén zin zonder punt", 1),
        ("Eerste zin. Tweede zin! Derde zin? Vierde zin…", 4),
        ("Drie dingen: wonen, leren en werken.", 2),  # A colon ends a sentence, as in LIX.
        ("Hij zei: “Kom binnen.” Zij kwam.", 3),
        ("Dat kan bv. in Gent.", 1),
        ("Dit kan o.a. Fedasil doen.", 1),
        ("De heer J. Peeters kwam.", 1),
        ("Zie p. ex. Gand.", 1),
        ("Het kost 3.5 euro. Duur?", 2),
        ("Om 20.30 u. begint het feest.", 1),
        ("Solidaire Gemeenten komt samen... en dan gaan we.", 1),
        ("... ! ?", 0),
        ("", 0),
        ("Enz. enz.", 1),
    ],
)
def test_text_has_as_many_sentences_as_a_reader_counts(text: str, number: int) -> None:
    assert len(list(sentences_of(text))) == number, list(sentences_of(text))


def test_words_are_what_stands_between_spaces_without_numbers() -> None:
    assert words_of("Puurs-Sint-Amands telt 27.000 inwoners, foto's o.a. van l’école.") == [
        *("Puurs-Sint-Amands", "telt", "inwoners", "foto's", "o.a", "van", "l’école"),
    ]


# --- Formulas -------------------------------------------------------------------------------------------------------


def test_lix_is_words_a_sentence_plus_the_percentage_of_long_words() -> None:
    words = words_of(DUTCH)

    assert len(words) == 13
    assert lix_of(words, 2) == pytest.approx(13 / 2 + 100 * 1 / 13)


def test_elision_makes_no_long_word() -> None:
    assert lix_of(["l'accueil", "d'aider"], 1) == 2 + 50


def test_dutch_reading_ease_is_what_doumas_formula_gives() -> None:
    words = words_of(DUTCH)  # de stad vangt vluch-te-lin-gen op | de bu-ren hel-pen el-ke dag een beet-je mee: 20

    assert ease_of(words, 2, "nl") == pytest.approx(206.84 - 0.77 * 100 * 20 / 13 - 0.93 * 13 / 2)


def test_french_reading_ease_is_what_kandel_and_moles_formula_gives() -> None:
    words = words_of(FRENCH)  # l'ac-cueil so-li-daire com-mence dans la com-mune | les ci-to-yens de-man-dent une …: 22

    assert len(words) == 11
    assert ease_of(words, 2, "fr") == pytest.approx(207 - 0.736 * 100 * 22 / 11 - 1.015 * 11 / 2)


def test_reading_ease_stays_within_its_scale() -> None:
    assert ease_of(["verantwoordelijkheidsgevoel"] * 40, 1, "nl") == 0
    assert ease_of(["de", "stad"], 2, "nl") == 100


def test_language_without_a_formula_gets_its_verdict_from_lix() -> None:
    measured = measure(["The town helps. " * 40], "en")

    assert measured is not None
    assert measured.ease is None
    assert measured.level is Level.EASY


# --- Verdicts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "level"),
    [
        (PLAIN_DUTCH, "nl", Level.EASY),
        (PLAIN_FRENCH, "fr", Level.EASY),
        (OFFICIAL_DUTCH, "nl", Level.DIFFICULT),
        (OFFICIAL_FRENCH, "fr", Level.DIFFICULT),
        (OFFICIAL_DUTCH, "de", Level.DIFFICULT),
    ],
)
def test_everyday_language_is_easy_and_an_administrations_is_difficult(text: str, language: str, level: Level) -> None:
    measured = measure([text], language)

    assert measured is not None
    assert measured.level is level, measured


def test_text_of_few_words_is_not_judged() -> None:
    assert measure(["woord " * (FEWEST_WORDS - 1)], "nl") is None
    assert measure(["woord " * FEWEST_WORDS], "nl") is not None
    assert measure([], "nl") is None


def test_only_long_sentences_are_named_the_longest_first_and_three_at_most() -> None:
    sentences = [" ".join(["woord"] * number) for number in (25, 26, 40, 30, 28)]

    assert [len(sentence.split()) for sentence in longest(sentences)] == [40, 30, 28]
