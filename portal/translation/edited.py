"""Which translation an editor has open."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail_localize.models import Translation

_KEPT = "_portal_edited_translation"


def edited_translation(request: HttpRequest, instance: Any) -> Translation | None:
    """The translation that leads to ``instance``, where translators work on it; asked once a request.

    Several hooks look before an editor opens, and most pages have none.
    """
    kept: tuple[Any, Translation | None] | None = request.__dict__.get(_KEPT)
    if kept is None or kept[0] != (instance.translation_key, instance.locale_id):
        found = (
            Translation.objects.filter(
                source__object_id=instance.translation_key, target_locale_id=instance.locale_id, enabled=True
            )
            .select_related("source__locale", "source__specific_content_type", "target_locale")
            .first()
        )
        kept = ((instance.translation_key, instance.locale_id), found)
        request.__dict__[_KEPT] = kept
    return kept[1]
