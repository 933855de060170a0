"""How a municipality and its council are addressed, by law and language, in Dutch, French and German.

Independent of the language the site is shown in, since a letter has a language of its own. Sources: the names of the
colleges in the Flemish decree on local government (2017), the Walloon Code de la démocratie locale, the Brussels new
municipal law and the German-speaking Gemeindedekret (2018); languages by the co-ordinated laws of 18 July 1966 on the
use of languages in administrative matters.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gemeenten.register.rows import MunicipalityRow

Language = Literal["nl", "fr", "de"]
LANGUAGES: tuple[Language, ...] = ("nl", "fr", "de")

FLEMISH_REGION, WALLOON_REGION, BRUSSELS_REGION = "02000", "03000", "04000"

_MONTHS: dict[Language, tuple[str, ...]] = {
    "nl": (
        *("januari", "februari", "maart", "april", "mei", "juni"),
        *("juli", "augustus", "september", "oktober", "november", "december"),
    ),
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    "de": (
        *("Januar", "Februar", "März", "April", "Mai", "Juni"),
        *("Juli", "August", "September", "Oktober", "November", "Dezember"),
    ),
}

#: Colleges: where the municipality answers to Flanders or Brussels, and where it answers to Wallonia or Eupen.
_ALDERMEN: dict[Language, str] = {
    "nl": "College van burgemeester en schepenen",
    "fr": "Collège des bourgmestre et échevins",
    "de": "Bürgermeister- und Schöffenkollegium",
}
_MUNICIPAL: dict[Language, str] = {
    "nl": "Gemeentecollege",
    "fr": "Collège communal",
    "de": "Gemeindekollegium",
}

#: Places in H whose h is mute, so that "de" loses its vowel. All other Belgian names in H keep it in administrative
#: usage ("Ville de Huy", "Commune de Honnelles", "Ville de Hal"); these municipalities write themselves with d'.
_MUTE_H = ("Hélécine", "Hensies", "Herbeumont")
_VOWELS = frozenset("aàâäæeéèêëiîïoôöœuùûü")

_SUBJECT_LABELS: dict[Language, str] = {"nl": "Betreft:", "fr": "Objet\u00a0:", "de": "Betreff:"}


@dataclass(frozen=True, slots=True)
class LetterLanguage:
    """A language a municipality may be written to in.

    ``reason`` is a stable key: ``official`` (the language of its area), ``bilingual`` (one of the two of Brussels) or
    ``facility`` (its inhabitants have statutory facilities in this language).
    """

    code: Language
    reason: Literal["official", "bilingual", "facility"]


def letter_languages(row: MunicipalityRow) -> tuple[LetterLanguage, ...]:
    """The languages in which inhabitants may write to ``row``, the one of the municipality first."""
    official = tuple(as_language(code) for code in row.languages)
    reason: Literal["official", "bilingual"] = "bilingual" if len(official) > 1 else "official"
    facilities = tuple(as_language(code) for code in row.facility_languages if code not in row.languages)
    return tuple(LetterLanguage(code, reason) for code in official) + tuple(
        LetterLanguage(code, "facility") for code in facilities
    )


def as_language(code: str) -> Language:
    """``code`` as one of the letter's languages (``fr-be`` counts as ``fr``); :class:`ValueError` for any other."""
    plain = code.lower().replace("_", "-").partition("-")[0]
    for language in LANGUAGES:
        if language == plain:
            return language
    raise ValueError(f"A letter is written in {', '.join(LANGUAGES)}, not in {code!r}.")


def council(row: MunicipalityRow, language: Language) -> str:
    """The name of the municipality's executive as it stands above a letter."""
    return (_MUNICIPAL if row.region == WALLOON_REGION else _ALDERMEN)[language]


def council_in_sentence(row: MunicipalityRow, language: Language) -> str:
    """The same inside a sentence, without article: Dutch has no capital there."""
    name = council(row, language)
    return name[0].lower() + name[1:] if language == "nl" else name


def council_salutation(row: MunicipalityRow, language: Language) -> str:
    """How a letter greets the council, without the comma."""
    if language == "nl":
        return f"Geacht {council_in_sentence(row, language)}"
    if language == "fr":
        return f"Mesdames et Messieurs les membres du {council(row, language)}"
    return f"Sehr geehrte Mitglieder des {_german_genitive(council(row, language))}"


