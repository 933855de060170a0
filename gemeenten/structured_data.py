"""A municipality in schema.org's terms. Pure."""

from __future__ import annotations

from django.utils.translation import override

from gemeenten.choices import Province
from gemeenten.register.rows import MunicipalityRow
from portal.structured_data import Thing, filled


def municipality_thing(row: MunicipalityRow, language: str, url: str, description: str = "") -> Thing:
    """The municipality of the page at ``url``: a City where it bears that title, else an AdministrativeArea."""
    name = row.name(language)
    others = [other for other in dict.fromkeys((row.name_nl, row.name_fr, row.name_de)) if other != name]
    with override(language):
        province = str(Province(row.province).label)
    return filled(
        {
            "@type": "City" if row.is_city else "AdministrativeArea",
            "name": name,
            "alternateName": others,
            "description": description,
            "identifier": {"@type": "PropertyValue", "propertyID": "REFNIS", "value": row.refnis},
            "geo": {"@type": "GeoCoordinates", "latitude": row.latitude, "longitude": row.longitude},
            "containedInPlace": {"@type": "AdministrativeArea", "name": province},
            "mainEntityOfPage": url,
        }
    )
