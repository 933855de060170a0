"""Hangs the translation board and the publishing rules into the admin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from portal.translation import approval, board, listing_buttons, publishing, views

publishing.switch_locale_sync_off()
listing_buttons.put_in_place()


@hooks.register("register_admin_urls", order=-10)
def translation_urls() -> list[URLPattern]:
    """The board's addresses, and those of wagtail-localize that this site answers otherwise: the first match counts."""
    return [
        path("translations/", views.index, name="translation_board"),
        path("translations/update/", views.update_all, name="translation_update_all"),
        path(
            "translations/publish/<int:page_id>/",
            views.forbidding(publishing.publish_all_the_same),
            name="translation_publish",
        ),
        path("translations/approve/<int:page_id>/<int:task_state_id>/", approval.approve, name="translation_approve"),
        path("translations/<uuid:key>/<str:language>/", views.detail, name="translation_detail"),
        path("translations/<uuid:key>/<str:language>/update/", views.update_one, name="translation_update_one"),
        path("translations/<uuid:key>/<str:language>/submit/", views.submit, name="translation_submit"),
        path("localize/page/<int:page_id>/convert_to_alias/", views.refuse_alias),
        path("localize/update/<int:translation_source_id>/", publishing.UpdateSourceView.as_view()),
    ]


class BoardMenuItem(MenuItem):  # type: ignore[misc]
    """The board's entry in the menu, for who finds something there."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether there is anything for this person."""
        return board.has_access(request.user)


@hooks.register("register_admin_menu_item")
def translation_menu_item() -> BoardMenuItem:
    """The board in the main menu."""
    return BoardMenuItem(
        _("Translations"),
        reverse("translation_board"),
        name="translation-board",
        icon_name="wagtail-localize-language",
        order=240,
    )


@hooks.register("construct_reports_menu")
def hide_report_with_the_flag(request: HttpRequest, menu_items: list[Any]) -> None:
    """Leave out wagtail-localize's own report: it calls up to date what has changed since it was synchronised."""
    address = reverse("wagtail_localize:translations_report")
    menu_items[:] = [item for item in menu_items if getattr(item, "url", "") != address]


class TotalsPanel(Component):  # type: ignore[misc]
    """The totals on the dashboard."""

    name = "translation_totals"
    order = 205
    template_name = "portal/translation/panel.html"
    #: How many translations are named.
    MOST = 5

    def __init__(self, access: board.Access) -> None:
        self.access = access

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The totals of what concerns the person, and what is behind most."""
        entries = board.visible_entries(self.access)
        behind = board.rows(board.most_urgent(entries, self.MOST), self.access)
        return {"totals": board.totals(entries), "behind": behind}


@hooks.register("construct_homepage_panels")
def add_totals(request: HttpRequest, panels: list[Any]) -> None:
    """The totals on the dashboard of everybody who works on translations."""
    access = board.access_of(request.user)
    if access:
        panels.append(TotalsPanel(access))


@hooks.register("before_edit_page", order=-10)
def before_edit_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before wagtail-localize's own hook, which shows its editor."""
    return publishing.guard_editor(request, page) or publishing.editor_without_alias(request, page)


@hooks.register("before_edit_snippet", order=-10)
def before_edit_snippet(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """The same for snippets."""
    return publishing.guard_editor(request, instance)


@hooks.register("before_publish_page")
def before_publish_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Wagtail's own page editor."""
    return publishing.guard_publish(request, page)


@hooks.register("before_bulk_action")
def before_bulk_action(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> HttpResponse | None:
    """Several pages at once."""
    return publishing.guard_bulk_publish(request, action_type, objects, action)


@hooks.register("construct_page_action_menu")
def without_alias(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """No translation becomes an alias."""
    publishing.without_alias(menu_items)