def city_or_municipality(row: MunicipalityRow, language: Language) -> str:
    """The common noun for ``row`` inside a sentence: city where it bears that title, else municipality."""
    words = {"nl": ("gemeente", "stad"), "fr": ("commune", "ville"), "de": ("Gemeinde", "Stadt")}
    return words[language][row.is_city]


def of_municipality(row: MunicipalityRow, language: Language) -> str:
    """ "of the city of Ghent": ``van de stad Gent``, ``de la Ville de Gand``, ``der Stadt Gent``."""
    name = row.name(language)
    if language == "nl":
        return f"van de {city_or_municipality(row, language)} {name}"
    if language == "fr":
        return f"de la {_french_noun(row)} {french_of(name)}"
    return f"der {city_or_municipality(row, language)} {name}"


def to_municipality(row: MunicipalityRow, language: Language) -> str:
    """ "to the city of Ghent": ``aan de stad Gent``, ``à la Ville de Gand``, ``an die Stadt Gent``."""
    name = row.name(language)
    if language == "nl":
        return f"aan de {city_or_municipality(row, language)} {name}"
    if language == "fr":
        return f"à la {_french_noun(row)} {french_of(name)}"
    return f"an die {city_or_municipality(row, language)} {name}"


def french_of(name: str) -> str:
    """The French "of" before a place name: ``de Gand``, ``d’Arlon``, ``du Rœulx``, ``des Bons Villers``.

    The articles Le and Les contract with "de"; La keeps its capital ("de La Louvière"), and L’ too. A name's first
    letter decides on the elision: vowels, y before a consonant (Ypres, Yvoir), and the few names with a mute h.
    """
    article, _, rest = name.partition(" ")
    if article == "Le" and rest:
        return f"du {rest}"
    if article == "Les" and rest:
        return f"des {rest}"
    return f"d’{name}" if _elides(name) else f"de {name}"


def format_date(on: date, language: Language) -> str:
    """The date in words: ``23 november 2026``, ``1er janvier 2027``, ``23. November 2026``."""
    month = _MONTHS[language][on.month - 1]
    if language == "de":
        return f"{on.day}. {month} {on.year}"
    if language == "fr" and on.day == 1:
        return f"1er {month} {on.year}"
    return f"{on.day} {month} {on.year}"


def place_and_date(place: str, day: str, language: Language) -> str:
    """The line above a letter that says where and when, without the postcode of ``place``, which may be empty."""
    place = re.sub(r"^(?:B-?)?\d{4}\s+", "", place).strip()
    if not place:
        return f"Le {day}" if language == "fr" else day
    return f"{place}, {({'nl': '', 'fr': 'le ', 'de': 'den '})[language]}{day}"


def subject_label(language: Language) -> str:
    """The word before the subject line, with its colon as the language spaces it."""
    return _SUBJECT_LABELS[language]


def neighbours_sentence(neighbours: Sequence[tuple[str, Sequence[str]]], language: Language) -> str:
    """A sentence naming neighbours that joined before, each with what it does; empty without neighbours."""
    if not neighbours:
        return ""
    names = [f"{name} ({', '.join(activities)})" if activities else name for name, activities in neighbours]
    listed, several = enumeration(names, language), len(names) > 1
    if language == "nl":
        return f"In onze buurt {'gingen' if several else 'ging'} {listed} u voor."
    if language == "fr":
        return f"Dans notre région, {listed} vous {'ont' if several else 'a'} précédés."
    return f"In unserer Nachbarschaft {'sind' if several else 'ist'} Ihnen {listed} vorausgegangen."


def enumeration(names: Sequence[str], language: Language) -> str:
    """``a``, ``a and b``, ``a, b and c`` in ``language``; none of the three sets a comma before its "and"."""
    if len(names) < 2:
        return "".join(names)
    word = {"nl": "en", "fr": "et", "de": "und"}[language]
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def _french_noun(row: MunicipalityRow) -> str:
    """Belgian administrations write "la Ville de …" for the body that bears the title."""
    return "Ville" if row.is_city else "commune"


def _elides(name: str) -> bool:
    first, second = name[:1].lower(), name[1:2].lower()
    if first == "h":
        return name.startswith(_MUTE_H)
    if first == "y":
        return second not in _VOWELS
    return first in _VOWELS


def _german_genitive(name: str) -> str:
    return f"{name}s"
