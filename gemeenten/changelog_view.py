"""The changes of the list as a page, and what others ask about them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from gemeenten.changelog import CHANGES, Change, Changelog, arrange
from gemeenten.choices import CommitmentKind, DatePrecision
from gemeenten.directory import Directory
from gemeenten.live_profiles import ProfileRow
from gemeenten.models.profile import Commitment
from portal.snapshot import remembered
from portal.tree import Tree

if TYPE_CHECKING:
    from gemeenten.models.index import MunicipalityIndexPage

#: The word in the address of the page, below the list of municipalities.
WORDS = {"nl": "wijzigingen", "fr": "changements"}


def changes_in(language: str, request: HttpRequest | None = None) -> tuple[Change, ...]:
    """Every change with the profile in ``language`` (source language where not translated), kept until publication."""
    return remembered(f"changes {language}", lambda: _read(Directory.load(language, request), request), request)


def changelog_in(language: str, request: HttpRequest | None = None) -> Changelog:
    """The changes as they are read."""
    return remembered(f"changelog {language}", lambda: arrange(changes_in(language, request)), request)


def _read(directory: Directory, request: HttpRequest | None) -> tuple[Change, ...]:
    steps: dict[int, list[Commitment]] = defaultdict(list)
    for step in Commitment.objects.filter(page_id__in=directory.profiles, kind__in=CHANGES).order_by("sort_order"):
        steps[step.page_id].append(step)
    found: list[Change] = []
    tree = Tree.load(request)
    for profile in directory.profiles.rows:
        url = directory.profiles.url(profile.pk, tree, request)
        found.extend(_changes_of(profile, url, steps[profile.pk], directory))
    return tuple(found)


def _changes_of(page: ProfileRow, url: str, steps: list[Commitment], directory: Directory) -> list[Change]:
    """The changes of one profile; the day on the profile dates a decision that has no date of its own."""
    row = directory.row(page.municipality_id) or directory.profiles[page.pk].municipality.as_row()
    shared: dict[str, Any] = {
        "page_id": page.pk,
        "refnis": row.refnis,
        "name": row.name(directory.language),
        "url": url,
        "lang": "" if page.language == directory.language else page.language,
        "recorded": page.first_published_at,
    }
    changes = []
    for step in steps:
        known, precision = step.date, DatePrecision(step.date_precision)
        if known is None and step.kind == CommitmentKind.DECIDED:
            known, precision = page.joined_on, DatePrecision.DAY
        kind = CommitmentKind(step.kind)
        source: dict[str, Any] = {"source_name": step.source_name, "source_url": step.source_url}
        changes.append(Change(kind=kind, date=known, precision=precision, **source, **shared))
    if page.joined_on and not any(change.kind == CommitmentKind.DECIDED for change in changes):
        changes.append(Change(kind=CommitmentKind.DECIDED, date=page.joined_on, **shared))
    return changes


def changelog_context(page: MunicipalityIndexPage, request: HttpRequest) -> dict[str, Any]:
    """Context of the page of changes."""
    tree = Tree.load(request)
    pages = tree.translations(page)
    return {
        "changelog": changelog_in(page.locale.language_code, request),
        "feed_address": f"{page.get_url(request)}{WORDS[page.locale.language_code]}/feed/",
        "translated_addresses": {
            code: f"{tree.url(other, request)}{WORDS[code]}/" for code, other in pages.items() if code in WORDS
        },
    }
