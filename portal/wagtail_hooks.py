"""What the portal adds to Wagtail for all apps."""

from __future__ import annotations

from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry

from portal.images import library  # noqa: F401 - registers the list of images
from portal.page_links import LocalizedPageLinkHandler
from portal.translation import admin_hooks, exchange_hooks  # noqa: F401 - register the board, import and export


@hooks.register("register_rich_text_features", order=10)
def resolve_page_links_from_memory(features: FeatureRegistry) -> None:
    """Replace Wagtail's handler of page links, which is registered before this one."""
    features.register_link_type(LocalizedPageLinkHandler)
