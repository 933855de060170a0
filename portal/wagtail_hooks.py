"""What the portal adds to Wagtail for all apps."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry

from portal import protected_pages
from portal.account import hooks as account_hooks  # noqa: F401 - registers the pages of the log-in
from portal.content_checks import admin_hooks as content_checks_hooks  # noqa: F401 - register the checks
from portal.document_links import PatientDocumentLinkHandler
from portal.guide import hooks as guide_hooks  # noqa: F401 - registers the guide
from portal.images import library, originals  # noqa: F401 - register the list of images, and where originals are
from portal.page_links import LocalizedPageLinkHandler
from portal.styleguide import admin_hooks as styleguide_hooks  # noqa: F401 - registers the style page
from portal.translation import admin_hooks, exchange_hooks  # noqa: F401 - register the board, import and export


@hooks.register("register_rich_text_features", order=10)
def resolve_page_links_from_memory(features: FeatureRegistry) -> None:
    """Replace Wagtail's handler of page links, which is registered before this one."""
    features.register_link_type(LocalizedPageLinkHandler)


@hooks.register("register_rich_text_features", order=10)
def pass_over_links_to_no_document(features: FeatureRegistry) -> None:
    """Replace Wagtail's handler of links to documents, too."""
    features.register_link_type(PatientDocumentLinkHandler)


@hooks.register("before_delete_page")
def keep_from_deletion(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Pages that must stay are not deleted."""
    return protected_pages.guard_deletion(request, page)


@hooks.register("before_unpublish_page")
def keep_public(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Nor taken off the public site."""
    return protected_pages.guard_unpublishing(request, page)


@hooks.register("before_move_page")
def keep_in_place(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Nor moved."""
    return protected_pages.guard_move(request, page, destination)


@hooks.register("before_bulk_action", order=-10)
def keep_several(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> HttpResponse | None:
    """Nor several at once."""
    return protected_pages.guard_bulk(request, action_type, objects)
