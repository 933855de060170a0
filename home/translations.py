"""Translate an object through wagtail-localize from texts written in parallel in two languages.

The result is what a translator would have left behind by hand: a translation source with its segments, a translation
for each segment, and the translated page made from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models
from django.utils import timezone
from wagtail.models import DraftStateMixin, Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import StringValue, extract_strings


class IncompleteTranslationError(Exception):
    """Texts in the two languages do not match, or a segment has no translation. The message names the place."""


#: Segment text in the source language by field, to its translation.
Pairs = dict[tuple[str, str], str]


def pair_texts(field: str, source: str, target: str, *, rich: bool) -> Pairs:
    """The segments of one text in both languages, paired in order.

    Rich text is cut as wagtail-localize cuts it, so both texts must have the same blocks in the same order.
    """
    if not rich:
        return {(field, StringValue.from_plaintext(source).data): StringValue.from_plaintext(target).data}
    ours, theirs = ([string.data for string, _attrs in extract_strings(text)[1]] for text in (source, target))
    if len(ours) != len(theirs):
        raise IncompleteTranslationError(f"{field}: {len(ours)} segments, but {len(theirs)} in the translation")
    return {(field, one): other for one, other in zip(ours, theirs, strict=True)}


def pair_values(field: str, source: Any, target: Any) -> Pairs:
    """The segments of a nested value (block, list of blocks, text) in both languages."""
    pairs: Pairs = {}
    for one, other in _leaves(source, target, field):
        if one:
            pairs.update(pair_texts(field, one, other, rich=one.lstrip().startswith("<")))
    return pairs


def _leaves(source: Any, target: Any, field: str) -> Iterator[tuple[str, str]]:
    if isinstance(source, str):
        yield source, str(target)
    elif isinstance(source, Mapping):
        for key in source:
            yield from _leaves(source[key], target[key], field)
    elif isinstance(source, list | tuple):
        if len(source) != len(target):
            raise IncompleteTranslationError(f"{field}: lists of different length")
        for one, other in zip(source, target, strict=True):
            yield from _leaves(one, other, field)


def translate(instance: models.Model, locale: Locale, pairs: Pairs) -> Any:
    """Translate ``instance`` into ``locale`` and publish the result, which is returned.

    Raises:
        IncompleteTranslationError: a segment has no translation; nothing is published then.
    """
    source, _created = TranslationSource.update_or_create_from_instance(instance)
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
    for segment in StringSegment.objects.filter(source=source).select_related("string", "context"):
        path, text = segment.context.path, segment.string.data
        target = pairs.get((path.split(".")[0], text))
        if target is None:
            raise IncompleteTranslationError(f"{instance}: {path}: no translation of {text!r}")
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=locale,
            context=segment.context,
            defaults={
                "data": target,
                "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
                "updated_at": timezone.now(),
            },
        )
    drafted = isinstance(instance, DraftStateMixin)
    # Published here instead of by wagtail-localize, which waits for the commit: by then the page in its hands no
    # longer knows of children made in between, and saving it hides them.
    translation.save_target(publish=not drafted)
    target = source.get_translated_instance(locale)
    if drafted:
        target.get_latest_revision().publish()
    return source.get_translated_instance(locale)
