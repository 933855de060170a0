"""The columns of the files: what they are called in each language, and the words for the steps. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from gemeenten.choices import CommitmentKind, Status
from gemeenten.finder.spelling import words


class Column(StrEnum):
    """One column; the value is its name in code, people write one of its headings."""

    REFNIS = "refnis"
    NAME = "name"
    POSTCODE = "postcode"
    STATUS = "status"
    STEP = "step"
    DATE = "date"
    SOURCE_NAME = "source_name"
    SOURCE_URL = "source_url"
    ACTIVITIES = "activities"
    JOINED_ON = "joined_on"
    CONFIRMED_ON = "confirmed_on"
    TITLE = "title"
    INTRODUCTION = "introduction"
    CONTACT_EMAIL = "contact_email"
    CONTACT_URL = "contact_url"
    DECISION_URL = "decision_url"


#: Columns that belong to the step on the same line; all others belong to the municipality.
OF_STEP = (Column.STEP, Column.DATE, Column.SOURCE_NAME, Column.SOURCE_URL)
#: Columns that are kept in the profile as they are.
OF_PROFILE = (
    Column.ACTIVITIES,
    Column.JOINED_ON,
    Column.CONFIRMED_ON,
    Column.TITLE,
    Column.INTRODUCTION,
    Column.CONTACT_EMAIL,
    Column.CONTACT_URL,
    Column.DECISION_URL,
)
#: Columns by which a municipality is known.
OF_PLACE = (Column.REFNIS, Column.NAME, Column.POSTCODE)

#: The headings that are written, by language. All of them are read, whatever the language of the file.
HEADINGS: dict[str, dict[Column, str]] = {
    "nl": {
        Column.REFNIS: "NIS-code",
        Column.NAME: "gemeente",
        Column.POSTCODE: "postcode",
        Column.STATUS: "status",
        Column.STEP: "stap",
        Column.DATE: "datum",
        Column.SOURCE_NAME: "bron",
        Column.SOURCE_URL: "adres van de bron",
        Column.ACTIVITIES: "activiteiten",
        Column.JOINED_ON: "aangesloten op",
        Column.CONFIRMED_ON: "laatst bevestigd op",
        Column.TITLE: "titel",
        Column.INTRODUCTION: "inleiding",
        Column.CONTACT_EMAIL: "contactadres",
        Column.CONTACT_URL: "contactpagina",
        Column.DECISION_URL: "adres van het besluit",
    },
    "fr": {
        Column.REFNIS: "code INS",
        Column.NAME: "commune",
        Column.POSTCODE: "code postal",
        Column.STATUS: "statut",
        Column.STEP: "étape",
        Column.DATE: "date",
        Column.SOURCE_NAME: "source",
        Column.SOURCE_URL: "adresse de la source",
        Column.ACTIVITIES: "activités",
        Column.JOINED_ON: "engagée depuis le",
        Column.CONFIRMED_ON: "dernière confirmation le",
        Column.TITLE: "titre",
        Column.INTRODUCTION: "introduction",
        Column.CONTACT_EMAIL: "adresse de contact",
        Column.CONTACT_URL: "page de contact",
        Column.DECISION_URL: "adresse de la décision",
    },
    "en": {column: column.value.replace("_", " ") for column in Column},
}
_ALSO = {
    Column.REFNIS: ("nis", "niscode", "nisnummer", "ins", "code nis", "numéro ins"),
    Column.NAME: ("municipality", "naam", "nom", "naam gemeente", "nom de la commune"),
    Column.POSTCODE: ("postnummer", "cp"),
    Column.STEP: ("gebeurtenis", "événement", "kind"),
    Column.SOURCE_NAME: ("naam van de bron", "nom de la source"),
    Column.SOURCE_URL: ("url bron", "link bron", "url source", "lien source"),
    Column.ACTIVITIES: ("activiteit", "activité"),
    Column.JOINED_ON: ("toegetreden op", "lid sinds", "membre depuis", "joined"),
    Column.CONFIRMED_ON: ("bevestigd op", "confirmé le", "confirmed"),
    Column.CONTACT_EMAIL: ("e-mail", "e-mailadres", "contact e-mail", "courriel", "e-mail de contact"),
    Column.DECISION_URL: ("besluit", "link besluit", "décision", "lien décision"),
}

#: The words for a step: the first of each language is the one that is written.
STEP_WORDS: dict[CommitmentKind, dict[str, tuple[str, ...]]] = {
    CommitmentKind.ASKED: {
        "nl": ("gevraagd", "vraag gesteld", "de vraag werd gesteld", "vraag"),
        "fr": ("demandé", "demandée", "question posée", "la question a été posée", "demande"),
        "en": ("asked", "the question was asked"),
    },
    CommitmentKind.DEBATED: {
        "nl": ("besproken", "besproken in de gemeenteraad", "besproken in de raad", "debat"),
        "fr": ("débattu", "débattue", "débattu au conseil communal", "débattu au conseil", "débat"),
        "en": ("debated", "debated in the council"),
    },
    CommitmentKind.DECIDED: {
        "nl": ("beslist", "besloten", "beslissing", "besluit", "goedgekeurd"),
        "fr": ("décidé", "décidée", "décision", "approuvé", "approuvée"),
        "en": ("decided", "decision"),
    },
    CommitmentKind.RENEWED: {
        "nl": ("vernieuwd", "hernieuwd", "bevestigd"),
        "fr": ("renouvelé", "renouvelée", "confirmé"),
        "en": ("renewed",),
    },
    CommitmentKind.WITHDRAWN: {
        "nl": ("ingetrokken", "teruggetrokken"),
        "fr": ("retiré", "retirée"),
        "en": ("withdrawn",),
    },
}
STATUS_WORDS: dict[Status, dict[str, tuple[str, ...]]] = {
    Status.SOLIDARY: {
        "nl": ("solidair", "solidaire gemeente"),
        "fr": ("solidaire", "commune solidaire"),
        "en": ("solidary", "solidary municipality"),
    },
    Status.ASKED: {
        "nl": ("vraag ligt op tafel", "de vraag ligt op tafel", "gevraagd"),
        "fr": ("question sur la table", "la question est sur la table", "demandé"),
        "en": ("asked", "the question is on the table"),
    },
    Status.NONE: {"nl": ("nog niet", "geen"), "fr": ("pas encore", "aucun"), "en": ("none", "not yet")},
}


def key(text: str) -> str:
    """What is left of a word for comparing: no case, accents, spaces or signs."""
    return "".join(words(text))


def _by_key(named: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    return {key(word): value for value, names in named for word in (value, *names)}


_COLUMNS = _by_key(
    (column.value, (*(heading[column] for heading in HEADINGS.values()), *_ALSO.get(column, ()))) for column in Column
)
_STEPS = _by_key((kind.value, (w for of in words_.values() for w in of)) for kind, words_ in STEP_WORDS.items())
_STATUSES = _by_key((one.value, (w for of in words_.values() for w in of)) for one, words_ in STATUS_WORDS.items())


def column_of(heading: str) -> Column | None:
    """The column that a heading names, in whatever language."""
    found = _COLUMNS.get(key(heading))
    return Column(found) if found else None


def headings(language: str) -> dict[Column, str]:
    """The headings to write; a language without its own gets the English ones."""
    return HEADINGS.get(language, HEADINGS["en"])


def kind_of(text: str) -> CommitmentKind | None:
    """The step that a word names, in whatever language."""
    found = _STEPS.get(key(text))
    return CommitmentKind(found) if found else None


def status_of(text: str) -> Status | None:
    """The status that a word names, in whatever language."""
    found = _STATUSES.get(key(text))
    return Status(found) if found else None


def step_word(kind: str, language: str) -> str:
    """The word to write for a step."""
    known = STEP_WORDS[CommitmentKind(kind)]
    return known.get(language, known["en"])[0]


def status_word(status: str, language: str) -> str:
    """The word to write for a status."""
    known = STATUS_WORDS[Status(status)]
    return known.get(language, known["en"])[0]
