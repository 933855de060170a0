"""Protects the letter's placeholders in translation.

wagtail-localize stores a translator's words segment by segment, from its editor, from PO files and from machines
alike, and asks nobody. Each stored translation is checked here: a segment that loses or invents a placeholder is
marked with an error, which the translation editor shows beside it. wagtail-localize would leave such a segment out
and publish the rest with the source's text in its place; ``LetterPage.clean`` refuses that with
:func:`translation_errors`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models.signals import post_save
from django.utils.translation import gettext as _
from wagtail_localize.models import StringTranslation, Translation

from gemeenten.letter_wording import WORDING_FIELDS, excerpt, translation_problem

if TYPE_CHECKING:
    from gemeenten.models.letter import LetterPage


def is_managed_by_translators(page: LetterPage) -> bool:
    """Whether the page is made from a translation, not edited by itself."""
    return _translations(page).exists()


def translation_errors(page: LetterPage) -> list[ValidationError]:
    """One error a segment whose translation into the page's language loses or invents a placeholder."""
    errors = []
    for translation in _translations(page).select_related("source"):
        stored = StringTranslation.objects.filter(
            locale_id=page.locale_id,
            context__object_id=page.translation_key,
            context__path__in=WORDING_FIELDS,
            translation_of__segments__source=translation.source,
        ).select_related("translation_of", "context")
        for segment in {one.pk: one for one in stored.order_by("pk")}.values():
            if problem := translation_problem(segment.translation_of.data, segment.data):
                field = page._meta.get_field(segment.context.path).verbose_name
                words = {"field": field, "excerpt": excerpt(segment.translation_of.data), "problem": problem}
                errors.append(ValidationError(_("%(field)s, “%(excerpt)s”: %(problem)s") % words, code="placeholder"))
    return errors


def mark_placeholder_problem(sender: type[Any], instance: StringTranslation, **kwargs: Any) -> None:
    """Store the problem with a letter's segment beside its translation, in the translator's own language."""
    from gemeenten.models.letter import LetterPage

    context = instance.context
    if kwargs.get("raw") or context is None or context.path not in WORDING_FIELDS:
        return
    if not LetterPage.objects.filter(translation_key=context.object_id).exists():
        return
    if problem := translation_problem(instance.translation_of.data, instance.data):
        instance.has_error, instance.field_error = True, problem
        StringTranslation.objects.filter(pk=instance.pk).update(has_error=True, field_error=problem)


def connect() -> None:
    """Check every translation that is stored from now on."""
    post_save.connect(
        mark_placeholder_problem, sender=StringTranslation, dispatch_uid="check the placeholders of the letter"
    )


def _translations(page: LetterPage) -> Any:
    return Translation.objects.filter(
        source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
    )
