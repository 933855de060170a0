"""The finder for programs: ``/finder/<language>.json?q=``, which the search fields of the site ask while one types."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from gemeenten.directory import Directory
from gemeenten.finder import Match
from gemeenten.finding import find
from gemeenten.register.rows import MunicipalityRow
from portal.answers import json_answer, open_to_all, send

#: From how many signs on it is worth looking, and how many nobody types.
SHORTEST, LONGEST = 2, 100
#: How many municipalities a list under a search field can hold.
MOST = 10


def answer_for(directory: Directory, query: str) -> dict[str, Any]:
    """What fits ``query``: ``results`` best first, and ``suggestions`` that resemble it when nothing fits well."""
    query = query.strip()
    if not SHORTEST <= len(query) <= LONGEST:
        return {"query": query[:LONGEST], "results": [], "suggestions": []}
    found = find(directory.rows, query)
    return {
        "query": query,
        "results": [_shown(directory, match) for match in found.matches[:MOST]],
        "suggestions": [_shown(directory, match) for match in found.suggestions],
    }


def _shown(directory: Directory, match: Match) -> dict[str, str]:
    entry = directory.entries[match.refnis]
    return {
        "refnis": entry.refnis,
        "name": entry.name,
        "label": unmistakable_name(directory.rows, entry.row, directory.language),
        "matched": match.matched,
        "kind": match.kind,
        "province": entry.province_label,
        "status": entry.status.value,
        "url": entry.url,
    }


def unmistakable_name(rows: tuple[MunicipalityRow, ...], row: MunicipalityRow, language: str) -> str:
    """What to put in a search field so that it means this municipality: its name, with a postcode where names recur.

    Halle is a city, and a village of Zoersel.
    """
    name = row.name(language)
    sole = find(rows, name).sole
    if (sole and sole.refnis == row.refnis) or not row.postcodes:
        return name
    return f"{row.postcodes[0]} {name}"


@open_to_all
def finder(request: HttpRequest, language: str) -> HttpResponse:
    """Answer one query in one language of the site."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        directory = Directory.load(language, request)
        return send(request, json_answer(answer_for(directory, request.GET.get("q", "")), language))
