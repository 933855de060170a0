"""The guide's place in the admin."""

from __future__ import annotations

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.guide import views


@hooks.register("register_admin_urls")
def guide_urls() -> list[URLPattern]:
    """Where the guide is."""
    return [
        path("guide/", views.index, name="guide"),
        path("guide/<slug:name>/", views.show, name="guide_chapter"),
    ]


@hooks.register("register_admin_menu_item")
def guide_menu_item() -> MenuItem:
    """The guide, for everybody who works here."""
    return MenuItem(_("Guide"), reverse("guide"), name="guide", icon_name="help", order=9000)
