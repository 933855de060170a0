"""Keeps the table of published texts in step with what is published.

Signals, since publications come from many sides: the editor, wagtail-localize, workflows, schedules, commands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from wagtail.models import DraftStateMixin, Locale, Page, TranslatableMixin
from wagtail.signals import page_published, page_unpublished, published, unpublished
from wagtail.snippets.models import get_snippet_models
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from portal.snapshot import renew_stamp
from portal.translation.published import PublishedText
from portal.translation.sentences import Sentence, digest_of, sentences_of, trace


def translatable_snippets() -> list[type[models.Model]]:
    """Every registered snippet model that exists once a language."""
    return [model for model in get_snippet_models() if issubclass(model, TranslatableMixin)]


def record(instance: Any, *, rebuilding: bool = False) -> PublishedText:
    """Write down what ``instance``, which has just been published, says.

    Args:
        instance: the specific page or the snippet.
        rebuilding: nothing was published now; what is known of a translation that did not change is kept.
    """
    known = PublishedText.objects.filter(translation_key=instance.translation_key, locale_id=instance.locale_id).first()
    row = known or PublishedText(translation_key=instance.translation_key, locale_id=instance.locale_id)
    row.content_type = ContentType.objects.get_for_model(type(instance))
    row.object_id = str(instance.pk)
    row.title = str(instance)[:255]
    row.live = bool(getattr(instance, "live", True))
    row.is_source = _is_source(instance)
    if row.is_source:
        _record_source(row, instance)
    else:
        _record_translation(row, instance, rebuilding=rebuilding)
    row.save()
    renew_stamp()
    return row


def _is_source(instance: Any) -> bool:
    """Whether others are translated from this object: what wagtail-localize says, else the source language's one."""
    locales = set(
        TranslationSource.objects.filter(object_id=instance.translation_key, translations__isnull=False).values_list(
            "locale_id", flat=True
        )
    )
    if locales:
        return instance.locale_id in locales
    default = Locale.get_default()
    if instance.locale_id == default.pk:
        return True
    model = instance.get_translation_model()
    return not model.objects.filter(translation_key=instance.translation_key, locale_id=default.pk).exists()


def _published_at(instance: Any) -> datetime:
    return getattr(instance, "last_published_at", None) or timezone.now()


def _record_source(row: PublishedText, instance: Any) -> None:
    since = {(segment[0], segment[1]): segment[2] for segment in row.segments if len(segment) == 3}
    now = _published_at(instance)
    row.segments = [[path, text, since.get((path, text), now.isoformat())] for path, text in sentences_of(instance)]
    digest = digest_of(instance)
    if digest != row.digest or row.changed_at is None:
        row.digest, row.changed_at = digest, now
    if not row.synced_digest:
        source = TranslationSource.objects.get_for_instance_or_none(instance)
        row.synced_digest = digest_of(source.as_instance()) if source else ""


def _record_translation(row: PublishedText, instance: Any, *, rebuilding: bool) -> None:
    target = sentences_of(instance)
    if rebuilding and row.pk and [(item[0], item[1]) for item in row.segments] == target:
        return
    translation = (
        Translation.objects.filter(source__object_id=row.translation_key, target_locale_id=row.locale_id)
        .select_related("source")
        .first()
    )
    source_row = PublishedText.objects.filter(translation_key=row.translation_key, is_source=True).first()
    source: list[Sentence] = []
    if translation:
        stored = StringSegment.objects.filter(source=translation.source).order_by("order")
        source = list(stored.values_list("context__path", "string__data"))
    if source_row:
        source += [(path, text) for path, text, _since in source_row.segments]
    copies = [(item[0], item[1]) for item in row.segments if len(item) == 4 and item[3]]
    made = _written(row.translation_key, row.locale_id)
    row.segments = [[item.path, item.text, item.origin, item.copied] for item in trace(target, made, source, copies)]
    row.changed_at = _published_at(instance)
    row.digest = _made_from(source_row, translation, row.changed_at if rebuilding else None)


def _made_from(source: PublishedText | None, translation: Translation | None, published: datetime | None) -> str:
    """The fingerprint of the source that a translation was made from; empty when that is not known."""
    if source is None:
        return ""
    if translation is None or not translation.enabled:
        # Written by hand: whoever published it had the source before them.
        return source.digest if published is None else ""
    if published is not None and published < translation.source.last_updated_at:
        return ""
    return source.synced_digest


