"""Addresses of the open data and the API. They are fixed: other sites and programs link here."""

from django.urls import include, path, re_path

from gemeenten.finder_api import finder
from gemeenten.open_data import api, views
from gemeenten.open_data.dataset import MEDIA_TYPES
from gemeenten.open_data.pages_api import router
from portal.translated_pages import translated_paths

urlpatterns = [
    *(
        path(f"open-data/gemeenten.{kind}", views.data_file, {"kind": kind}, name=f"open_data_{kind}_file")
        for kind in MEDIA_TYPES
    ),
    path("open-data/catalog.jsonld", views.catalogue, name="open_data_catalogue"),
    path("finder/<str:language>.json", finder, name="finder"),
    path("api/openapi.json", views.openapi, name="openapi"),
    path("api/v2/municipalities/", api.municipality_list, name="api_municipalities"),
    re_path(r"^api/v2/municipalities/(?P<refnis>[0-9]{5})/$", api.municipality_detail, name="api_municipality"),
    path("api/v2/", include((router.get_urlpatterns(), "wagtailapi"))),
    # Only with the slash at the end: without it Django first looks whether the address exists with one.
    re_path(r"^api/(?:.*/)?$", api.unknown),
    *translated_paths(views.PAGE, {"nl": "open-data", "fr": "donnees-ouvertes"}, views.documentation),
]
