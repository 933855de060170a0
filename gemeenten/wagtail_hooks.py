"""What the municipalities app adds to the admin."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.admin.site_summary import SummaryItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from gemeenten import activity_use, letter_report, profile_advice, register_chooser
from gemeenten.content_addresses import content_addresses
from gemeenten.exchange import hooks as exchange_hooks  # noqa: F401 - register import and export of profiles
from gemeenten.inbox import ApplicationViewSet, InboxSummaryItem, inbox
from gemeenten.letter_wording import WORDING_FIELDS, translation_problem
from gemeenten.models import Activity, LetterCount, LetterPage
from gemeenten.profile_bulk import ACTIONS
from gemeenten.profile_listing import ProfileViewSet
from gemeenten.subjects import name_subjects


class ActivityViewSet(SnippetViewSet):
    """Curating the activities; what a tag is called for readers is the title of its activity pages."""

    model = Activity
    icon = "tag"
    menu_label = _("Activities")
    menu_name = "activities"
    menu_order = 250
    add_to_admin_menu = True
    list_display = ("name", "slug", "sort_order")
    panels = (
        FieldPanel("name", help_text=_("For the staff only. Readers see the title of the activity page.")),
        FieldPanel("slug"),
        FieldPanel("icon"),
        FieldPanel("sort_order"),
    )


register_snippet(ActivityViewSet)
hooks.register("name_subjects", name_subjects)
hooks.register("addresses_of_content", content_addresses)


@hooks.register("register_admin_viewset")
def choosing_from_the_register() -> register_chooser.RegisterChooserViewSet:
    """The window in which a municipality is chosen."""
    return register_chooser.chooser


@hooks.register("register_reports_menu_item")
def letter_counts_in_the_menu() -> MenuItem:
    """The letters made, among the reports."""
    return letter_report.menu_item


@hooks.register("register_admin_urls")
def letter_counts_urls() -> list[URLPattern]:
    """Where the report is."""
    return letter_report.urlpatterns


@hooks.register("register_permissions")
def letter_counts_permission() -> QuerySet[Permission]:
    """Let the administrators of groups say who sees the numbers."""
    return Permission.objects.filter(content_type__app_label=LetterCount._meta.app_label, codename="view_lettercount")


@hooks.register("check_translated_segment")
def check_letter_segment(model: Any, path: str, source: str, target: str) -> str | None:
    """What a translator's file does wrong with the letter's placeholders; ``None`` for all other texts."""
    if not issubclass(model, LetterPage) or path not in WORDING_FIELDS:
        return None
    return translation_problem(source, target)


hooks.register("after_create_page", profile_advice.tell)
hooks.register("after_edit_page", profile_advice.tell)
hooks.register("before_approve_page", profile_advice.guard_approval)
hooks.register("before_bulk_action", profile_advice.guard_bulk_publish)


@hooks.register("register_admin_viewset")
def applications_inbox() -> ApplicationViewSet:
    """What came in through the joining page."""
    return inbox


@hooks.register("construct_homepage_summary_items")
def applications_to_handle(request: HttpRequest, items: list[SummaryItem]) -> None:
    """How many applications wait, on the admin's first page."""
    items.append(InboxSummaryItem(request))


@hooks.register("register_log_actions")
def application_log_actions(actions: Any) -> None:
    """What happened to applications, in the site's history."""
    actions.register_action("gemeenten.application.accept", _("Accept application"), _("Application accepted"))
    actions.register_action("gemeenten.application.decline", _("Decline application"), _("Application declined"))


@hooks.register("register_admin_viewset")
def list_of_profiles() -> ProfileViewSet:
    """The staff's list of profiles."""
    return ProfileViewSet()


for _action in ACTIONS:
    hooks.register("register_bulk_action", _action)


@hooks.register("before_delete_snippet")
def keep_activities_in_use(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """An activity that something names stays."""
    return activity_use.guard_deletion(request, instances)


@hooks.register("before_bulk_action")
def keep_several_activities(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> Any:
    """The same for several at once."""
    return activity_use.guard_deletion(request, objects) if action_type == "delete" else None
