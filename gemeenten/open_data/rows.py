"""The shape of the open data: one row a municipality of today. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from django.utils.translation import gettext_noop

from gemeenten.changelog import Change, joined
from gemeenten.directory import Entry

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
#: Whom the licences of the parts ask to name: in English in the files, translated on the page for people.
ATTRIBUTION = gettext_noop(
    "#ikbensolidair (campaign data); Statbel (codes, names, provinces, regions); "
    "GeoNames (coordinates, German names). Selected, joined and corrected."
)


@dataclass(frozen=True, slots=True)
class OpenRow:
    """One municipality as published; the fields are the columns, in their order.

    ``province`` is the REFNIS code of the province; Brussels, which has none, stands under its region's code.
    ``joined_on`` is as exact as it is known (``2020``, ``2020-07``, ``2020-07-14``), empty when it is not.
    ``joined_as`` holds the former codes under which it joined before a merger. ``url_fr`` is empty where the profile
    is not translated yet.
    """

    refnis: str
    name_nl: str
    name_fr: str
    name_de: str
    province: str
    province_nl: str
    province_fr: str
    region: str
    region_nl: str
    region_fr: str
    status: str
    activities: tuple[str, ...]
    joined_on: str
    joined_as: tuple[str, ...]
    url_nl: str
    url_fr: str
    latitude: float
    longitude: float


COLUMNS = tuple(field.name for field in fields(OpenRow))


def open_rows(
    dutch: Mapping[str, Entry],
    french: Mapping[str, Entry],
    provinces: Mapping[str, Mapping[str, str]],
    regions: Mapping[str, Mapping[str, str]],
    changes: Iterable[Change],
    base_url: str,
) -> tuple[OpenRow, ...]:
    """All municipalities ordered by code.

    ``dutch`` and ``french`` are the entries of the two directories, ``provinces`` and ``regions`` their names by
    language and code, ``changes`` the changes with the profiles of ``dutch``.
    """
    by_page: dict[int, list[Change]] = {}
    for change in changes:
        by_page.setdefault(change.page_id, []).append(change)
    rows = []
    for refnis in sorted(dutch):
        entry, other, row = dutch[refnis], french[refnis], dutch[refnis].row
        own = [change for page_id in entry.profile_ids for change in by_page.get(page_id, ())]
        rows.append(
            OpenRow(
                refnis=refnis,
                name_nl=row.name_nl,
                name_fr=row.name_fr,
                name_de=row.name_de,
                province=row.province,
                province_nl=provinces["nl"][row.province],
                province_fr=provinces["fr"][row.province],
                region=row.region,
                region_nl=regions["nl"][row.region],
                region_fr=regions["fr"][row.region],
                status=entry.status.value,
                activities=tuple(label.slug for label in entry.activities),
                joined_on=joined(own),
                joined_as=tuple(sorted({change.refnis for change in own} - {refnis})),
                url_nl=f"{base_url}{entry.url}",
                url_fr="" if other.lang else f"{base_url}{other.url}",
                latitude=row.latitude,
                longitude=row.longitude,
            )
        )
    return tuple(rows)