def _written(key: Any, locale_id: int) -> dict[Sentence, list[str]]:
    """What translators wrote for one object, by place and translated text: the source texts, newest last."""
    made: dict[Sentence, list[str]] = defaultdict(list)
    rows = StringTranslation.objects.filter(context__object_id=key, locale_id=locale_id, has_error=False)
    for path, data, origin in rows.order_by("updated_at").values_list("context__path", "data", "translation_of__data"):
        made[(path, data)].append(origin)
    return made


def published_objects() -> Iterator[Any]:
    """Everything that is live and translatable: sources before their translations."""
    default = Locale.get_default().pk
    pages = Page.objects.live().filter(depth__gt=1, alias_of__isnull=True)
    for half in (pages.filter(locale_id=default), pages.exclude(locale_id=default)):
        yield from half.order_by("path").specific().iterator(chunk_size=200)
    for model in translatable_snippets():
        rows: Any = model._default_manager.all()
        if issubclass(model, DraftStateMixin):
            rows = rows.filter(live=True)
        yield from rows.filter(locale_id=default)
        yield from rows.exclude(locale_id=default)


def rebuild() -> int:
    """Make the whole table right; returns the number of objects."""
    seen = [record(instance, rebuilding=True).pk for instance in published_objects()]
    for row in PublishedText.objects.exclude(pk__in=seen):
        model = row.content_type.model_class()
        if model is None or not model._base_manager.filter(pk=row.object_id).exists():
            row.delete()
        else:
            PublishedText.objects.filter(pk=row.pk).update(live=False)
    renew_stamp()
    return len(seen)


# --- Signals ----------------------------------------------------------------------------------------------------------


def after_page_published(sender: type[Any], instance: Page, **kwargs: Any) -> None:
    """Record a page; a copy under an alias says nothing of its own."""
    if instance.alias_of_id is None and instance.depth > 1:
        _record_and_pass_on(instance.specific)


def after_published(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    """Record a snippet that has drafts."""
    if isinstance(instance, TranslatableMixin) and not isinstance(instance, Page):
        _record_and_pass_on(instance)


def after_saved(sender: type[Any], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Record a snippet without drafts, which is public as soon as it is saved."""
    is_snippet = isinstance(instance, TranslatableMixin) and not isinstance(instance, DraftStateMixin)
    if is_snippet and not raw and sender in translatable_snippets():
        _record_and_pass_on(instance)


def after_unpublished(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    """Remember that the object is no longer public."""
    if isinstance(instance, TranslatableMixin):
        PublishedText.objects.filter(translation_key=instance.translation_key, locale_id=instance.locale_id).update(
            live=False
        )
        renew_stamp()


def after_deleted(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    """Forget an object that is gone."""
    if isinstance(instance, TranslatableMixin):
        PublishedText.objects.filter(translation_key=instance.translation_key, locale_id=instance.locale_id).delete()


def after_synchronised(sender: type[Any], instance: TranslationSource, **kwargs: Any) -> None:
    """Remember which state of the source wagtail-localize has taken over."""
    rows = PublishedText.objects.filter(translation_key=instance.object_id, locale_id=instance.locale_id)
    if rows.exists():
        rows.update(synced_digest=digest_of(instance.as_instance()))


def _record_and_pass_on(instance: Any) -> None:
    from portal.translation.updates import pass_on

    row = record(instance)
    if row.is_source and settings.PORTAL_SYNC_TRANSLATIONS_ON_PUBLISH:
        pass_on(row)


def connect() -> None:
    """Listen to everything that publishes, hides, removes or synchronises."""
    page_published.connect(after_page_published, dispatch_uid="record published page")
    published.connect(after_published, dispatch_uid="record published snippet")
    post_save.connect(after_saved, dispatch_uid="record saved snippet")
    page_unpublished.connect(after_unpublished, dispatch_uid="record unpublished page")
    unpublished.connect(after_unpublished, dispatch_uid="record unpublished snippet")
    post_delete.connect(after_deleted, dispatch_uid="record deletion")
    post_save.connect(after_synchronised, sender=TranslationSource, dispatch_uid="record synchronisation")
