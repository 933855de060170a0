"""The staff's list of news."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn
from wagtail.admin.viewsets.pages import PageListingViewSet

from news.models import NewsPage
from portal.page_listing import (
    FlatListingView,
    PageFilters,
    SourceParentView,
    TitleColumn,
    TranslationColumn,
    wagtails_own_actions,
)


class NewsFilters(PageFilters):
    """What the list may be narrowed down to; Wagtail adds the language."""

    date = django_filters.DateFromToRangeFilter(label=gettext_lazy("Date"), widget=DateRangePickerWidget)
    live = django_filters.ChoiceFilter(
        label=gettext_lazy("Publication"),
        choices=[("true", gettext_lazy("Published")), ("false", gettext_lazy("Not published"))],
        method="filter_live",
        empty_label=pgettext_lazy("state", "All"),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = NewsPage
        fields: ClassVar[list[str]] = []

    def filter_live(self, pages: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """By what visitors see."""
        return pages.filter(live=value == "true")


#: The columns of the file: attribute of a complete row, heading.
EXPORT = {
    "date": gettext_lazy("Date"),
    "title": gettext_lazy("Title"),
    "locale.language_code": gettext_lazy("Language"),
    "translation_label": gettext_lazy("Translations"),
    "status_string": gettext_lazy("Publication"),
    "latest_revision_created_at": gettext_lazy("Last edited"),
    "full_url": gettext_lazy("Address"),
}


class NewsListing(FlatListingView):
    """The list, newest first."""

    default_ordering = "-date"


class NewsViewSet(PageListingViewSet):  # type: ignore[misc]
    """ "News" in the admin's menu."""

    model = NewsPage
    name = "news-items"
    icon = "calendar-alt"
    menu_label = gettext_lazy("News")
    menu_name = "news-items"
    menu_order = 160
    add_to_admin_menu = True
    index_view_class = NewsListing
    choose_parent_view_class = SourceParentView
    filterset_class = NewsFilters
    ordering = "-date"
    list_export: ClassVar[list[str]] = list(EXPORT)
    export_headings: ClassVar[dict[str, Any]] = EXPORT
    export_filename = SimpleLazyObject(lambda: _("news"))
    list_display: ClassVar[list[Any]] = [
        BulkActionsColumn("bulk_actions"),
        TitleColumn("title", label=gettext_lazy("Title"), sort_key="title", classname="title"),
        Column("date", label=gettext_lazy("Date"), sort_key="date"),
        TranslationColumn("translation_states", label=gettext_lazy("Translations"), classname="secondary"),
        DateColumn(
            "latest_revision_created_at",
            label=gettext_lazy("Last edited"),
            sort_key="latest_revision_created_at",
            classname="secondary",
        ),
        PageStatusColumn("live", label=gettext_lazy("Publication"), sort_key="live"),
    ]


ACTIONS = wagtails_own_actions(NewsPage, NewsViewSet)
