"""All municipalities of the day with what the campaign knows of each: the one place lists, maps and pages ask."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.rich_text import RichText

from gemeenten.addresses import municipalities_url
from gemeenten.choices import Province, Status
from gemeenten.collation import sort_key
from gemeenten.labels import ActivityLabel, labels_for, pick
from gemeenten.live_profiles import LiveProfiles, ProfileRow
from gemeenten.models.activity import TaggedMunicipality
from gemeenten.models.municipality import Municipality
from gemeenten.models.profile import MunicipalityPage
from gemeenten.register.rows import MunicipalityRow, merged_with
from portal.snapshot import REGISTER, remembered
from portal.translation.passages import NONE, AllPassages, all_passages
from portal.tree import Tree

_RANK = {Status.SOLIDARY: 0, Status.ASKED: 1, Status.NONE: 2}


@dataclass(frozen=True, slots=True)
class Entry:
    """One current municipality as lists, maps and neighbours show it.

    ``url`` is the profile's where one is live, else the municipality's own page; ``lang`` is empty when that page is
    in the reader's language, else the language's code; ``summary_lang`` is the same for the summary, which may still be
    untranslated on a translated page. ``former_note`` says under which name it joined, when that
    name has been merged away; a mere change of code is not worth a note.
    """

    row: MunicipalityRow
    name: str
    url: str
    status: Status
    lang: str = ""
    summary: str = ""
    summary_lang: str = ""
    former_note: str = ""
    activities: tuple[ActivityLabel, ...] = ()
    profile_ids: tuple[int, ...] = ()
    distance_km: float | None = None

    @property
    def refnis(self) -> str:
        """The register's key."""
        return self.row.refnis

    @property
    def status_label(self) -> str:
        """The status in the reader's language."""
        return str(self.status.label)

    @property
    def province_label(self) -> str:
        """The province in the reader's language."""
        return str(Province(self.row.province).label)

    @property
    def has_profile(self) -> bool:
        """Whether a live profile tells more."""
        return bool(self.profile_ids)


@dataclass(slots=True)
class Directory:
    """The register joined with the live profiles of one language (source language where not translated)."""

    language: str
    entries: dict[str, Entry]
    rows: tuple[MunicipalityRow, ...]
    #: The same by code.
    by_code: dict[str, MunicipalityRow]
    labels: dict[int, ActivityLabel]
    profiles: LiveProfiles
    passages: AllPassages
    #: Primary keys of the activities of each live profile.
    tags: dict[int, set[int]]
    #: The code of the entry that each profile belongs to.
    codes: dict[int, str]
    _solidary: list[Entry] | None = None

    @classmethod
    def load(cls, language: str, request: HttpRequest | None = None) -> Directory:
        """The directory in ``language``, kept until something is published; treat it as read-only."""
        return remembered(f"directory {language}", lambda: cls.read(language, request), request)

    @classmethod
    def read(cls, language: str, request: HttpRequest | None = None) -> Directory:
        """Read everything in a fixed number of queries, whatever the number of profiles."""
        with translation.override(language):
            return cls._read(language, request)

    @classmethod
    def _read(cls, language: str, request: HttpRequest | None) -> Directory:
        rows = remembered("register rows", _register_rows, request, REGISTER)
        labels = labels_for(request, language)
        profiles = LiveProfiles(language)
        tags: dict[int, set[int]] = defaultdict(set)
        for page_id, tag_id in TaggedMunicipality.objects.filter(content_object__live=True).values_list(
            "content_object_id", "tag_id"
        ):
            tags[page_id].add(tag_id)
        builder = _EntryBuilder(language, rows, labels, profiles, tags, request)
        entries = builder.build()
        codes = {pk: entry.refnis for entry in entries.values() for pk in entry.profile_ids}
        return cls(language, entries, rows, builder.rows, labels, profiles, builder.passages, tags, codes)

    def in_order(self, entries: Iterable[Entry] | None = None) -> list[Entry]:
        """Entries sorted as the language sorts its names."""
        return sorted(self.entries.values() if entries is None else entries, key=lambda entry: sort_key(entry.name))

    def solidary(self) -> list[Entry]:
        """The solidary municipalities by name."""
        if self._solidary is None:
            self._solidary = self.in_order(e for e in self.entries.values() if e.status == Status.SOLIDARY)
        return self._solidary

    def doing(self, slug: str) -> list[Entry]:
        """The municipalities with a profile that carries the activity, by name."""
        return self.in_order(
            entry for entry in self.entries.values() if any(label.slug == slug for label in entry.activities)
        )

    def counts(self) -> dict[str, int]:
        """How many municipalities have each status, and all together."""
        found = Counter(entry.status for entry in self.entries.values())
        return {**{status.value: found[status] for status in Status}, "total": len(self.entries)}

    def row(self, refnis: str) -> MunicipalityRow | None:
        """The register's row of a code, current or former."""
        return self.by_code.get(refnis)

    def profile_for(self, refnis: str) -> MunicipalityPage | None:
        """The live profile made under this very code."""
        return next((self.profiles[row.pk] for row in self.profiles.rows if row.municipality_id == refnis), None)

    def profile_entry(self, page_id: int) -> Entry | None:
        """The entry a profile belongs to."""
        return self.entries.get(self.codes.get(page_id, ""))

    def initiatives_of(self, activity_id: int) -> list[dict[str, Any]]:
        """What municipalities did for one activity, by municipality's name."""
        found: list[tuple[str, dict[str, Any]]] = []
        for entry in self.entries.values():
            for page_id in entry.profile_ids:
                for initiative in initiative_values(self.profiles[page_id], self.labels, self.passages):
                    if initiative["activity"] and initiative["activity"].pk == activity_id:
                        shown = {"municipality_name": entry.name, "municipality_url": entry.url, "lang": entry.lang}
                        if entry.lang:
                            shown |= {"title_lang": entry.lang, "text_lang": entry.lang}
                        found.append((sort_key(entry.name), {**initiative, **shown, "entry": entry}))
        return [initiative for _key, initiative in sorted(found, key=lambda item: item[0])]


