"""Which passages of a public translation are still in the language of its source, so that pages can mark them.

A screen reader pronounces what it reads in the language that is marked. Read from the table of published texts once a
publication.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Locale
from wagtail_localize.strings import StringValue, extract_strings, restore_strings

from portal.snapshot import remembered
from portal.translation.published import PublishedText


@dataclass(frozen=True, slots=True)
class Passages:
    """The untranslated texts of one object by path; ``lang`` is the language they are in."""

    lang: str = ""
    texts: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def lang_of(self, path: str) -> str:
        """The language of the text at ``path`` where it is not translated, else empty."""
        return self.lang if path in self.texts else ""

    def mark(self, path: str, html: str) -> str:
        """Stored rich text with each untranslated sentence marked with its language."""
        return mark(html, self.texts.get(path, frozenset()), self.lang)


NONE = Passages()
#: The untranslated passages of everything that has some, by translation key and locale.
AllPassages = Mapping[tuple[UUID, int], Passages]


def mark(html: str, texts: frozenset[str], lang: str) -> str:
    """Stored rich text with the sentences in ``texts`` put into ``<span lang="…">``.

    Cut by wagtail-localize's own rule, so that a sentence here is a segment there.
    """
    if not texts or not html:
        return html
    template, strings = extract_strings(html)
    if not any(string.data in texts for string, _attrs in strings):
        return html
    marked = [
        (StringValue(f'<span lang="{lang}">{string.data}</span>') if string.data in texts else string, attrs)
        for string, attrs in strings
    ]
    return str(restore_strings(template, marked))


def passages_of(instance: Any, request: HttpRequest | None = None) -> Passages:
    """The untranslated passages of a public page or snippet; none for a source or something that is not recorded."""
    key, locale_id = getattr(instance, "translation_key", None), getattr(instance, "locale_id", None)
    if key is None or locale_id is None:
        return NONE
    return all_passages(request).get((key, locale_id), NONE)


def all_passages(request: HttpRequest | None = None) -> AllPassages:
    """The untranslated passages of everything that has some, by translation key and locale."""
    return remembered("passages", _read, request)


def _read() -> dict[tuple[UUID, int], Passages]:
    texts: dict[tuple[UUID, int], dict[str, set[str]]] = {}
    rows = PublishedText.objects.filter(is_source=False, live=True)
    for key, locale_id, segments in rows.values_list("translation_key", "locale_id", "segments"):
        copied: dict[str, set[str]] = defaultdict(set)
        for segment in segments:
            if len(segment) == 4 and segment[3]:
                copied[segment[0]].add(segment[1])
        if copied:
            texts[(key, locale_id)] = copied
    if not texts:
        return {}
    codes = dict(Locale.objects.values_list("pk", "language_code"))
    sources = PublishedText.objects.filter(is_source=True, translation_key__in={key for key, _locale in texts})
    languages = {key: codes.get(pk, "") for key, pk in sources.values_list("translation_key", "locale_id")}
    return {
        place: Passages(
            languages.get(place[0]) or settings.LANGUAGE_CODE,
            {path: frozenset(found) for path, found in copied.items()},
        )
        for place, copied in texts.items()
    }
