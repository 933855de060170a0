"""What the page of one municipality shows, with or without a profile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemeenten.addresses import join_url, letter_url
from gemeenten.choices import Province, Region, Status
from gemeenten.collation import sort_key
from gemeenten.directory import Directory, Entry, initiative_values
from gemeenten.geography import distance_km, nearest
from gemeenten.labels import pick
from gemeenten.letter_count import letters_made
from gemeenten.register.rows import MunicipalityRow, merged_with
from gemeenten.share_card import municipality_card
from gemeenten.sharing import share_links
from gemeenten.structured_data import municipality_thing
from portal.dates import long_date
from portal.share_picture import absolute, picture_of_card
from portal.snapshot import remembered
from portal.tree import Tree

if TYPE_CHECKING:
    from gemeenten.models.index import MunicipalityIndexPage
    from gemeenten.models.profile import MunicipalityPage

#: How many solidary neighbours a page names.
NEIGHBOURS = 4


def profile_context(page: MunicipalityPage, request: HttpRequest) -> dict[str, Any]:
    """Context of a profile beside the page's own fields; of a draft, what the draft says."""
    if getattr(request, "is_preview", False):
        context = _profile(page, request)
    else:
        context = {**remembered(f"profile {page.pk}", lambda: _profile(page, request), request)}
    context["letters_made"] = letters_made(context["current"])
    return context


def _profile(page: MunicipalityPage, request: HttpRequest) -> dict[str, Any]:
    language = page.locale.language_code
    directory, tree = Directory.load(language, request), Tree.load(request)
    municipality = directory.row(page.municipality_id) or page.municipality.as_row()
    entry = directory.profile_entry(page.pk)
    current = entry.row.refnis if entry else municipality.refnis
    return {
        **_facts(municipality, language),
        "structured_data": [
            municipality_thing(municipality, language, tree.full_url(page) if page.pk else "", page.description)
        ],
        "status": page.status,
        "status_label": page.get_status_display(),
        "activities": pick(directory.labels, _tags(page, directory, request)),
        "initiatives": initiative_values(page, directory.labels, directory.passages),
        "commitments": [
            {
                "kind": step.kind,
                "kind_label": step.get_kind_display(),
                "date_label": step.date_label,
                "source_url": step.source_url,
                "source_name": step.source_name,
            }
            for step in sorted(page.commitments.all(), key=lambda step: (step.date is None, step.date or 0))
        ],
        "merger_note": merger_note(directory, municipality, entry),
        "mergers": mergers(directory, municipality.refnis),
        **_sharing(municipality.name(language), page.status, tree.url(page, request) if page.pk else ""),
        "neighbours": solidary_neighbours(directory, municipality, but=current),
        "letter_href": letter_href(language, current, request),
        "current": current,
    }


def _tags(page: MunicipalityPage, directory: Directory, request: HttpRequest) -> Iterable[int]:
    """The keys of the activities: a draft's own, else those that the directory has read already."""
    if getattr(request, "is_preview", False) or page.pk not in directory.profiles:
        return (item.tag_id for item in page.tagged_items.all())
    return directory.tags[page.pk]


def municipality_context(page: MunicipalityIndexPage, refnis: str, request: HttpRequest) -> dict[str, Any]:
    """Context of the page of a current municipality that has no profile under its own code."""
    key = f"municipality {page.pk} {refnis}"
    context = {**remembered(key, lambda: _municipality(page, refnis, request), request)}
    context["letters_made"] = letters_made(refnis)
    return context


def _municipality(page: MunicipalityIndexPage, refnis: str, request: HttpRequest) -> dict[str, Any]:
    language = page.locale.language_code
    directory, tree = Directory.load(language, request), Tree.load(request)
    entry = directory.entries[refnis]
    address = f"{tree.full_url(page)}{refnis}/"
    card = municipality_card(entry.row, entry.status, language)
    return {
        **_facts(entry.row, language),
        "structured_data": [municipality_thing(entry.row, language, address)],
        "share_picture": picture_of_card(card, "share_municipality", language=language, refnis=refnis),
        "entry": entry,
        "status": entry.status,
        "status_label": entry.status_label,
        "mergers": mergers(directory, refnis),
        **_sharing(entry.name, entry.status, f"{tree.url(page, request)}{refnis}/"),
        "neighbours": solidary_neighbours(directory, entry.row, but=refnis),
        "letter_href": letter_href(language, refnis, request),
        "join_href": _with_municipality(join_url(language, request), refnis),
    }


