"""Gathers the open data of the day and keeps it, with the finished files, until something is published."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from gemeenten.changelog_view import changes_in
from gemeenten.choices import Province, Region
from gemeenten.directory import Directory
from gemeenten.open_data.rows import OpenRow, open_rows
from gemeenten.open_data.writers import to_csv, to_geojson, to_json
from portal.answers import JSON, Answer, make_answer
from portal.snapshot import remembered

#: The files by the end of their address, with their media types.
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8; header=present", "json": JSON, "geojson": "application/geo+json"}


def base_url() -> str:
    """The site's public address without a trailing slash."""
    return str(settings.WAGTAILADMIN_BASE_URL).rstrip("/")


def dataset(request: HttpRequest | None = None) -> tuple[OpenRow, ...]:
    """All rows by code."""
    return remembered("open data rows", lambda: _gather(request), request)


def _gather(request: HttpRequest | None) -> tuple[OpenRow, ...]:
    dutch, french = Directory.load("nl", request), Directory.load("fr", request)
    provinces = {code: _names(Province, code) for code in ("nl", "fr")}
    regions = {code: _names(Region, code) for code in ("nl", "fr")}
    changes = changes_in("nl", request)
    return open_rows(dutch.entries, french.entries, provinces, regions, changes, base_url())


def _names(places: type[Province] | type[Region], language: str) -> dict[str, str]:
    with translation.override(language):
        return {code: str(label) for code, label in places.choices}


def modified(request: HttpRequest | None = None) -> str:
    """When a profile was last published, in ISO 8601; the day of the register's build when there is none."""

    def find() -> str:
        profiles = Directory.load("nl", request).profiles.rows
        moments = [profile.last_published_at for profile in profiles if profile.last_published_at]
        newest = max(moments, default=datetime(2026, 11, 23, tzinfo=UTC))
        return newest.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")

    return remembered("open data modified", find, request)


def file_answer(kind: str, request: HttpRequest | None = None) -> Answer:
    """The finished file of one of ``MEDIA_TYPES``."""

    def write() -> Answer:
        rows, moment = dataset(request), modified(request)
        if kind == "csv":
            body = to_csv(rows)
        else:
            body = to_geojson(rows, moment) if kind == "geojson" else to_json(rows, moment)
        return make_answer(body, MEDIA_TYPES[kind], filename=f"gemeenten.{kind}")

    return remembered(f"open data {kind}", write, request)
