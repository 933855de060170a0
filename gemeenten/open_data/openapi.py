"""What programs may read, as an OpenAPI 3.1 document. Pure; a test holds it to real answers."""

from __future__ import annotations

from typing import Any

from gemeenten.choices import Province, Status
from gemeenten.open_data.api import DEFAULT_LIMIT, LARGEST_LIMIT
from gemeenten.open_data.rows import COLUMNS, LICENCE

_TEXT: dict[str, Any] = {"type": "string"}
_MAYBE_TEXT: dict[str, Any] = {"type": ["string", "null"]}
_CODE = {"type": "string", "pattern": "^[0-9]{5}$"}
_ADDRESS = {"type": "string", "format": "uri"}
_LATITUDE = {"type": "number", "minimum": 49, "maximum": 52}
_LONGITUDE = {"type": "number", "minimum": 2, "maximum": 7}

_MUNICIPALITY: dict[str, Any] = {
    "refnis": {**_CODE, "description": "Statbel's code of the municipality: the key."},
    "name_nl": {**_TEXT, "description": "Name in Dutch; where it has none, its official name."},
    "name_fr": {**_TEXT, "description": "Name in French; where it has none, its official name."},
    "name_de": {**_TEXT, "description": "Name in German; where it has none, its official name."},
    "province": {
        "type": "string",
        "enum": sorted(Province.values),
        "description": "REFNIS code; 04000 (the region's) for Brussels, which has no province.",
    },
    "province_nl": _TEXT,
    "province_fr": _TEXT,
    "region": {"type": "string", "enum": ["02000", "03000", "04000"]},
    "region_nl": _TEXT,
    "region_fr": _TEXT,
    "status": {"type": "string", "enum": sorted(Status.values)},
    "activities": {"type": "array", "items": _TEXT, "description": "What the municipality does, as stable names."},
    "joined_on": {
        "type": ["string", "null"],
        "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$",
        "description": "As exactly as it is known: year, month or day; null when it is not known.",
    },
    "joined_as": {
        "type": "array",
        "items": _CODE,
        "description": "Codes of the former municipalities that joined before a merger.",
    },
    "url_nl": {**_ADDRESS, "description": "The page in Dutch."},
    "url_fr": {
        "type": ["string", "null"],
        "format": "uri",
        "description": "The page in French, if translated.",
    },
    "latitude": _LATITUDE,
    "longitude": _LONGITUDE,
}
_COLOPHON = {
    "licence": {"const": LICENCE},
    "attribution": _TEXT,
    "modified": {"type": "string", "format": "date-time"},
}
_HIT = {
    "refnis": _CODE,
    "name": _TEXT,
    "label": {**_TEXT, "description": "What to search for so that only this municipality is meant."},
    "matched": {**_TEXT, "description": "The name, postcode, place or code by which it was found."},
    "kind": {"enum": ["postcode", "name", "former", "place", "prefix", "contains", "fuzzy"]},
    "province": _TEXT,
    "status": {"enum": sorted(Status.values)},
    "url": {**_TEXT, "description": "Path of its page."},
}


def _object(properties: dict[str, Any], *, closed: bool = True) -> dict[str, Any]:
    shape: dict[str, Any] = {"type": "object", "properties": properties, "required": sorted(properties)}
    return {**shape, "additionalProperties": False} if closed else shape


def _schemas() -> dict[str, Any]:
    item = {"meta": _object({"detail_url": _ADDRESS}), **_MUNICIPALITY}
    point = _object(
        {
            "type": {"const": "Point"},
            "coordinates": {"type": "array", "prefixItems": [_LONGITUDE, _LATITUDE], "minItems": 2, "maxItems": 2},
        }
    )
    placed = {key: value for key, value in _MUNICIPALITY.items() if key not in ("latitude", "longitude")}
    feature = {"type": {"const": "Feature"}, "id": _CODE, "geometry": point, "properties": _object(placed)}
    features = {"type": "array", "items": _object(feature)}
    page = {
        "id": {"type": "integer"},
        "meta": _object(
            {"type": _TEXT, "detail_url": _ADDRESS, "html_url": _MAYBE_TEXT, "slug": _TEXT, "locale": _TEXT},
            closed=False,
        ),
        "title": _TEXT,
    }
    count = _object({"total_count": {"type": "integer", "minimum": 0}})
    hits = {"type": "array", "items": _object(_HIT)}
    return {
        "Municipality": _object(_MUNICIPALITY),
        "MunicipalityItem": _object(item),
        "MunicipalityList": _object({"meta": count, "items": _list_of("MunicipalityItem")}),
        "MunicipalityFile": _object({**_COLOPHON, "municipalities": _list_of("Municipality")}),
        "MunicipalityFeatures": _object({"type": {"const": "FeatureCollection"}, **_COLOPHON, "features": features}),
        "Page": _object(page, closed=False),
        "PageList": _object({"meta": count, "items": _list_of("Page")}),
        "FinderAnswer": _object({"query": _TEXT, "results": hits, "suggestions": hits}),
        "Catalogue": {
            "type": "object",
            "properties": {"@type": {"const": "dcat:Catalog"}, "@id": _ADDRESS},
            "required": ["@context", "@id", "@type", "dcat:dataset"],
        },
        "Error": _object({"message": _TEXT}),
    }


def _list_of(name: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}


