"""In which languages a letter to a municipality is offered, and the sentences that say why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from gemeenten.letters.grammar import FLEMISH_REGION, letter_languages
from gemeenten.register.rows import MunicipalityRow


@dataclass(frozen=True, slots=True)
class LanguageOffer:
    """The languages offered for a letter, the council's own first, and why these.

    ``choices`` holds (code, label) and is never empty; ``note`` is one or more sentences for the visitor.
    """

    choices: tuple[tuple[str, str], ...]
    note: str

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes offered, the preferred one first."""
        return tuple(code for code, _label in self.choices)


def offer_languages(row: MunicipalityRow, available: Collection[str], reader_language: str) -> LanguageOffer:
    """What the law allows for ``row`` among the languages that have a wording.

    Where a council has two languages of its own, the reader's comes first. Where the law's languages have no wording
    at all, the reader's language is all there is, and the note says so.
    """
    lawful = letter_languages(row)
    own_first = sorted(lawful, key=lambda one: (one.reason == "facility", one.code != reader_language))
    offered = [language for language in own_first if language.code in available]
    names = {code: str(label) for code, label in settings.LANGUAGES}
    choices: tuple[tuple[str, str], ...] = tuple((one.code, names[one.code]) for one in offered)
    sentences = [_official_sentence(row, reader_language)]
    if any(one.code == "de" and one.reason == "official" for one in lawful) and "de" not in available:
        sentences.append(_("We have no letter in German yet."))
    sentences += [_facility_sentence(row, one.code, reader_language) for one in offered if one.reason == "facility"]
    if not choices:
        choices = ((reader_language, names[reader_language]),)
    return LanguageOffer(choices, " ".join(sentences))


def _official_sentence(row: MunicipalityRow, reader_language: str) -> str:
    words = {"name": row.name(reader_language)}
    if len(row.languages) > 1:
        return (
            _("The council of %(name)s works in Dutch and in French, as all of Brussels: the choice is yours.") % words
        )
    if row.languages[0] == "de":
        return _("The council of %(name)s works in German.") % words
    if row.region == FLEMISH_REGION:
        return _("The council of %(name)s works in Dutch, as every Flemish council.") % words
    return _("The council of %(name)s works in French, as every council in the French language area.") % words


def _facility_sentence(row: MunicipalityRow, code: str, reader_language: str) -> str:
    words = {"name": row.name(reader_language)}
    if code == "fr":
        return _("%(name)s has language facilities: its inhabitants may also write in French.") % words
    if code == "nl":
        return _("%(name)s has language facilities: its inhabitants may also write in Dutch.") % words
    return _("%(name)s has language facilities: its inhabitants may also write in German.") % words
