"""How far every translation is: sources, what is written and what is published, compared segment by segment.

Read anew at each look in a fixed number of queries, so that nothing can go stale but the table of published texts
(see :mod:`portal.translation.recording`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Max
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation

from portal.translation.published import PublishedText
from portal.translation.recording import translatable_snippets
from portal.translation.sentences import Change, Sentence, Translated, changes


class State(models.TextChoices):
    """How far one translation is. "Published" means that it says what its source says."""

    MISSING = "missing", _("Missing")
    WAITING = "waiting", _("Waiting for translation")
    READY = "ready", _("Translated, not published")
    PARTIAL = "partial", _("Published in part")
    OUTDATED = "outdated", _("Out of date")
    PUBLISHED = "published", _("Up to date")


@dataclass(frozen=True, slots=True)
class Target:
    """The object in the target language, public or not."""

    pk: str
    live: bool
    path: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One source in one target language.

    ``since``: when the oldest change came that the published translation lacks. ``other_changes``: no text has changed,
    but something else has (an image, a date, the order of blocks).
    """

    row_id: int
    key: UUID
    title: str
    model: type[models.Model]
    object_id: str
    source_path: str
    locale: Locale
    state: State
    done: int
    total: int
    since: datetime | None = None
    other_changes: bool = False
    last_translated: datetime | None = None
    target: Target | None = None
    translation_id: int | None = None

    @property
    def type_label(self) -> str:
        """What kind of object it is."""
        return capfirst(str(self.model._meta.verbose_name))

    @property
    def type_key(self) -> str:
        """The kind, for addresses and filters."""
        return str(self.model._meta.label_lower)

    @property
    def days(self) -> int | None:
        """For how many days it has been out of date."""
        return (timezone.now() - self.since).days if self.since else None

    @property
    def is_page(self) -> bool:
        """Whether it is a page rather than a snippet."""
        return issubclass(self.model, Page)


def judge(
    source: Sequence[Sentence],
    written: set[Sentence],
    target: Target | None,
    public: Sequence[Translated] | None,
    *,
    other_changes: bool,
    by_hand: bool = False,
) -> tuple[State, int]:
    """The state of one translation and how many of the source's sentences are translated.

    Args:
        source: the sentences of the published source.
        written: the source sentences that have a translation, by place.
        target: the object in the target language.
        public: the sentences of the published translation; ``None`` when it is not known.
        other_changes: the source has changed in something that is no text.
        by_hand: wagtail-localize does not keep this translation; what is published counts as translated.
    """
    if by_hand:
        written = written | {(item.path, item.origin) for item in public or () if not item.copied}
    done = sum(1 for sentence in source if sentence in written)
    if target is None:
        return State.MISSING, done
    if not target.live:
        return (State.READY if done == len(source) else State.WAITING), done
    if public is not None and (other_changes or not _same(source, public)):
        return State.OUTDATED, done
    if done < len(source) or any(item.copied for item in public or ()):
        return State.PARTIAL, done
    return State.PUBLISHED, done


def _same(source: Sequence[Sentence], public: Sequence[Translated]) -> bool:
    """Whether the translation was made from these very sentences; their order across fields does not matter."""
    made_from = [(item.path, item.origin) for item in public]
    return made_from == list(source) or Counter(made_from) == Counter(source)


def since_when(row: PublishedText, public: Iterable[Translated]) -> datetime:
    """When the oldest sentence came that the published translation lacks; for one that is gone, the last change."""
    made_from = {(item.path, item.origin) for item in public}
    dates = [since for path, text, since in row.segments if (path, text) not in made_from]
    oldest = parse_datetime(min(dates)) if dates else None
    return oldest or row.changed_at


def source_sentences(row: PublishedText) -> list[Sentence]:
    """The sentences of a recorded source."""
    return [(path, text) for path, text, _since in row.segments]


def published_sentences(row: PublishedText | None) -> list[Translated] | None:
    """The sentences of a recorded translation."""
    return None if row is None else [Translated(*item) for item in row.segments if len(item) == 4]


@dataclass(slots=True)
class _Facts:
    """Everything the board needs, read at once."""

    sources: list[PublishedText] = field(default_factory=list)
    public: dict[tuple[UUID, int], PublishedText] = field(default_factory=dict)
    written: dict[tuple[UUID, int], set[Sentence]] = field(default_factory=lambda: defaultdict(set))
    last: dict[tuple[UUID, int], datetime] = field(default_factory=dict)
    objects: dict[tuple[UUID, int], Target] = field(default_factory=dict)
    translations: dict[tuple[UUID, int], int] = field(default_factory=dict)


def content_locales() -> list[Locale]:
    """The locales of the content languages in the order of the settings."""
    found = {locale.language_code: locale for locale in Locale.objects.all()}
    return [found[code] for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES if code in found]


