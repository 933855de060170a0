"""Names municipalities and activities for other apps; see `portal.subjects`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from gemeenten.directory import Directory
from gemeenten.labels import labels_for, pick
from portal.subjects import ACTIVITY, MUNICIPALITY, Subject


def name_subjects(kind: str, keys: list[Any], language: str, request: HttpRequest | None) -> list[Subject]:
    """Municipalities by REFNIS code in the given order, activities by primary key in the curators' order.

    A former code gives the municipality that took over, once, as everywhere on the site.
    """
    if kind == MUNICIPALITY:
        return _municipalities(keys, language, request)
    if kind == ACTIVITY:
        return [
            Subject(ACTIVITY, label.slug, label.label, label.url, label.lang, label.icon)
            for label in pick(labels_for(request, language), keys)
        ]
    return []


def _municipalities(codes: list[str], language: str, request: HttpRequest | None) -> list[Subject]:
    directory = Directory.load(language, request)
    successors = {row.refnis: row.successor for row in directory.rows if row.successor}
    current: dict[str, None] = {}
    for named in codes:
        code = named
        while code in successors:
            code = successors[code]
        current[code] = None
    return [
        # The name is the reader's language's own; only the page behind it may be in another.
        Subject(MUNICIPALITY, entry.refnis, entry.name, entry.url, entry.lang)
        for entry in map(directory.entries.get, current)
        if entry is not None
    ]
