"""The map of the municipalities a list shows."""

from __future__ import annotations

from collections.abc import Iterable

from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gemeenten.choices import Status
from gemeenten.directory import Entry
from gemeenten.map.land import SPRITE
from gemeenten.map.svg import Dot, render_map


def draw_map(entries: Iterable[Entry], province: str | None = None, *, others_linked: bool = True) -> SafeString:
    """The SVG of ``entries``; zoomed to ``province`` when one is given.

    Without ``others_linked`` only the municipalities that are solidary or were asked are links.
    """
    named = _("%(name)s: %(status)s")
    statuses = {status: str(status.label) for status in Status}
    dots = [
        Dot(
            refnis=entry.refnis,
            name=entry.name,
            latitude=entry.row.latitude,
            longitude=entry.row.longitude,
            status=entry.status.value,
            href=entry.url,
            label=named % {"name": entry.name, "status": statuses[entry.status]},
        )
        for entry in entries
    ]
    svg = render_map(
        dots,
        title=_("Map of Belgium with the solidary municipalities"),
        description=_("Every municipality is a dot; the list on this page says the same in words."),
        province=province,
        land_url=static(SPRITE),
        others_linked=others_linked,
    )
    return mark_safe(svg)  # noqa: S308 - render_map escapes every text it is given