def read_entries(only: UUID | Collection[UUID] | None = None) -> list[Entry]:
    """The state of every published source (or of those with these keys) in every other content language."""
    locales = content_locales()
    facts = _read(only)
    types = ContentType.objects.in_bulk({row.content_type_id for row in facts.sources})
    entries: list[Entry] = []
    for row in facts.sources:
        model = types[row.content_type_id].model_class()
        if model is not None:
            entries.extend(_entry(row, model, locale, facts) for locale in locales if locale.pk != row.locale_id)
    return entries


def _read(only: UUID | Collection[UUID] | None) -> _Facts:
    facts = _Facts()
    keys = [only] if isinstance(only, UUID) else only
    rows = PublishedText.objects.filter(live=True)
    strings = StringTranslation.objects.filter(has_error=False)
    pages = Page.objects.filter(depth__gt=1, alias_of__isnull=True)
    translations = Translation.objects.filter(enabled=True)
    if keys is not None:
        rows, pages = rows.filter(translation_key__in=keys), pages.filter(translation_key__in=keys)
        strings = strings.filter(context__object_id__in=keys)
        translations = translations.filter(source__object_id__in=keys)
    for row in rows.order_by("title", "pk"):
        if row.is_source:
            facts.sources.append(row)
        else:
            facts.public[(row.translation_key, row.locale_id)] = row
    for key, locale_id, path, text in strings.values_list(
        "context__object_id", "locale_id", "context__path", "translation_of__data"
    ):
        facts.written[(key, locale_id)].add((path, text))
    for key, locale_id, last in strings.values_list("context__object_id", "locale_id").annotate(Max("updated_at")):
        facts.last[(key, locale_id)] = last
    for key, locale_id, pk, live, path in pages.values_list("translation_key", "locale_id", "pk", "live", "path"):
        facts.objects[(key, locale_id)] = Target(str(pk), live, path)
    for model in translatable_snippets():
        snippets: Any = model._default_manager.all()
        if keys is not None:
            snippets = snippets.filter(translation_key__in=keys)
        has_drafts = any(one.name == "live" for one in model._meta.get_fields())
        for values in snippets.values_list("translation_key", "locale_id", "pk", *(["live"] if has_drafts else [])):
            facts.objects[(values[0], values[1])] = Target(str(values[2]), values[3] if has_drafts else True)
    for key, locale_id, pk in translations.values_list("source__object_id", "target_locale_id", "pk"):
        facts.translations[(key, locale_id)] = pk
    return facts


def _entry(row: PublishedText, model: type[models.Model], locale: Locale, facts: _Facts) -> Entry:
    key = (row.translation_key, locale.pk)
    target, recorded = facts.objects.get(key), facts.public.get(key)
    public = published_sentences(recorded)
    other = bool(recorded and recorded.digest and recorded.digest != row.digest)
    sentences = source_sentences(row)
    state, done = judge(
        sentences,
        facts.written.get(key, set()),
        target,
        public,
        other_changes=other,
        by_hand=key not in facts.translations,
    )
    own = facts.objects.get((row.translation_key, row.locale_id))
    return Entry(
        row_id=row.pk,
        key=row.translation_key,
        title=row.title,
        model=model,
        object_id=row.object_id,
        source_path=own.path if own else "",
        locale=locale,
        state=state,
        done=done,
        total=len(sentences),
        since=since_when(row, public or ()) if state == State.OUTDATED else None,
        other_changes=other and state == State.OUTDATED and _same(sentences, public or ()),
        last_translated=facts.last.get(key),
        target=target,
        translation_id=facts.translations.get(key),
    )


@dataclass(frozen=True, slots=True)
class Detail:
    """What is to be done for one translation: changed sentences, and those that nobody has translated.

    ``pending``: the source's changes have not been handed on yet, so the translator's editor does not show them.
    """

    entry: Entry
    changes: list[Change]
    untranslated: list[Sentence]
    copied: list[Sentence]
    pending: bool

    @property
    def complete(self) -> bool:
        """Whether publishing now would leave nothing in the source's language and nothing out of date."""
        return not self.untranslated and not self.pending


def read_detail(key: UUID, locale: Locale) -> Detail | None:
    """The state of one object in one language with its sentences; ``None`` when there is no such published source."""
    entry = next((entry for entry in read_entries(key) if entry.locale.pk == locale.pk), None)
    if entry is None:
        return None
    rows = PublishedText.objects.filter(translation_key=key, live=True)
    row = next(one for one in rows if one.pk == entry.row_id)
    public = published_sentences(next((one for one in rows if one.locale_id == locale.pk), None))
    sentences = source_sentences(row)
    written = set(
        StringTranslation.objects.filter(has_error=False, context__object_id=key, locale=locale).values_list(
            "context__path", "translation_of__data"
        )
    )
    by_hand = set() if entry.translation_id else {(one.path, one.origin) for one in public or () if not one.copied}
    return Detail(
        entry=entry,
        changes=changes(sentences, public) if public is not None else [],
        untranslated=[sentence for sentence in sentences if sentence not in written and sentence not in by_hand],
        copied=[(one.path, one.text) for one in public or () if one.copied],
        pending=bool(entry.translation_id and row.synced_digest != row.digest),
    )
