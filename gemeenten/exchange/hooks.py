"""What import and export of profiles add to Wagtail's admin. Imported by ``gemeenten.wagtail_hooks``."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, register_converter, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from gemeenten.exchange import views
from gemeenten.exchange.state import source_index
from portal.snapshot import remembered

register_converter(views.FormatConverter, "spreadsheet")


@hooks.register("register_admin_urls")
def exchange_urls() -> list[URLPattern]:
    """Our pages and files."""
    return [
        path("profiles/import/", views.upload, name="profile_import"),
        path("profiles/import/example.<spreadsheet:kind>", views.example, name="profile_import_example"),
        path("profiles/import/<uuid:key>/", views.preview, name="profile_import_preview"),
        path("profiles/export.<spreadsheet:kind>", views.export, name="profile_export"),
    ]


class ExchangeMenuItem(MenuItem):  # type: ignore[misc]
    """Shown to whoever may make profiles."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person may; every page of the admin asks, so the list of municipalities is remembered."""
        return views.may_exchange(request.user, remembered("index for exchange", source_index, request))


@hooks.register("register_admin_menu_item")
def exchange_in_the_menu() -> ExchangeMenuItem:
    """Import and export in the main menu."""
    return ExchangeMenuItem(
        _("Import and export"), reverse("profile_import"), name="profile-exchange", icon_name="table", order=245
    )
