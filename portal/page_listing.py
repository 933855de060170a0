"""Flat listings of one page type in the admin: Wagtail's own, without a query for every row.

What they add to Wagtail's ``PageListingViewSet``: a column with the state of the translations, files that spreadsheets
open safely, a search beyond the search index, and bulk actions that keep to what is listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import PageTitleColumn
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.admin.views.pages.bulk_actions.unpublish import UnpublishBulkAction
from wagtail.admin.views.pages.choose_parent import ChooseParentView
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.wagtail_hooks import (
    PageListingMoveButton,
    PageListingSortMenuOrderButton,
    page_listing_more_buttons,
)
from wagtail.admin.widgets.button import Button, ButtonWithDropdown
from wagtail.models import Locale, Page

from portal.translation.of_pages import states_of

#: What one does in a tree, not in a list.
_FOR_TREES = (PageListingMoveButton, PageListingSortMenuOrderButton)


class SafeSheet(SpreadsheetExportMixin):  # type: ignore[misc]
    """Files that a spreadsheet opens with a double click."""

    def write_csv_response(self, queryset: Any) -> HttpResponse:
        """The whole file at once: what is streamed is made when the reader's language is no longer the admin's."""
        filename = f'attachment; filename="{self.get_filename()}.csv"'
        headers = {"Content-Disposition": filename}
        return HttpResponse(list(self.stream_csv(queryset)), content_type="text/csv; charset=utf-8", headers=headers)

    def stream_csv(self, queryset: Any) -> Iterator[str]:
        """The lines after a mark by which spreadsheets know the encoding."""
        yield "\ufeff"
        yield from super().stream_csv(queryset)


class _RowMenu(ButtonWithDropdown):  # type: ignore[misc]
    """The three dots of a row, as in Wagtail's explorer."""

    template_name = "wagtailadmin/pages/listing/_button_with_dropdown.html"


class TitleColumn(PageTitleColumn):  # type: ignore[misc]
    """The title with Wagtail's own actions; those that wagtail-localize adds would ask three times for each row."""

    #: Wagtail's own counts the rows in the head of the table as well as below it.
    header_template_name = "wagtailadmin/tables/column_header.html"
    cell_template_name = "portal/listing/title_cell.html"

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["portal/css/admin-listing.css"]}

    def get_cell_context_data(self, instance: Any, parent_context: dict[str, Any]) -> dict[str, Any]:
        """Add the menu with what may be done."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        user, address = parent_context["request"].user, parent_context.get("actions_next_url")
        items = [
            item
            for item in page_listing_more_buttons(page=instance, user=user, next_url=address)
            if not isinstance(item, _FOR_TREES)
        ]
        context["menu"] = _RowMenu(
            buttons=sorted(Button.from_menu_item(item) for item in items if item.is_shown(user)),
            icon_name="dots-horizontal",
            attrs={"aria-label": _("More options for “%(title)s”") % {"title": instance.get_admin_display_title()}},
        )
        return context


class TranslationColumn(Column):  # type: ignore[misc]
    """How far the translations are; the listing's view has put it on every row."""

    cell_template_name = "portal/listing/translations_cell.html"


class PageFilters(WagtailFilterSet):  # type: ignore[misc]
    """The filters of a listing, with Wagtail's own for the language under its everyday name."""

    def _add_locale_filter(self) -> None:
        super()._add_locale_filter()
        if "locale" in self.filters:
            self.filters["locale"].label = _("Language")


