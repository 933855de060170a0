"""Campaign terms in texts: finding them in a source, looking for their translation. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from portal.translation.inline import visible_text


@dataclass(frozen=True, slots=True)
class Term:
    """One term in two languages. ``also`` are further words that count as its translation."""

    source: str
    target: str
    source_plural: str = ""
    target_plural: str = ""
    also: tuple[str, ...] = ()

    @property
    def accepted(self) -> tuple[str, ...]:
        """Every word that counts as the translation."""
        return tuple(word for word in (self.target, self.target_plural, *self.also) if word)

    def translation_of(self, found: str) -> str:
        """What stands for ``found``, one of the term's own forms, with its first letter as large as there."""
        plural = found.casefold() == self.source_plural.casefold() and found.casefold() != self.source.casefold()
        target = self.target_plural if plural and self.target_plural else self.target
        own = self.source_plural if plural else self.source
        if found[:1].isupper() and own[:1].islower():
            target = target[:1].upper() + target[1:]
        return target


class TermFinder:
    """Looks terms up in texts; a longer term hides the shorter ones inside it."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._forms: dict[str, Term] = {}
        for term in terms:
            for form in (term.source, term.source_plural):
                if form:
                    self._forms.setdefault(plain(form), term)

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        if not self._forms:
            return None
        forms = sorted(self._forms, key=lambda form: (-len(form), form))
        return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(form) for form in forms) + r")(?!\w)", re.IGNORECASE)

    def find(self, text: str) -> list[tuple[int, int, Term]]:
        """(start, end, term) of every term in plain text, in order, none overlapping another."""
        if self._pattern is None:
            return []
        # Letter for letter, so that positions stay; "İ" is the one letter whose small form is longer.
        same_length = text.replace("’", "'").replace("\N{NO-BREAK SPACE}", " ").replace("İ", "I")
        return [
            (match.start(), match.end(), term)
            for match in self._pattern.finditer(same_length)
            if (term := self._forms.get(match[0].casefold()))
        ]

    def missing(self, source: str, target: str) -> list[Term]:
        """The terms of the source markup of which the target markup has no accepted translation."""
        found = {term.source: term for _start, _end, term in self.find(visible_text(source))}
        if not found:
            return []
        text = plain(visible_text(target))
        return [term for term in found.values() if not any(_stands_in(word, text) for word in term.accepted)]


def plain(text: str) -> str:
    """Text for comparing: small letters, one kind of apostrophe and of space."""
    text = text.replace("’", "'").replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    return " ".join(text.casefold().split())


def _stands_in(word: str, text: str) -> bool:
    return re.search(r"(?<!\w)" + re.escape(plain(word)) + r"(?!\w)", text) is not None