def solidary_neighbours(directory: Directory, row: MunicipalityRow, but: str) -> list[Entry]:
    """The nearest solidary municipalities with their distance, those of the same province first when equally near."""
    candidates = {entry.refnis: entry for entry in directory.solidary() if entry.refnis != but}
    found = nearest(row, [entry.row for entry in candidates.values()], NEIGHBOURS)
    return [replace(candidates[other.refnis], distance_km=distance_km(row, other)) for other in found]


def merger_note(directory: Directory, row: MunicipalityRow, entry: Entry | None) -> str:
    """One sentence for a profile whose municipality has been merged away, else empty.

    A mere change of code, without another name or territory, is nothing a reader would miss.
    """
    if entry is None or row.valid_until is None:
        return ""
    former = row.name(directory.language)
    if former != entry.name:
        return _("%(former)s joined under this name. It became part of %(current)s after %(date)s.") % {
            "former": former,
            "current": entry.name,
            "date": long_date(row.valid_until),
        }
    others = sorted({one.name(directory.language) for one in merged_with(row, directory.rows)}, key=sort_key)
    if not others:
        return ""
    return _("%(name)s joined before its merger with %(names)s on %(date)s.") % {
        "name": former,
        "names": get_text_list(others, _("and")),
        "date": long_date(row.valid_until + timedelta(days=1)),
    }


def mergers(directory: Directory, refnis: str) -> list[str]:
    """A sentence a merger: which municipalities this one came from or took in, and since when.

    Their codes lead here, so this says why.

    A mere change of code, without another name, is nothing a reader would miss.
    """
    current = directory.row(refnis)
    by_day: dict[date, list[str]] = {}
    for row in directory.rows:
        if row.successor == refnis and row.valid_until is not None:
            by_day.setdefault(row.valid_until + timedelta(days=1), []).append(row.name(directory.language))
    return [
        _merger(current, day, sorted(set(names), key=sort_key), directory.language)
        for day, names in sorted(by_day.items())
        if current is not None and set(names) != {current.name(directory.language)}
    ]


def _merger(row: MunicipalityRow, day: date, names: list[str], language: str) -> str:
    if row.valid_from == day and len(names) > 1:
        sentence = _("Since %(date)s, %(names)s are together %(name)s. Their own addresses lead here.")
    else:
        # It took them in and kept its own code, as Antwerp did with Borsbeek.
        sentence = ngettext(
            "Since %(date)s, %(names)s is part of %(name)s. Its own address leads here.",
            "Since %(date)s, %(names)s are part of %(name)s. Their own addresses lead here.",
            len(names),
        )
    listed = get_text_list(names, _("and"))
    return sentence % {"date": long_date(day), "names": listed, "name": row.name(language)}


def _sharing(name: str, status: str, path: str) -> dict[str, Any]:
    """Links that hand the page on, with a text that fits where the municipality stands."""
    if status == Status.SOLIDARY:
        text = _("%(name)s is a solidary municipality. This is what it does:") % {"name": name}
    else:
        text = _("Will %(name)s become a solidary municipality? Ask with me:") % {"name": name}
    url = absolute(path)
    return {"share_url": url, "share_links": share_links(url, text)}


def letter_href(language: str, refnis: str, request: HttpRequest) -> str:
    """The letter form with the municipality filled in; empty when there is no letter page."""
    return _with_municipality(letter_url(language, request), refnis)


def _with_municipality(url: str, refnis: str) -> str:
    return f"{url}?{urlencode({'gemeente': refnis})}" if url else ""


def _facts(row: MunicipalityRow, language: str) -> dict[str, Any]:
    return {
        "municipality": {
            "refnis": row.refnis,
            "name": row.name(language),
            "province_label": str(Province(row.province).label),
            "region_label": str(Region(row.region).label),
            "postcodes": row.postcodes,
            "is_city": row.is_city,
        },
    }