class FlatListingView(SafeSheet, IndexView):  # type: ignore[misc]
    """The listing of one page type."""

    template_name = "portal/listing/index.html"
    default_ordering = "title"
    #: Relations that every row shows.
    related: ClassVar[tuple[str, ...]] = ()

    def annotate_queryset(self, pages: QuerySet[Any]) -> QuerySet[Any]:
        """What Wagtail annotates; the pages have their type already and are not asked for a second time."""
        found: Any = pages.select_related("locale", "content_type", *self.related).prefetch_related("sites_rooted_here")
        found = found.defer_streamfields().prefetch_workflow_states()
        return found.annotate_site_root_state().annotate_approved_schedule()  # type: ignore[no-any-return]

    def get_ordering(self) -> Any:
        """The chosen order, also while searching."""
        ordering = self.request.GET.get("ordering", self.default_ordering)
        return ordering if ordering in self.get_valid_orderings() else self.default_ordering

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """By the chosen column, what is empty last, then by title."""
        name = self.ordering.removeprefix("-")
        down = self.ordering.startswith("-")
        column = F(name).desc(nulls_last=True) if down else F(name).asc(nulls_last=True)
        return queryset.order_by(column, "title", "pk")

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """By the beginnings of words in the title, or as :meth:`also_found` says.

        The search index only narrows by fields of its own, so what it finds becomes a filter, not the other way round.
        """
        if not self.is_searching:
            return queryset
        found = [page.pk for page in self.model.objects.only("pk").autocomplete(self.search_query)]
        return queryset.filter(Q(pk__in=found) | self.also_found(self.search_query))

    def also_found(self, query: str) -> Q:
        """What else a search finds."""
        return Q(title__icontains=query)

    def complete(self, pages: Iterable[Any]) -> list[Any]:
        """The rows with what columns and files show beside their own fields; a fixed number of queries."""
        rows = list(pages)
        states = states_of(rows)
        for page in rows:
            page.translation_states = states.get(page.pk, [])
            page.translation_label = ", ".join(str(state) for state in page.translation_states)
        return rows

    def get_table(self, object_list: Any) -> Any:
        """The table of complete rows."""
        return super().get_table(object_list if self.is_export else self.complete(object_list))

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> Any:
        """The file of complete rows."""
        return super().as_spreadsheet(self.complete(queryset), spreadsheet_format)

    @cached_property
    def verbose_name(self) -> str:
        """What one row is."""
        return str(self.model._meta.verbose_name)

    @cached_property
    def verbose_name_plural(self) -> str:
        """What the rows are."""
        return str(self.model._meta.verbose_name_plural)


class SourceParentView(ChooseParentView):  # type: ignore[misc]
    """Where a new page goes: below the source language's index, for who may add there."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Straight to the form; to the choice of a parent where there is no doubt to spare."""
        parent = self.get_valid_parent_pages(request.user).filter(locale=Locale.get_default()).first()
        if parent is None:
            response: HttpResponseBase = super().get(request, *args, **kwargs)
            return response
        meta = self.model._meta
        return redirect(reverse("wagtailadmin_pages:add", args=[meta.app_label, meta.model_name, parent.pk]))


# --- Bulk actions -----------------------------------------------------------------------------------------------------


class ListedSelection(PageBulkAction):  # type: ignore[misc]
    """A bulk action on one page type's listing.

    "All in the listing" means what its filters and its search left. Wagtail's own actions take every page of the site
    then, since they know listings of the children of a page only.
    """

    viewset: ClassVar[Any]

    def get_all_objects_in_listing_query(self, parent_id: Any) -> Any:
        """The keys of everything that is listed, on whatever page of the listing."""
        view = self.viewset.index_view_class(model=self.model, filterset_class=self.viewset.filterset_class)
        view.setup(self.request)
        return view.get_queryset().values_list("pk", flat=True)


def wagtails_own_actions(model: type[Page], viewset: Any) -> list[type[ListedSelection]]:
    """Publishing, unpublishing and deleting what is listed."""
    actions: tuple[Any, ...] = (PublishBulkAction, UnpublishBulkAction, DeleteBulkAction)
    priorities = {PublishBulkAction: 40, UnpublishBulkAction: 50, DeleteBulkAction: 60}
    return [
        type(
            f"{model.__name__}{action.__name__}",
            (ListedSelection, action),
            {"models": [model], "viewset": viewset, "action_priority": priorities[action]},
        )
        for action in actions
    ]