def initiative_values(
    page: MunicipalityPage, labels: dict[int, ActivityLabel], untranslated: AllPassages
) -> list[dict[str, Any]]:
    """The initiatives of a profile as plain values, the activity of each as its label.

    Read from the stored JSON: turning blocks into objects asks the database for the activities of every page anew.
    """
    values = []
    passages = untranslated.get((page.translation_key, page.locale_id), NONE)
    for raw in page.initiatives.raw_data:
        value, place = raw["value"], f"initiatives.{raw.get('id')}"
        activity, confirmed = value.get("activity"), value.get("last_confirmed")
        values.append(
            {
                "activity": labels.get(int(activity)) if activity else None,
                "title": value.get("title", ""),
                "title_lang": passages.lang_of(f"{place}.title"),
                "text": RichText(passages.mark(f"{place}.text", value.get("text") or "")),
                "year": value.get("year"),
                "source_name": value.get("source_name", ""),
                "source_url": value.get("source_url", ""),
                "last_confirmed": date.fromisoformat(confirmed) if isinstance(confirmed, str) and confirmed else None,
            }
        )
    return values


def _register_rows() -> tuple[MunicipalityRow, ...]:
    """The register as one value that all languages share, so that the finder knows it again by its identity."""
    return tuple(Municipality.objects.filter(missing_since__isnull=True).as_rows())


class _EntryBuilder:
    """Joins register rows and profiles into entries."""

    def __init__(
        self,
        language: str,
        rows: tuple[MunicipalityRow, ...],
        labels: dict[int, ActivityLabel],
        profiles: LiveProfiles,
        tags: dict[int, set[int]],
        request: HttpRequest | None,
    ) -> None:
        self.language = language
        self.rows = {row.refnis: row for row in rows}
        self.labels = labels
        self.tags = tags
        self.request = request
        self.index_url = municipalities_url(language, request)
        self.tree = Tree.load(request)
        self.passages = all_passages(request)
        self.pages = profiles
        self.profiles: dict[str, list[ProfileRow]] = defaultdict(list)
        for profile in profiles.rows:
            self.profiles[self.successor_of(profile.municipality_id)].append(profile)

    def successor_of(self, refnis: str) -> str:
        """The code that holds today, following mergers."""
        seen: set[str] = set()
        while (row := self.rows.get(refnis)) and row.successor and refnis not in seen:
            seen.add(refnis)
            refnis = row.successor
        return refnis

    def build(self) -> dict[str, Entry]:
        """All current municipalities by code."""
        key = f"entries {self.language} {self.index_url}"
        entries = {**remembered(key, self.without_profiles, self.request, REGISTER)}
        for refnis in self.profiles:
            if refnis in entries:
                entries[refnis] = self.entry(self.rows[refnis])
        return entries

    def without_profiles(self) -> dict[str, Entry]:
        """The current municipalities as they are by the register alone."""
        return {
            row.refnis: Entry(row, row.name(self.language), f"{self.index_url}{row.refnis}/", Status.NONE)
            for row in self.rows.values()
            if row.is_current
        }

    def entry(self, row: MunicipalityRow) -> Entry:
        """One municipality with a profile; of several after a merger the furthest one leads."""
        name = row.name(self.language)
        pages = sorted(self.profiles[row.refnis], key=lambda page: (_RANK[Status(page.status)], page.pk))
        first, code = pages[0], pages[0].language
        tag_ids: set[int] = set().union(*(self.tags.get(page.pk, set()) for page in pages))
        return Entry(
            row=row,
            name=name,
            url=self.pages.url(first.pk, self.tree, self.request) or f"{self.index_url}{row.refnis}/",
            status=Status(first.status),
            lang="" if code == self.language else code,
            summary=first.introduction,
            summary_lang=self.summary_lang(first, code),
            former_note=self.former_note(row, pages),
            activities=pick(self.labels, tag_ids),
            profile_ids=tuple(page.pk for page in pages),
        )

    def summary_lang(self, page: ProfileRow, code: str) -> str:
        """The language of the introduction where it is not the reader's."""
        if code != self.language:
            return code
        return self.passages.get((page.translation_key, page.locale_id), NONE).lang_of("introduction")

    def former_note(self, row: MunicipalityRow, pages: list[ProfileRow]) -> str:
        """Under which former names the profiles were made."""
        former = [self.rows[page.municipality_id] for page in pages if page.municipality_id != row.refnis]
        own = row.name(self.language)
        names = ", ".join(
            one.name(self.language)
            for one in former
            if one.name(self.language) != own or merged_with(one, self.rows.values())
        )
        return _("Joined as %(name)s, before the merger") % {"name": names} if names else ""
