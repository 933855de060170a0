"""What the page for people says of files and columns."""

from django.utils.translation import gettext_lazy as _

#: (end of the address, name of the format, for whom).
FILES = (
    ("csv", "CSV", _("For spreadsheets: opens in LibreOffice and Excel.")),
    ("json", "JSON", _("For programs.")),
    ("geojson", "GeoJSON", _("For maps: QGIS, Leaflet, MapLibre.")),
)

#: (columns, their meaning).
COLUMN_TEXTS = (
    (("refnis",), _("Statbel's code of the municipality, always five digits: the key")),
    (
        ("name_nl", "name_fr", "name_de"),
        _("Name in Dutch, French and German; without one of its own, the official name"),
    ),
    (("province", "province_nl", "province_fr"), _("Code and name of the province; 04000 stands for Brussels")),
    (("region", "region_nl", "region_fr"), _("Code and name of the region")),
    (("status",), _("solidary, asked (the question is on the table) or none (not yet)")),
    (("activities",), _("What the municipality does; in the CSV file with | in between")),
    (("joined_on",), _("Year, month or day on which it joined, as exactly as we know it; often empty")),
    (("joined_as",), _("Codes of the former municipalities that joined before a merger")),
    (("url_nl", "url_fr"), _("The municipality's page; without a French one as long as it is not translated")),
    (("latitude", "longitude"), _("Place on the map, in WGS 84 degrees")),
    (("licence",), _("The licence (in the JSON files once, at the top)")),
)
