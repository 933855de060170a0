"""The published texts of an object as a translator meets them, and what differs between two states of them.

A text stands at a place: ``(path, text)``. The path is wagtail-localize's (``body.<block id>.title``), the text its
stored form, where links are numbered tags. Both are taken from its own extraction, so that they can be compared with
what it stores.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from modelcluster.models import ClusterableModel, get_serializable_data_for_fields
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

Sentence = tuple[str, str]


def sentences_of(instance: models.Model) -> list[Sentence]:
    """The texts of ``instance`` in the order of its fields, empty ones left out."""
    return [
        (segment.path, segment.string.data)
        for segment in extract_segments(instance)
        if isinstance(segment, StringSegmentValue)
    ]


def digest_of(instance: models.Model) -> str:
    """A fingerprint of everything a translation takes from its source: texts, order, links, images, dates."""
    if isinstance(instance, ClusterableModel):
        data = instance.serializable_data()
    else:
        data = get_serializable_data_for_fields(instance)
    kept = {}
    for field in get_translatable_fields(type(instance)):
        model_field = field.get_field(type(instance))
        for name in {field.field_name, getattr(model_field, "attname", None)} & set(data):
            kept[name] = _plain(data[name])
    text = json.dumps(kept, sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """The value without what says nothing: spacing of JSON, keys of child rows, empty values (which may be absent)."""
    if isinstance(value, str) and value[:1] in "[{":
        try:
            return _plain(json.loads(value))
        except ValueError:
            return value
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if key != "pk" and item not in (None, "", [])}
    return value


@dataclass(frozen=True, slots=True)
class Translated:
    """One text of a published translation: where it stands, what it says, which source text it was made from.

    ``origin`` is empty where the text has no counterpart in the source. ``copied`` says that it is still the source's
    own words, because nobody translated them.
    """

    path: str
    text: str
    origin: str
    copied: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One sentence of the source that differs from the one the published translation was made from.

    ``old`` is empty for a sentence that is new, ``new`` for one that is gone.
    """

    path: str
    old: str
    new: str
    translation: str = ""


def trace(
    target: Sequence[Sentence],
    made: dict[Sentence, list[str]],
    source: Sequence[Sentence],
    known_copies: Iterable[Sentence] = (),
) -> list[Translated]:
    """For each text of a translation the source text it came from.

    Args:
        target: the texts of the translation.
        made: what translators wrote, by place and translated text: the source texts it stands for.
        source: the texts of the source as they were when last synchronised, then as they are.
        known_copies: texts that were found untranslated before, at the same place.
    """
    by_path: dict[str, list[str]] = defaultdict(list)
    for path, text in source:
        by_path[path].append(text)
    copies = set(known_copies)
    position: dict[str, int] = defaultdict(int)
    found = []
    for path, text in target:
        number = position[path]
        position[path] += 1
        here = by_path[path]
        origins = made.get((path, text))
        if origins:
            origin = next((one for one in origins if one in here), origins[-1])
            found.append(Translated(path, text, origin))
        elif text in here or (path, text) in copies:
            found.append(Translated(path, text, text, copied=True))
        else:
            # Written by hand on the page itself: it stands for whatever the source says at that place.
            found.append(Translated(path, text, here[number] if number < len(here) else ""))
    return found


def changes(source: Sequence[Sentence], target: Sequence[Translated]) -> list[Change]:
    """What the source says differently from what the translation was made from, in the source's order."""
    new: dict[str, list[str]] = defaultdict(list)
    for path, text in source:
        new[path].append(text)
    old: dict[str, list[Translated]] = defaultdict(list)
    for item in target:
        old[item.path].append(item)
    found = []
    for path in [*new, *(path for path in old if path not in new)]:
        before, after = old.get(path, []), new.get(path, [])
        if [item.origin for item in before] != after:
            found.extend(_changes_at(path, before, after))
    return found


def _changes_at(path: str, before: Sequence[Translated], after: Sequence[str]) -> list[Change]:
    origins = [item.origin for item in before]
    found = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, origins, list(after), autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for item, text in zip_longest(before[i1:i2], after[j1:j2]):
            found.append(
                Change(path, item.origin if item else "", text or "", item.text if item and not item.copied else "")
            )
    return found
