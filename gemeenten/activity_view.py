"""What the page of an activity shows: who does it and how, of the whole country or one province."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from gemeenten.choices import Province
from gemeenten.collation import sort_key
from gemeenten.directory import Directory
from gemeenten.listing import Option

if TYPE_CHECKING:
    from gemeenten.models.activity import ActivityPage


def activity_context(page: ActivityPage, request: HttpRequest) -> dict[str, Any]:
    """Context of the page; a province that is unknown, or in which nobody does it, shows everything."""
    directory = Directory.load(page.locale.language_code, request)
    profiles = directory.doing(page.activity.slug)
    initiatives = directory.initiatives_of(page.activity_id)
    counts: dict[str, int] = {}
    for entry in profiles:
        counts[entry.row.province] = counts.get(entry.row.province, 0) + 1
    wanted = request.GET.get("province", "")
    province = wanted if wanted in counts else ""
    labels = sorted(((code, str(Province(code).label)) for code in counts), key=lambda pair: sort_key(pair[1]))
    everywhere = Option("", _("All provinces"), len(profiles), not province, page.get_url(request) or "")
    return {
        "icon": page.activity.icon,
        "province": province,
        "province_label": dict(labels).get(province, ""),
        "provinces": [
            everywhere,
            *(Option(code, label, counts[code], code == province, f"?province={code}") for code, label in labels),
        ],
        "profiles": [entry for entry in profiles if province in ("", entry.row.province)],
        "initiatives": [found for found in initiatives if province in ("", found["entry"].row.province)],
    }
