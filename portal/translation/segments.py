"""The texts of a translation as plain values, on their way to a file and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from portal.translation.inline import canonical


@dataclass(frozen=True, slots=True)
class Segment:
    """One text: where it stands (``path`` holds field, block ids and child fields), in both languages, as markup.

    ``unsure``: the target is a machine's text or a translator's doubt; nobody has confirmed it.
    ``note`` tells a translator what the text is.
    """

    path: str
    source: str
    target: str = ""
    unsure: bool = False
    note: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What makes a text of one object unique: the same words may stand in two places, two texts in one."""
        return self.path, self.source


@dataclass(frozen=True, slots=True)
class Document:
    """All texts of one object in one pair of languages.

    ``translation`` is wagtail-localize's UUID of the pair, ``object_key`` Wagtail's translation key of the object,
    which outlives the former.
    """

    translation: str
    object_key: str
    title: str
    source_language: str
    target_language: str
    segments: tuple[Segment, ...]

    def only_open(self) -> Document:
        """The document with only what still needs a person: no text yet, or none confirmed."""
        return replace(self, segments=tuple(one for one in self.segments if not one.target or one.unsure))


def load_documents(translations: Sequence[Translation]) -> list[Document]:
    """The documents of the translations, in their order; three queries, whatever the number."""
    sources = {translation.source_id for translation in translations}
    segments = defaultdict(list)
    for segment in (
        StringSegment.objects.filter(source_id__in=sources).order_by("order", "pk").select_related("string", "context")
    ):
        segments[segment.source_id].append(segment)
    targets = _targets(translations)
    return [_document(translation, segments[translation.source_id], targets) for translation in translations]


def _targets(translations: Iterable[Translation]) -> dict[tuple[int, int, int], StringTranslation]:
    """Each stored translation by locale, string and context."""
    found = StringTranslation.objects.filter(
        locale_id__in={translation.target_locale_id for translation in translations},
        context__object_id__in={translation.source.object_id for translation in translations},
    )
    return {(one.locale_id, one.translation_of_id, one.context_id): one for one in found}


def _document(
    translation: Translation, rows: list[StringSegment], targets: dict[tuple[int, int, int], StringTranslation]
) -> Document:
    model = translation.source.specific_content_type.model_class()
    segments: dict[tuple[str, str], Segment] = {}
    for row in rows:
        stored = targets.get((translation.target_locale_id, row.string_id, row.context_id))
        segment = Segment(
            path=row.context.path,
            source=row.string.data,
            target=stored.data if stored else "",
            unsure=stored is not None and stored.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE,
            note=label(model, row.context.path, row.context.field_path),
        )
        segments.setdefault(segment.key, segment)
    return Document(
        translation=str(translation.uuid),
        object_key=str(translation.source.object_id),
        title=translation.source.object_repr,
        source_language=translation.source.locale.language_code,
        target_language=translation.target_locale.language_code,
        segments=tuple(segments.values()),
    )


def label(model: Any, path: str, field_path: str = "") -> str:
    """What a text is, for people: the field's name, and the block's where it stands in one."""
    name, *_rest = path.split(".")
    try:
        field = str(capfirst(getattr(model._meta.get_field(name), "verbose_name", name)))
    except (AttributeError, FieldDoesNotExist):
        field = name
    blocks = " › ".join(part for part in field_path.split(".")[1:] if part != "item")
    return f"{field} › {blocks}" if blocks else field


def same(one: str, other: str) -> bool:
    """Whether two markups say the same in the same way."""
    return one == other or canonical(one) == canonical(other)
