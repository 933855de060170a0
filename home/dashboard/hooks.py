"""Hangs the campaign's dashboard and colours into the admin, and takes out what the staff do not need."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.userbar import AddPageItem, ExplorePageItem
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel
from wagtail.documents.wagtail_hooks import DocumentsSummaryItem
from wagtail.images.wagtail_hooks import ImagesSummaryItem

from home.dashboard.panels import ToConfirmItem, panels_for

#: Wagtail's own guide and news, in English on another site.
ABOUT_WAGTAIL = ("whats-new-in-wagtail", "editor-guide")
#: Reports about the machinery rather than the campaign: only administrators keep them.
TECHNICAL_REPORTS = {"workflow-tasks", "aging-pages", "page-types-usage"}
#: What waits for somebody comes straight after the quick actions, before any figures.
FIRST = {WorkflowObjectsToModeratePanel: 20, UserObjectsInWorkflowModerationPanel: 30}


@hooks.register("insert_global_admin_css")
def campaign_colours() -> SafeString:
    """The campaign's colours and the dashboard's layout on every page of the admin."""
    return format_html('<link rel="stylesheet" href="{}">', static("home/admin/admin.css"))


@hooks.register("construct_homepage_panels")
def add_campaign_panels(request: HttpRequest, panels: list[Any]) -> None:
    """The campaign's panels among Wagtail's."""
    for panel in panels:
        panel.order = FIRST.get(type(panel), panel.order)
    panels.extend(panels_for(request))


@hooks.register("construct_homepage_summary_items", order=10)
def campaign_summary(request: HttpRequest, items: list[Any]) -> None:
    """What asks for work instead of how many files there are; those have their own place in the menu."""
    items[:] = [item for item in items if not isinstance(item, ImagesSummaryItem | DocumentsSummaryItem)]
    items.append(ToConfirmItem(request))


@hooks.register("construct_help_menu")
def help_about_the_campaign_only(request: HttpRequest, menu_items: list[Any]) -> None:
    """Leave out what leads to Wagtail's own pages; the shortcuts stay."""
    menu_items[:] = [item for item in menu_items if not item.name.startswith(ABOUT_WAGTAIL)]


@hooks.register("construct_reports_menu")
def reports_about_the_campaign_only(request: HttpRequest, menu_items: list[Any]) -> None:
    """Leave out the technical reports for everybody but administrators."""
    if not request.user.is_superuser:
        menu_items[:] = [item for item in menu_items if item.name not in TECHNICAL_REPORTS]


@hooks.register("construct_wagtail_userbar")
def userbar_for_this_page_only(request: HttpRequest, items: list[Any], page: Any) -> None:
    """Keep what concerns the page in view: edit it, check it; pages are added and browsed in the admin."""
    items[:] = [item for item in items if not isinstance(item, AddPageItem | ExplorePageItem)]
