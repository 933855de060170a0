"""What the portal adds to Wagtail for all apps."""

from __future__ import annotations

from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry

from portal.page_links import LocalizedPageLinkHandler


@hooks.register("register_rich_text_features", order=10)
def resolve_page_links_from_memory(features: FeatureRegistry) -> None:
    """Replace Wagtail's handler of page links, which is registered before this one."""
    features.register_link_type(LocalizedPageLinkHandler)
