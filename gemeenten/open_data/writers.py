"""The open data in its three formats. Pure: rows in, text out, and the same text for the same rows."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from io import StringIO
from typing import Any

from gemeenten.open_data.rows import ATTRIBUTION, COLUMNS, LICENCE, OpenRow

#: Between the values of one cell: it occurs in no code and no slug.
BETWEEN = "|"
#: Spreadsheets run a cell that begins with one of these as a formula; the wide signs are the same keys elsewhere.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Says to spreadsheets that the file is UTF-8: without it Excel reads Liège as LiÃ¨ge.
_BYTE_ORDER_MARK = "\ufeff"


def to_csv(rows: Iterable[OpenRow]) -> str:
    """A table after RFC 4180 with a header, a byte order mark, and a column that names the licence."""
    target = StringIO()
    target.write(_BYTE_ORDER_MARK)
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow([*COLUMNS, "licence"])
    for row in rows:
        writer.writerow([*(cell(getattr(row, column)) for column in COLUMNS), LICENCE])
    return target.getvalue()


def cell(value: str | float | tuple[str, ...]) -> str:
    """A value as a spreadsheet may hold it: a text that would run as a formula gets an apostrophe, a number never."""
    if isinstance(value, float | int):
        return repr(value)
    text = BETWEEN.join(value) if isinstance(value, tuple) else value
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def as_object(row: OpenRow) -> dict[str, Any]:
    """A row as a JSON object: lists as arrays, what is not known as ``null``."""
    values = {column: getattr(row, column) for column in COLUMNS}
    for column in ("activities", "joined_as"):
        values[column] = list(values[column])
    for column in ("joined_on", "url_fr"):
        values[column] = values[column] or None
    return values


def to_json(rows: Iterable[OpenRow], modified: str) -> str:
    """The rows with their licence."""
    return _dumped({**_colophon(modified), "municipalities": [as_object(row) for row in rows]})


def to_geojson(rows: Iterable[OpenRow], modified: str) -> str:
    """A feature collection after RFC 7946: a point a municipality, the columns as its properties."""
    return _dumped({"type": "FeatureCollection", **_colophon(modified), "features": [_feature(row) for row in rows]})


def _feature(row: OpenRow) -> dict[str, Any]:
    properties = as_object(row)
    point = [properties.pop("longitude"), properties.pop("latitude")]
    return {
        "type": "Feature",
        "id": row.refnis,
        "geometry": {"type": "Point", "coordinates": point},
        "properties": properties,
    }


def _colophon(modified: str) -> dict[str, str]:
    return {"licence": LICENCE, "attribution": ATTRIBUTION, "modified": modified}


def _dumped(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
