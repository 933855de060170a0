"""Hangs the checks into the admin. Imported by ``portal.wagtail_hooks``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from portal.content_checks import checker, report, views


@hooks.register("register_admin_urls", order=-10)
def content_checks_urls() -> list[URLPattern]:
    """The report, a page's findings, and those of a form: below the address of its preview, where the script looks."""
    return [
        *report.urlpatterns,
        path("content-checks/<int:page_id>/", views.latest_version, name="content_checks_page"),
        path("pages/<int:page_id>/edit/preview/checks/", views.ChecksOnEdit.as_view(), name="content_checks_on_edit"),
        path(
            "pages/add/<slug:content_type_app_name>/<slug:content_type_model_name>/<int:parent_page_id>/preview/checks/",
            views.ChecksOnCreate.as_view(),
            name="content_checks_on_add",
        ),
    ]


@hooks.register("register_reports_menu_item")
def content_checks_in_the_menu() -> MenuItem:
    """The findings of all pages, among the reports."""
    return report.menu_item


@hooks.register("construct_wagtail_userbar")
def content_checker(request: HttpRequest, items: list[Any], page: Any) -> None:
    """Our configuration of Wagtail's checker, in the user bar and in the editor."""
    checker.put_in_place(items)


@hooks.register("insert_editor_js")
def content_checks_script() -> SafeString:
    """What fetches the findings into the side panel."""
    return format_html('<script src="{}"></script>', static("portal/js/content-checks.js"))


def _button(page: Any, user: Any, priority: int) -> Iterator[Button]:
    if page.depth > 1 and page.permissions_for_user(user).can_edit():
        address = reverse("content_checks_page", args=[page.pk])
        yield Button(_("Content checks"), url=address, icon_name="glasses", priority=priority)


@hooks.register("register_page_header_buttons")
def header_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """On the page's own pages in the admin."""
    yield from _button(page, user, 67)


@hooks.register("register_page_listing_more_buttons")
def listing_button(page: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """In lists of pages, where translators find it too."""
    yield from _button(page, user, 55)
