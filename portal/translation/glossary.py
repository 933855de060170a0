"""The campaign's own words in every language: a snippet that machine translation applies and imports are checked by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Locale, Orderable
from wagtail.search import index

from portal.translation.terms import Term, TermFinder

_PLURAL_HELP = gettext_lazy("Leave empty when it is not used in the plural.")


class GlossaryTerm(index.Indexed, ClusterableModel):
    """A word of the campaign in the source language."""

    term = models.CharField(
        gettext_lazy("term"), max_length=80, unique=True, help_text=gettext_lazy("In the source language.")
    )
    plural = models.CharField(gettext_lazy("plural"), max_length=80, blank=True, help_text=_PLURAL_HELP)
    note = models.TextField(
        gettext_lazy("note"), max_length=400, blank=True, help_text=gettext_lazy("When to use it, and when not.")
    )

    panels: ClassVar[list[Any]] = [
        FieldRowPanel([FieldPanel("term"), FieldPanel("plural")]),
        InlinePanel("translations", heading=gettext_lazy("Translations"), label=gettext_lazy("Translation")),
        FieldPanel("note"),
    ]
    search_fields: ClassVar[list[Any]] = [
        index.AutocompleteField("term"),
        index.SearchField("term"),
        index.SearchField("note"),
    ]

    class Meta:
        verbose_name = gettext_lazy("glossary term")
        verbose_name_plural = gettext_lazy("glossary")
        ordering = ("term",)

    def __str__(self) -> str:
        """The term itself."""
        return self.term

    @property
    def in_other_languages(self) -> str:
        """The translations in one line, for lists."""
        return ", ".join(f"{one.locale.language_code}: {one.text}" for one in self.translations.all())


class GlossaryTranslation(Orderable):
    """The word that the campaign uses for a term in another language."""

    glossary_term = ParentalKey(GlossaryTerm, on_delete=models.CASCADE, related_name="translations")
    locale = models.ForeignKey(
        Locale, verbose_name=gettext_lazy("language"), on_delete=models.CASCADE, related_name="+"
    )
    text = models.CharField(gettext_lazy("translation"), max_length=80)
    plural = models.CharField(gettext_lazy("plural"), max_length=80, blank=True, help_text=_PLURAL_HELP)
    also = models.CharField(
        gettext_lazy("also right"),
        max_length=400,
        blank=True,
        help_text=gettext_lazy("Other words that may stand for the term, with commas in between."),
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("locale"),
        FieldRowPanel([FieldPanel("text"), FieldPanel("plural")]),
        FieldPanel("also"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = gettext_lazy("translation of a glossary term")
        verbose_name_plural = gettext_lazy("translations of glossary terms")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["glossary_term", "locale"],
                name="one_translation_of_a_term_a_language",
                violation_error_message=gettext_lazy("The term has this language already."),
            )
        ]

    def __str__(self) -> str:
        """The word with its language."""
        return f"{self.text} ({self.locale_id})"


@dataclass(frozen=True)
class Glossary:
    """The glossary from the source language into one other."""

    finder: TermFinder

    @classmethod
    def load(cls, language: str) -> Glossary:
        """The terms that have a translation into ``language``; one query."""
        rows = GlossaryTranslation.objects.filter(locale__language_code=language).select_related("glossary_term")
        return cls(
            TermFinder(
                [
                    Term(
                        source=row.glossary_term.term,
                        source_plural=row.glossary_term.plural,
                        target=row.text,
                        target_plural=row.plural,
                        also=tuple(word.strip() for word in row.also.split(",") if word.strip()),
                    )
                    for row in rows.order_by("glossary_term__term")
                ]
            )
        )

    def problems(self, source: str, target: str) -> list[str]:
        """A sentence for each term of the source whose translation is not in the target; both are markup.

        A text that is the same in both languages is a name or an address, not a translation.
        """
        if source == target:
            return []
        return [
            _("The glossary has “%(target)s” for “%(source)s”.") % {"source": term.source, "target": term.target}
            for term in self.finder.missing(source, target)
        ]


def glossary_problems(source: str, target: str, locale: Locale) -> list[str]:
    """What a translation into ``locale`` says otherwise than the glossary; warnings, not errors."""
    return Glossary.load(locale.language_code).problems(source, target)


def add_terms(entries: Iterable[Mapping[str, Any]]) -> int:
    """Add terms that are not there yet and give their number.

    Each entry has a ``note`` and, by language code, ``term``, ``plural`` and ``also`` (a list).
    """
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    known = set(GlossaryTerm.objects.values_list("term", flat=True))
    added = 0
    for entry in entries:
        ours = entry[settings.LANGUAGE_CODE]
        if ours["term"] in known:
            continue
        row = GlossaryTerm(term=ours["term"], plural=ours.get("plural", ""), note=entry.get("note", ""))
        row.translations = [
            GlossaryTranslation(
                locale=locale,
                text=entry[code]["term"],
                plural=entry[code].get("plural", ""),
                also=", ".join(entry[code].get("also", [])),
            )
            for code, locale in locales.items()
            if code in entry and code != settings.LANGUAGE_CODE
        ]
        row.save()
        added += 1
    return added
