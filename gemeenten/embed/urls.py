"""Addresses of what other sites embed. They are fixed: they stand in pages we cannot change."""

from django.urls import path

from gemeenten.embed import views
from portal.translated_pages import translated_paths

urlpatterns = [
    path("embed/badge/<str:language>.svg", views.badge, name="embed_badge"),
    path("embed/<str:language>/<str:kind>/", views.frame, name="embed_frame"),
    *translated_paths(views.PAGE, {"nl": "insluiten", "fr": "integrer"}, views.documentation),
]
