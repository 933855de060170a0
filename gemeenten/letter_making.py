"""Putting the letter together: the page's wording, the register's row and what the campaign knows of the neighbours."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.debug import sensitive_variables
from wagtail.models import Site

from gemeenten.directory import Directory
from gemeenten.geography import nearest
from gemeenten.labels import labels_for
from gemeenten.letters.letter import Letter, Neighbour, Sender, Wording, build_letter
from gemeenten.letters.render_docx import render_docx
from gemeenten.letters.render_pdf import render_pdf
from gemeenten.letters.render_text import render_text
from gemeenten.register.rows import MunicipalityRow
from portal.models import CampaignSettings
from portal.snapshot import remembered

if TYPE_CHECKING:
    from gemeenten.models.letter import LetterPage

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
}
#: Solidary neighbours that a letter names.
NEIGHBOURS = 3
_FILE_NAMES = {"nl": "brief", "fr": "lettre", "de": "brief"}


class LetterMaker:
    """Makes letters for one request or command, with the wordings of all languages that have a live letter page."""

    def __init__(self, page: LetterPage, request: HttpRequest | None = None) -> None:
        self.page = page
        self.request = request
        self.language: str = page.locale.language_code
        self.directory = Directory.load(self.language, request)
        others = remembered(f"letter pages {page.translation_key} but {self.language}", self._other_languages, request)
        self.pages: dict[str, LetterPage] = {self.language: page, **others}
        self._wordings: dict[str, Wording] = {}

    def _other_languages(self) -> dict[str, LetterPage]:
        found = self.page.get_translations().live().select_related("locale", "official_document")
        return {page.locale.language_code: page for page in found}

    @property
    def available(self) -> tuple[str, ...]:
        """The languages that have a wording."""
        return tuple(self.pages)

    @sensitive_variables()
    def letter(
        self,
        row: MunicipalityRow,
        language: str,
        sender: Sender,
        own_words: str = "",
        *,
        blank: bool | None = None,
        on: date | None = None,
    ) -> Letter:
        """The letter to ``row`` in a language of ``available``."""
        return build_letter(
            self._wording(language),
            row,
            sender,
            on or timezone.localdate(),
            self._neighbours(row, language),
            own_words,
            language,
            blank=blank,
            footer=_footer(self.request),
        )

    def _wording(self, language: str) -> Wording:
        if language not in self._wordings:
            self._wordings[language] = self.pages[language].wording
        return self._wordings[language]

    def _neighbours(self, row: MunicipalityRow, language: str) -> list[Neighbour]:
        """The nearest solidary municipalities; an activity that has no name in ``language`` stays unnamed."""
        entries = {entry.refnis: entry for entry in self.directory.solidary() if entry.refnis != row.refnis}
        labels = labels_for(self.request, language)
        return [
            Neighbour(
                name=other.name(language),
                activities=tuple(
                    _inside_sentence(labels[activity.pk].label)
                    for activity in entries[other.refnis].activities
                    if not labels[activity.pk].lang
                ),
            )
            for other in nearest(row, [entry.row for entry in entries.values()], NEIGHBOURS)
        ]


def render(letter: Letter, kind: str) -> bytes:
    """The letter as ``pdf``, ``docx`` or ``txt``."""
    if kind == "docx":
        return render_docx(letter)
    return render_text(letter).encode() if kind == "txt" else render_pdf(letter)


def file_name(letter: Letter, kind: str, *, unmistakable: bool = False) -> str:
    """``brief-gent.pdf``, or ``brief-gent-44021.pdf`` where names could recur."""
    parts = [_FILE_NAMES[letter.language], slugify(letter.municipality)]
    if unmistakable:
        parts.append(letter.refnis)
    return f"{'-'.join(parts)}.{kind}"


def _inside_sentence(label: str) -> str:
    """A label as it stands in running text: without its capital."""
    return label[:1].lower() + label[1:]


def _footer(request: HttpRequest | None) -> str:
    """Who the letter's text comes from: the coalition and, on a live site, its address."""

    def make() -> str:
        site = Site.objects.filter(is_default_site=True).first()
        coalition = CampaignSettings.for_site(site).coalition_name if site else ""
        host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or ""
        return " · ".join(part for part in (coalition, host if "." in host else "") if part)

    return remembered("letter footer", make, request)
