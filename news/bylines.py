"""Who wrote a news item: organisations and teams, the same in every language but for what they are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from portal.snapshot import remembered


class Author(index.Indexed, models.Model):
    """An organisation or a team that writes news; never a private person.

    One row for all languages: a snippet once a language would stay Dutch in every translation of a page that nobody
    synchronised by hand. What the author is to the campaign is a choice, so the interface's texts translate it.
    """

    class Role(models.TextChoices):
        """What the author is to the campaign."""

        CAMPAIGN = "campaign", _("campaign team")
        MEMBER = "member", _("member of the coalition")
        PARTNER = "partner", _("partner organisation")
        MUNICIPALITY = "municipality", _("municipality")
        VOLUNTEERS = "volunteers", _("volunteers")
        GUEST = "guest", _("guest contribution")

    name = models.CharField(
        _("name"),
        max_length=120,
        unique=True,
        help_text=_("An organisation or a team, such as “Vluchtelingenwerk Vlaanderen”; never a person's name."),
    )
    name_fr = models.CharField(
        _("name in French"), max_length=120, blank=True, help_text=_("Only where the name differs.")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, blank=True)
    url = models.URLField(_("address"), blank=True, help_text=_("The author's own site; the name links to it."))

    search_fields: ClassVar[list[Any]] = [
        index.AutocompleteField("name"),
        index.AutocompleteField("name_fr"),
        index.SearchField("name"),
        index.SearchField("name_fr"),
    ]

    class Meta:
        verbose_name = _("author of news")
        verbose_name_plural = _("authors of news")
        ordering = ("name",)

    def __str__(self) -> str:
        """The name."""
        return self.name

    def name_in(self, language: str) -> str:
        """The name in ``language``."""
        return self.name_fr if language == "fr" and self.name_fr else self.name


@dataclass(frozen=True, slots=True)
class Byline:
    """An author as a reader meets it; ``role`` is lazy, so that it speaks the language of whoever reads."""

    name: str
    role: Any = ""
    url: str = ""


def bylines(author_ids: list[int], language: str, request: HttpRequest | None = None) -> list[Byline]:
    """The authors of ``author_ids`` in their order, each once; all authors come from one query a publication."""
    known = remembered("news authors", lambda: {author.pk: author for author in Author.objects.all()}, request)
    found = [known[pk] for pk in dict.fromkeys(author_ids) if pk in known]
    return [
        Byline(author.name_in(language), Author.Role(author.role).label if author.role else "", author.url)
        for author in found
    ]
