"""What news adds to the admin: its authors and the staff's list."""

from __future__ import annotations

from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from news.listing import ACTIONS, NewsViewSet
from news.models import Author


class AuthorViewSet(SnippetViewSet):
    """The organisations and teams that write news."""

    model = Author
    icon = "group"
    list_display = ("name", "name_fr", "role")
    list_filter = ("role",)
    panels = (FieldPanel("name"), FieldPanel("name_fr"), FieldPanel("role"), FieldPanel("url"))


register_snippet(AuthorViewSet)


@hooks.register("register_admin_viewset")
def list_of_news() -> NewsViewSet:
    """The staff's list of news."""
    return NewsViewSet()


for _action in ACTIONS:
    hooks.register("register_bulk_action", _action)
