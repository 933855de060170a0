"""The municipalities as a small JSON API beside Wagtail's own: a list with filters, and one by its code.

Envelope, paging and errors are those of Wagtail's API, so that both read the same way.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from gemeenten.choices import Province, Status
from gemeenten.directory import Directory
from gemeenten.finding import find
from gemeenten.open_data.dataset import base_url, dataset
from gemeenten.open_data.rows import OpenRow
from gemeenten.open_data.writers import as_object
from portal.answers import json_answer, open_to_all, send, send_error

DEFAULT_LIMIT, LARGEST_LIMIT = 20, 1000
PARAMETERS = ("status", "province", "activity", "q", "limit", "offset")


class UnusableQueryError(ValueError):
    """A parameter that cannot be what is meant; the text says so to the programmer."""


@open_to_all
def municipality_list(request: HttpRequest) -> HttpResponse:
    """The municipalities that fit the filters, by code, or best match first with ``q``."""
    try:
        found = _select(request)
        limit = _number(request, "limit", DEFAULT_LIMIT)
        offset = _number(request, "offset", 0)
        if limit > LARGEST_LIMIT:
            raise UnusableQueryError(f"limit cannot be higher than {LARGEST_LIMIT}")
    except UnusableQueryError as fault:
        return send_error(request, str(fault), 400)
    items = [_item(row) for row in found[offset : offset + limit]]
    return send(request, json_answer({"meta": {"total_count": len(found)}, "items": items}))


@open_to_all
def municipality_detail(request: HttpRequest, refnis: str) -> HttpResponse:
    """One municipality; a former code leads to its successor."""
    row = next((row for row in dataset(request) if row.refnis == refnis), None)
    if row is not None:
        return send(request, json_answer(_item(row)))
    former = Directory.load("nl", request).row(refnis)
    if former is not None and former.successor:
        return HttpResponsePermanentRedirect(detail_url(former.successor))
    return send_error(request, "no municipality has this code", 404)


@open_to_all
def unknown(request: HttpRequest) -> HttpResponse:
    """An address that the API does not have."""
    return send_error(request, f"nothing here; {base_url()}/api/openapi.json describes what there is", 404)


def detail_url(refnis: str) -> str:
    """The full address of one municipality in the API."""
    return f"{base_url()}{reverse('api_municipality', args=(refnis,))}"


def _item(row: OpenRow) -> dict[str, Any]:
    return {"meta": {"detail_url": detail_url(row.refnis)}, **as_object(row)}


def _select(request: HttpRequest) -> list[OpenRow]:
    """The rows that fit.

    Raises:
        UnusableQueryError: for an unknown parameter or value.
    """
    if unheard := sorted(set(request.GET) - set(PARAMETERS)):
        raise UnusableQueryError(f"unknown parameter: {', '.join(unheard)}")
    directory = Directory.load("nl", request)
    known = {
        "status": set(Status.values),
        "province": set(Province.values),
        "activity": {label.slug for label in directory.labels.values()},
    }
    wanted = {name: request.GET[name] for name in known if name in request.GET}
    for name, value in wanted.items():
        if value not in known[name]:
            raise UnusableQueryError(f"unknown {name}; one of: {', '.join(sorted(known[name]))}")
    rows: list[OpenRow] = list(dataset(request))
    if "q" in request.GET:
        by_code = {row.refnis: row for row in rows}
        rows = [by_code[match.refnis] for match in find(directory.rows, request.GET["q"]).matches]
    return [row for row in rows if _fits(row, wanted)]


def _fits(row: OpenRow, wanted: dict[str, str]) -> bool:
    return (
        wanted.get("status", row.status) == row.status
        and wanted.get("province", row.province) == row.province
        and ("activity" not in wanted or wanted["activity"] in row.activities)
    )


def _number(request: HttpRequest, name: str, default: int) -> int:
    raw = request.GET.get(name, str(default))
    # Nine digits are more than there will ever be, and no text too long for int().
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 9):
        raise UnusableQueryError(f"{name} must be a positive integer")
    return int(raw)
