"""The live profiles of one language, read in one query; each becomes a page object only when somebody asks for it.

Most of what a publication makes anew are lists, which need a few fields of every profile and no page of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest
from wagtail.fields import StreamField
from wagtail.models import Locale

from gemeenten.models.profile import MunicipalityPage
from portal.tree import Tree


class ProfileRow(NamedTuple):
    """What lists need of a profile."""

    pk: int
    translation_key: UUID
    locale_id: int
    municipality_id: str
    status: str
    introduction: str
    joined_on: date | None
    first_published_at: datetime | None
    last_published_at: datetime | None
    language: str


def _attributes() -> list[str]:
    return [field.attname for field in MunicipalityPage._meta.concrete_fields]


def _column(field: Any) -> Any:
    """How a field is read: streams as the text that they are stored as, since most are never looked into."""
    return Cast(field.name, TextField()) if isinstance(field, StreamField) else field.attname


@cache
def _pages(*languages: str) -> QuerySet[MunicipalityPage, Any]:
    """The question, put together once: building it takes as long as answering it."""
    return (
        MunicipalityPage.objects.live()
        .filter(locale__language_code__in=sorted(set(languages)))
        .order_by("pk")
        .values_list(*map(_column, MunicipalityPage._meta.concrete_fields), "locale__language_code")
    )


class LiveProfiles(Mapping[int, MunicipalityPage]):
    """One page a profile, by primary key: in the language that was asked for, else in the source language."""

    def __init__(self, language: str) -> None:
        self._attributes = _attributes()
        places = [self._attributes.index(name if name != "pk" else "id") for name in ProfileRow._fields[:-1]]
        chosen: dict[UUID, ProfileRow] = {}
        values: dict[int, tuple[Any, ...]] = {}
        for *found, code in _pages(language, settings.LANGUAGE_CODE).all():
            row = ProfileRow._make([*(found[place] for place in places), code])
            if row.translation_key not in chosen or code == language:
                chosen[row.translation_key] = row
                values[row.pk] = tuple(found)
        self.rows = list(chosen.values())
        self._values = {row.pk: values[row.pk] for row in self.rows}
        self._languages = {row.locale_id: row.language for row in self.rows}
        self._pages: dict[int, MunicipalityPage] = {}

    def __getitem__(self, pk: int) -> MunicipalityPage:
        page = self._pages.get(pk)
        if page is None:
            page = MunicipalityPage.from_db(MunicipalityPage.objects.db, self._attributes, self._values[pk])
            page.locale = Locale(pk=page.locale_id, language_code=self._languages[page.locale_id])
            self._pages[pk] = page
        return page

    def url(self, pk: int, tree: Tree, request: HttpRequest | None) -> str:
        """The address of a profile, without making a page of it where the tree knows its place."""
        return tree.url(tree.by_pk.get(pk) or self[pk], request)

    def __iter__(self) -> Iterator[int]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, pk: object) -> bool:
        return pk in self._values
