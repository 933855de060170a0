"""What the campaign's pages add to the admin."""

from __future__ import annotations

from django.urls import URLPattern, path
from wagtail import hooks

from home import announcement_views
from home.dashboard import hooks as dashboard_hooks  # noqa: F401 - registers the dashboard
from home.search.views import PAGE as SEARCH
from portal.translated_pages import addresses_of


@hooks.register("register_admin_urls")
def announcement_urls() -> list[URLPattern]:
    """Where a profile becomes a news item."""
    return [path("announce/<int:page_id>/", announcement_views.announce_view, name="announce_municipality")]


hooks.register("addresses_of_content", lambda: [*addresses_of(SEARCH).values()])
hooks.register("before_edit_page", announcement_views.remember, order=-20)
hooks.register("before_approve_page", announcement_views.remember)
for _name in ("after_publish_page", "after_edit_page", "after_approve_page"):
    hooks.register(_name, announcement_views.offer)
hooks.register("register_page_header_buttons", announcement_views.header_buttons)
