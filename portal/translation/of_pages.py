"""How far the translations of listed pages are, for a column of a listing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from portal.translation.board import LABELS
from portal.translation.state import Entry, State, read_entries

#: From how many pages on everything is read at once, rather than by a list of keys.
_MANY = 500


@dataclass(frozen=True, slots=True)
class TranslationState:
    """One translation in a listing: its language, how far it is and where to go from there."""

    language: str
    label: str
    css: str
    url: str

    def __str__(self) -> str:
        """The language and the state, for spreadsheets."""
        return f"{self.language}: {self.label}"


def states_of(pages: Iterable[Any]) -> dict[int, list[TranslationState]]:
    """The states by page: of a source those of its translations, of a translation its own; a fixed number of queries.

    A page whose source has never been published has none.
    """
    pages = list(pages)
    keys = {page.translation_key for page in pages}
    entries: dict[Any, list[Entry]] = {}
    for entry in read_entries(keys if len(keys) < _MANY else None):
        entries.setdefault(entry.key, []).append(entry)
    return {page.pk: [_state(entry) for entry in _entries_for(page, entries)] for page in pages}


def _entries_for(page: Any, entries: dict[Any, list[Entry]]) -> list[Entry]:
    of_key = entries.get(page.translation_key, [])
    own = [entry for entry in of_key if entry.locale.pk == page.locale_id]
    return own or of_key


def _state(entry: Entry) -> TranslationState:
    language = entry.locale.language_code
    if entry.state == State.MISSING:
        query = urlencode({"q": entry.title, "locale": language, "state": str(entry.state)})
        url = f"{reverse('translation_board')}?{query}"
    else:
        url = reverse("translation_detail", args=[entry.key, language])
    return TranslationState(language.upper(), str(entry.state.label), LABELS[entry.state], url)
