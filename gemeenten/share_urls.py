"""Addresses of the pictures for shared links; those without a version lead to the present one."""

from django.urls import re_path

from gemeenten.share_card import municipality_picture

urlpatterns = [
    re_path(
        r"^share/(?P<language>[a-z]{2})/(?P<refnis>[0-9]{5})(?:-(?P<version>[0-9a-f]{8}))?\.png$",
        municipality_picture,
        name="share_municipality",
    ),
]
