"""The map of the municipalities a list shows."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gemeenten.directory import Entry
from gemeenten.map.svg import Dot, render_map


def draw_map(entries: Iterable[Entry], province: str | None = None) -> SafeString:
    """The SVG of ``entries``; zoomed to ``province`` when one is given."""
    named = _("%(name)s: %(status)s")
    dots = [
        Dot(
            refnis=entry.refnis,
            name=entry.name,
            latitude=entry.row.latitude,
            longitude=entry.row.longitude,
            status=entry.status.value,
            href=entry.url,
            label=named % {"name": entry.name, "status": entry.status_label},
        )
        for entry in entries
    ]
    svg = render_map(
        dots,
        title=_("Map of Belgium with the solidary municipalities"),
        description=_("Every municipality is a dot; the list on this page says the same in words."),
        province=province,
    )
    return mark_safe(svg)  # noqa: S308 - render_map escapes every text it is given
