"""What one cell may hold: each function gives the value as it is kept, or says what is wrong. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from gemeenten.choices import CommitmentKind, Status
from gemeenten.exchange.columns import STEP_WORDS, Column, key, kind_of, status_of
from gemeenten.models.profile import Commitment, MunicipalityPage
from gemeenten.role_address import looks_personal

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ]00:00(?::00)?)?")
#: As Belgians write it, and as their spreadsheets save it.
_BELGIAN = re.compile(r"(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})")
#: What spreadsheets show where a formula went wrong.
_BROKEN = frozenset({"#N/A", "#N/B", "#REF!", "#VERW!", "#VALUE!", "#WAARDE!", "#VALEUR!", "#NAME?", "#NAAM?", "#NOM?"})
_EARLIEST = 1990
_FIELDS: Mapping[Column, models.Field[str, str]] = {
    Column.SOURCE_NAME: Commitment._meta.get_field("source_name"),
    Column.SOURCE_URL: Commitment._meta.get_field("source_url"),
    Column.TITLE: MunicipalityPage._meta.get_field("title"),
    Column.INTRODUCTION: MunicipalityPage._meta.get_field("introduction"),
    Column.CONTACT_EMAIL: MunicipalityPage._meta.get_field("contact_email"),
    Column.CONTACT_URL: MunicipalityPage._meta.get_field("contact_url"),
    Column.DECISION_URL: MunicipalityPage._meta.get_field("decision_url"),
}


class CellError(Exception):
    """What is wrong with a cell and what to do about it, in the reader's language."""

    def __init__(self, column: Column, message: str) -> None:
        self.column, self.message = column, message
        super().__init__(message)


def read_text(column: Column, text: str) -> str:
    """A text, an address or a contact that fits its field."""
    if text in _BROKEN:
        raise CellError(column, _("The formula in this cell went wrong. Write the value itself."))
    try:
        # The field knows its longest text and what an address looks like; it says so in the reader's language.
        _FIELDS[column].clean(text, None)
    except ValidationError as error:
        raise CellError(column, " ".join(error.messages)) from error
    longest = _FIELDS[column].max_length
    # A text field tells its longest text to forms only.
    if longest and len(text) > longest:
        raise CellError(
            column,
            _("This text has %(length)s characters; there is room for %(limit)s. Shorten it.")
            % {"length": len(text), "limit": longest},
        )
    if column is Column.CONTACT_EMAIL and looks_personal(text):
        raise CellError(
            column,
            _("This looks like the address of a person. Give the address of a service, such as integratie@…, or none."),
        )
    return text


def read_step(text: str) -> CommitmentKind:
    """The step that a word names."""
    kind = kind_of(text)
    if kind:
        return kind
    if status_of(text):
        raise CellError(
            Column.STEP,
            _("This is a status. Say what happened: %(steps)s.") % {"steps": _step_words()},
        )
    raise CellError(Column.STEP, _("Unknown step. Use one of these: %(steps)s.") % {"steps": _step_words()})


def _step_words() -> str:
    from django.utils.translation import get_language

    language = (get_language() or "nl")[:2]
    return ", ".join(known.get(language, known["en"])[0] for known in STEP_WORDS.values())


def read_status(text: str) -> Status:
    """The status that a word names."""
    if status := status_of(text):
        return status
    raise CellError(
        Column.STATUS,
        _("Unknown status. Use “solidair”, “gevraagd” or “nog niet”, or leave it empty: it follows from the steps."),
    )


def read_known_date(column: Column, text: str, today: date) -> str:
    """A date as exactly as it is known, in ISO 8601: ``2024``, ``2024-03`` or ``2024-03-15``; not in the future."""
    year, month, day = _parts(column, text)
    if year < _EARLIEST or not 0 <= month <= 12 or (day and day > monthrange(year, month)[1]):
        raise CellError(column, _("There is no such date. Write it as 2024-03-15 or 15/03/2024."))
    known = f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")
    if known > today.isoformat()[: len(known)]:
        raise CellError(column, _("This date lies in the future: give the day on which it happened."))
    return known


def _parts(column: Column, text: str) -> tuple[int, int, int]:
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _BELGIAN.fullmatch(text):
        day, month, year = found.groups()
    else:
        raise CellError(
            column,
            _("This is not a date. Write 2024, 2024-03 or 2024-03-15 (or 15/03/2024), as exactly as it is known."),
        )
    if any(part is not None and int(part) == 0 for part in (month, day)):
        raise CellError(column, _("There is no such date. Write it as 2024-03-15 or 15/03/2024."))
    return int(year), int(month or 0), int(day or 0)


def read_day(column: Column, text: str, today: date) -> str:
    """A whole date in ISO 8601, not in the future."""
    known = read_known_date(column, text, today)
    if len(known) < 10:
        raise CellError(
            column,
            _(
                "Give the whole day, or leave this empty: the date of a step may be a year or a month, this one may "
                "not."
            ),
        )
    return known


class Activities:
    """The campaign's activities by everything that people call them."""

    def __init__(self, named: Iterable[tuple[str, Iterable[str]]]) -> None:
        """``named`` holds, in the campaign's order, each slug with its labels in every language."""
        self._slugs: list[str] = []
        self._by_key: dict[str, str] = {}
        self._labels: dict[str, str] = {}
        for slug, labels in named:
            self._slugs.append(slug)
            for label in (*labels, slug):
                self._by_key.setdefault(key(label), slug)
                self._labels.setdefault(key(label), label)

    def read(self, text: str) -> tuple[str, ...]:
        """The slugs of the activities in a cell, separated by ``|``, ``;``, a comma or a new line, in order."""
        whole = self._by_key.get(key(text))
        names = [text] if whole else re.split(r"\|" if "|" in text else r"[;,\n]", text)
        found = set()
        for name in filter(None, (name.strip() for name in names)):
            slug = self._by_key.get(key(name))
            if slug is None:
                raise CellError(Column.ACTIVITIES, self._unknown(name))
            found.add(slug)
        return self.in_order(found)

    def in_order(self, slugs: Iterable[str]) -> tuple[str, ...]:
        """Slugs in the campaign's order, each once."""
        wanted = set(slugs)
        return tuple(slug for slug in self._slugs if slug in wanted)

    def _unknown(self, name: str) -> str:
        near = process.extractOne(key(name), list(self._labels), scorer=fuzz.WRatio, score_cutoff=60)
        if near:
            return _("Unknown activity “%(name)s”. Did you mean “%(near)s”?") % {
                "name": name,
                "near": self._labels[near[0]],
            }
        return _("Unknown activity “%(name)s”. These exist: %(known)s.") % {
            "name": name,
            "known": ", ".join(self._slugs),
        }
