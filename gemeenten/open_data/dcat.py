"""The description of the open data for catalogues such as data.gov.be: DCAT-AP 3 as JSON-LD. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gemeenten.open_data.rows import LICENCE

_EU = "http://publications.europa.eu/resource/authority"
_CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_FORMATS = {
    "csv": ("CSV", "text/csv"),
    "json": ("JSON", "application/json"),
    "geojson": ("GEOJSON", "application/geo+json"),
}

#: Texts by language.
Texts = Mapping[str, str]


def describe(
    base_url: str,
    *,
    modified: str,
    publisher: str,
    contact: str,
    titles: Texts,
    descriptions: Texts,
    catalogue_titles: Texts,
    keywords: Mapping[str, tuple[str, ...]],
    pages: Texts,
) -> dict[str, Any]:
    """The catalogue with its data set, three distributions and the API.

    ``modified`` is a moment in ISO 8601, ``contact`` an e-mail address or empty, ``pages`` the full addresses of the
    page for people by language.
    """
    catalogue, data = f"{base_url}/open-data/catalog.jsonld", f"{base_url}/open-data/gemeenten"
    agent = {"@id": f"{base_url}/#publisher", "@type": "foaf:Agent", "foaf:name": publisher}
    rights = _all_rights()
    shared = {
        "dct:title": _texts(titles),
        "dct:description": _texts(descriptions),
        "dct:publisher": {"@id": agent["@id"]},
        **rights,
    }
    point = {"dcat:contactPoint": {"@type": "vcard:Organization", "vcard:fn": publisher}}
    if contact:
        point["dcat:contactPoint"]["vcard:hasEmail"] = {"@id": f"mailto:{contact}"}  # type: ignore[assignment]
    dataset = {
        "@id": data,
        "@type": "dcat:Dataset",
        **shared,
        **point,
        "dct:identifier": data,
        "dct:modified": {"@type": "xsd:dateTime", "@value": modified},
        "dct:language": [{"@id": f"{_EU}/language/{code}"} for code in ("NLD", "FRA", "DEU")],
        "dct:spatial": {"@id": f"{_EU}/country/BEL"},
        "dct:accrualPeriodicity": {"@id": f"{_EU}/frequency/IRREG"},
        "dcat:theme": [{"@id": f"{_EU}/data-theme/{code}"} for code in ("SOCI", "GOVE")],
        "dcat:keyword": [{"@language": code, "@value": word} for code, words in keywords.items() for word in words],
        "dcat:landingPage": [{"@id": address} for address in pages.values()],
        "dcat:distribution": [_distribution(data, kind, modified, titles, rights) for kind in _FORMATS],
    }
    service = {
        "@id": f"{base_url}/api/v2/",
        "@type": "dcat:DataService",
        **shared,
        **point,
        "dcat:endpointURL": {"@id": f"{base_url}/api/v2/"},
        "dcat:endpointDescription": {"@id": f"{base_url}/api/openapi.json"},
        "dcat:servesDataset": {"@id": data},
        "dct:conformsTo": {"@id": "https://spec.openapis.org/oas/v3.1.1"},
    }
    return {
        "@context": _CONTEXT,
        "@id": catalogue,
        "@type": "dcat:Catalog",
        "dct:title": _texts(catalogue_titles),
        "dct:description": _texts(descriptions),
        "dct:publisher": agent,
        "dct:language": [{"@id": f"{_EU}/language/{code}"} for code in ("NLD", "FRA")],
        "dct:modified": {"@type": "xsd:dateTime", "@value": modified},
        "foaf:homepage": {"@id": f"{base_url}/"},
        **rights,
        "dcat:dataset": [dataset],
        "dcat:service": [service],
    }


def _texts(texts: Texts) -> list[dict[str, str]]:
    return [{"@language": code, "@value": text} for code, text in texts.items()]


def _all_rights() -> dict[str, Any]:
    return {"dct:license": {"@id": LICENCE}, "dct:accessRights": {"@id": f"{_EU}/access-right/PUBLIC"}}


def _distribution(data: str, kind: str, modified: str, titles: Texts, rights: dict[str, Any]) -> dict[str, Any]:
    name, media_type = _FORMATS[kind]
    return {
        "@id": f"{data}.{kind}",
        "@type": "dcat:Distribution",
        "dct:title": [{"@language": code, "@value": f"{text} ({name})"} for code, text in titles.items()],
        "dcat:accessURL": {"@id": f"{data}.{kind}"},
        "dcat:downloadURL": {"@id": f"{data}.{kind}"},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media_type}"},
        "dct:format": {"@id": f"{_EU}/file-type/{name}"},
        "dct:modified": {"@type": "xsd:dateTime", "@value": modified},
        "dct:license": rights["dct:license"],
        "dcatap:availability": {"@id": f"{_EU}/planned-availability/STABLE"},
        "adms:status": {"@id": f"{_EU}/distribution-status/COMPLETED"},
    }
