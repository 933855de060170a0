"""Bringing translations up to date with their sources: one object, or the whole tree in steps.

A translation that is public is never changed by this: its next state is saved as a draft, and published only where
every text is translated and somebody asked for it. wagtail-localize's own ``save_target`` writes the source's words
straight into a public page even when it is told not to publish; that is why drafts are made here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from wagtail.coreutils import find_available_slug
from wagtail.models import DraftStateMixin, Page
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.models import (
    MissingTranslationError,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationLog,
    TranslationSource,
)
from wagtail_localize.views.edit_translation import apply_machine_translation

from portal.translation.published import PublishedText

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Outcome:
    """What happened to one source: the translations saved as draft, published, left alone, or refused and why."""

    title: str
    drafts: list[str] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def outdated_sources(languages: Sequence[str] = ()) -> models.QuerySet[PublishedText]:
    """The published sources whose content is newer than what wagtail-localize holds, and that have translations."""
    translations = Translation.objects.filter(source__object_id=OuterRef("translation_key"), enabled=True)
    if languages:
        translations = translations.filter(target_locale__language_code__in=languages)
    stale = PublishedText.objects.filter(is_source=True, live=True).exclude(synced_digest="")
    return stale.filter(~Q(synced_digest=F("digest"))).filter(Exists(translations)).order_by("pk")


def complete_sources(languages: Sequence[str] = ()) -> list[PublishedText]:
    """The sources with a public translation that is out of date although every sentence has been translated."""
    from portal.translation.state import State, read_entries

    found = {
        entry.row_id
        for entry in read_entries()
        if entry.state == State.OUTDATED
        and entry.translation_id
        and entry.done == entry.total
        and (not languages or entry.locale.language_code in languages)
    }
    return list(PublishedText.objects.filter(pk__in=found).order_by("pk"))


def pass_on(row: PublishedText) -> Outcome | None:
    """Hand a source that has just been published on to its translations, as drafts; a failure is only logged.

    The editor's publication must not fail because a translation has a problem of its own.
    """
    if not row.synced_digest or row.synced_digest == row.digest:
        return None
    try:
        outcome = bring_up_to_date(row)
    except Exception:
        logger.exception("The translations of %s could not be brought up to date", row.title)
        return None
    for error in outcome.errors:
        logger.warning("A translation of %s could not be brought up to date: %s", row.title, error)
    return outcome


@transaction.atomic
def bring_up_to_date(
    row: PublishedText,
    *,
    user: Any = None,
    languages: Sequence[str] = (),
    publish: bool = False,
    machine: bool = False,
) -> Outcome:
    """Synchronise one source from what is published, and save its translations anew.

    Args:
        row: the published source.
        user: who asks for it; for the history of the pages.
        languages: codes of the target languages; all of them when empty.
        publish: also publish the translations that are complete and were public already.
        machine: first let the machine translator, where one is set up, fill in what is missing.
    """
    outcome = Outcome(row.title)
    source = TranslationSource.objects.select_for_update().get(object_id=row.translation_key, locale_id=row.locale_id)
    source.update_from_db()
    translations = source.translations.filter(enabled=True).select_related("target_locale")
    if languages:
        translations = translations.filter(target_locale__language_code__in=languages)
    for translation in translations:
        language = translation.target_locale.language_code
        try:
            with transaction.atomic():
                if machine:
                    _fill_in(translation, user)
                _save(translation, language, outcome, user=user, publish=publish)
        except ValidationError as error:
            outcome.errors.append(f"{language}: {'; '.join(error.messages)}")
        except MissingTranslationError as error:
            outcome.errors.append(f"{language}: {error.segment}")
    return outcome


def _fill_in(translation: Translation, user: Any) -> None:
    translator = get_machine_translator()
    if translator is not None and translator.can_translate(translation.source.locale, translation.target_locale):
        apply_machine_translation(translation.pk, user, translator)


def _save(translation: Translation, language: str, outcome: Outcome, *, user: Any, publish: bool) -> None:
    complete = not missing_segments(translation).exists()
    try:
        target = translation.get_target_instance()
    except models.ObjectDoesNotExist:
        target = None
    if target is not None and not isinstance(target, DraftStateMixin):
        # It has no drafts: saving is publishing, so an incomplete one keeps the words it has.
        if complete:
            translation.save_target(user=user)
            outcome.published.append(language)
        else:
            outcome.waiting.append(language)
        return
    if target is None:
        translation.save_target(user=user, publish=False)
        outcome.drafts.append(language)
        return
    save_draft(translation, user=user)
    if publish and complete and target.live:
        translation.get_target_instance().get_latest_revision().publish(user=user)
        outcome.published.append(language)
    else:
        outcome.drafts.append(language)


def save_draft(translation: Translation, *, user: Any = None) -> Any:
    """Save the translation as a new draft of its page (or snippet) and leave what is public untouched.

    Raises:
        ValidationError: the translated texts do not fit the fields.
    """
    source = translation.source
    draft = source.get_ephemeral_translated_instance(translation.target_locale, fallback=True)
    if isinstance(draft, Page):
        live = draft.get_parent()
        draft.slug = find_available_slug(live, draft.slug, ignore_page_id=draft.pk)
    if not draft.live:
        # Nobody sees it yet, and lists of drafts in the admin show what the row says.
        draft.save()
    revision = draft.save_revision(user=user)
    TranslationLog.objects.create(source=source, locale=translation.target_locale, revision=revision)
    return draft


def missing_segments(translation: Translation) -> models.QuerySet[StringSegment]:
    """The segments of the synchronised source that have no usable translation."""
    written = StringTranslation.objects.filter(
        translation_of_id=OuterRef("string_id"),
        context_id=OuterRef("context_id"),
        locale_id=translation.target_locale_id,
        has_error=False,
    )
    segments: models.QuerySet[StringSegment] = StringSegment.objects.filter(source_id=translation.source_id)
    return segments.filter(~Exists(written)).select_related("string", "context").order_by("order")


def run(rows: Iterable[PublishedText], **options: Any) -> list[Outcome]:
    """Bring several sources up to date, each in a transaction of its own; one that fails does not stop the others."""
    outcomes = []
    for row in rows:
        try:
            outcomes.append(bring_up_to_date(row, **options))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one object is told, and the next one tried
            outcomes.append(Outcome(row.title, errors=[f"{type(error).__name__}: {error}"]))
    return outcomes
