"""The picture for shared links of a municipality, with or without a profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from gemeenten.choices import Province, Status
from gemeenten.directory import Directory
from gemeenten.register.rows import MunicipalityRow
from portal.share_image import Card, Field, Mark
from portal.share_picture import send_card

if TYPE_CHECKING:
    from gemeenten.models.profile import MunicipalityPage

_MARKS: Final[dict[Status, Mark]] = {Status.SOLIDARY: "solidary", Status.ASKED: "asked", Status.NONE: "none"}
_FIELDS: Final[dict[Status, Field]] = {Status.SOLIDARY: "mint", Status.ASKED: "sun", Status.NONE: "pink"}


def municipality_card(row: MunicipalityRow, status: str, language: str) -> Card:
    """Name, status and province in ``language``."""
    known = Status(status)
    with override(language):
        return Card(
            title=row.name(language),
            campaign=_("Solidary municipalities"),
            place=str(Province(row.province).label),
            badge=str(known.label),
            mark=_MARKS[known],
            field=_FIELDS[known],
        )


def profile_card(page: MunicipalityPage, request: HttpRequest | None = None) -> Card:
    """The same for a profile, under the register name of its day."""
    language = page.locale.language_code
    row = Directory.load(language, request).row(page.municipality_id) or page.municipality.as_row()
    return municipality_card(row, page.status, language)


@require_safe
def municipality_picture(request: HttpRequest, language: str, refnis: str, version: str = "") -> HttpResponse:
    """The picture of a current municipality."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    entry = Directory.load(language, request).entries.get(refnis)
    if entry is None:
        raise Http404
    return send_card(
        request,
        municipality_card(entry.row, entry.status, language),
        version,
        language,
        lambda present: reverse(
            "share_municipality", kwargs={"language": language, "refnis": refnis, "version": present}
        ),
    )