def _query(name: str, description: str, schema: dict[str, Any] | None = None, example: Any = None) -> dict[str, Any]:
    parameter = {"name": name, "in": "query", "description": description, "schema": schema or _TEXT}
    return {**parameter, "example": example} if example is not None else parameter


def _in_path(name: str, schema: dict[str, Any], example: Any) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema, "example": example}


def _answer(name: str, description: str, media_type: str = "application/json") -> dict[str, Any]:
    return {
        "description": description,
        "headers": {"ETag": {"schema": _TEXT, "description": "Send it back in If-None-Match to get a 304."}},
        "content": {media_type: {"schema": {"$ref": f"#/components/schemas/{name}"}}},
    }


def _error(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }


def _get(identifier: str, summary: str, responses: dict[str, Any], *parameters: dict[str, Any]) -> dict[str, Any]:
    return {
        "get": {
            "operationId": identifier,
            "summary": summary,
            "parameters": list(parameters),
            "responses": {**responses, "304": {"description": "You have the present version."}},
        }
    }


def _paging(default: int, largest: int) -> tuple[dict[str, Any], dict[str, Any]]:
    limit = {"type": "integer", "minimum": 0, "maximum": largest, "default": default}
    return (
        _query("limit", "How many items.", limit),
        _query("offset", "How many items to skip.", {"type": "integer", "minimum": 0, "default": 0}),
    )


def _paths(languages: list[str], activities: list[str]) -> dict[str, Any]:
    bad, missing = _error("A parameter that cannot be used."), _error("Not found.")
    csv = {"description": f"UTF-8 with byte order mark, RFC 4180; columns: {', '.join((*COLUMNS, 'licence'))}."}
    return {
        "/open-data/gemeenten.csv": _get(
            "downloadCsv", "All municipalities as a table", {"200": {**csv, "content": {"text/csv": {"schema": _TEXT}}}}
        ),
        "/open-data/gemeenten.json": _get(
            "downloadJson", "All municipalities as JSON", {"200": _answer("MunicipalityFile", "All municipalities.")}
        ),
        "/open-data/gemeenten.geojson": _get(
            "downloadGeoJson",
            "All municipalities as points",
            {"200": _answer("MunicipalityFeatures", "All municipalities.", "application/geo+json")},
        ),
        "/open-data/catalog.jsonld": _get(
            "describeData",
            "Description for data catalogues (DCAT-AP)",
            {"200": _answer("Catalogue", "The catalogue.", "application/ld+json")},
        ),
        "/api/v2/municipalities/": _get(
            "listMunicipalities",
            "Municipalities, filtered",
            {"200": _answer("MunicipalityList", "By code; best match first with q."), "400": bad},
            _query("status", "Where it stands.", {"type": "string", "enum": sorted(Status.values)}, "solidary"),
            _query("province", "REFNIS code of the province.", {"type": "string", "enum": sorted(Province.values)}),
            _query("activity", "What it does.", {"type": "string", "enum": activities}),
            _query("q", "Postcode, name (also former, German, misspelt), place or code.", example="9000"),
            *_paging(DEFAULT_LIMIT, LARGEST_LIMIT),
        ),
        "/api/v2/municipalities/{refnis}/": _get(
            "getMunicipality",
            "One municipality",
            {
                "200": _answer("MunicipalityItem", "The municipality."),
                "301": {"description": "A former code: the successor."},
                "404": missing,
            },
            _in_path("refnis", _CODE, "44021"),
        ),
        "/api/v2/pages/": _get(
            "listPages",
            "Public pages (Wagtail's own API)",
            {"200": _answer("PageList", "The pages."), "400": bad},
            _query("type", "Page type.", example="gemeenten.MunicipalityPage"),
            _query("locale", "Language of the page.", {"type": "string", "enum": languages}),
            _query("fields", "More fields, or * for all.", example="introduction"),
            _query("search", "Words to look for."),
            _query("order", "Field to sort by, with - for descending."),
            *_paging(20, 20),
        ),
        "/api/v2/pages/{id}/": _get(
            "getPage",
            "One page",
            {"200": _answer("Page", "The page."), "404": missing},
            _in_path("id", {"type": "integer"}, 3),
        ),
        "/api/v2/pages/find/": _get(
            "findPage",
            "The page at an address",
            {"302": {"description": "Leads to the page in the API."}, "404": missing},
            _query("html_path", "Path of the page.", example="/nl/gemeenten/"),
        ),
        "/finder/{language}.json": _get(
            "find",
            "What the search fields of the site propose",
            {"200": _answer("FinderAnswer", "Results, or what resembles the query.")},
            _in_path("language", {"type": "string", "enum": languages}, "nl"),
            _query("q", "Two signs or more.", example="gent"),
        ),
    }


def document(base_url: str, languages: list[str], activities: list[str]) -> dict[str, Any]:
    """The document for a site at ``base_url`` with these languages and activities."""
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Solidary municipalities of Belgium",
            "version": "2.0.0",
            "summary": "Which Belgian municipalities commit themselves to welcoming refugees.",
            "description": "Read-only, without keys or cookies; browsers of every site may ask (CORS).",
            "license": {"name": "CC BY 4.0", "url": LICENCE},
        },
        "servers": [{"url": base_url}],
        "paths": _paths(languages, activities),
        "components": {"schemas": _schemas()},
    }
