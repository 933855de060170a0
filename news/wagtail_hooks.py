"""What news adds to the admin."""

from __future__ import annotations

from wagtail import hooks

from news.listing import ACTIONS, NewsViewSet


@hooks.register("register_admin_viewset")
def list_of_news() -> NewsViewSet:
    """The staff's list of news."""
    return NewsViewSet()


for _action in ACTIONS:
    hooks.register("register_bulk_action", _action)
