"""The staff's list of profiles: columns, filters and the file for a spreadsheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, ClassVar

import django_filters
from django import forms
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn
from wagtail.admin.viewsets.pages import PageListingViewSet

from gemeenten.choices import Province, Region, Status
from gemeenten.confirmation import oldest_valid_vouch, with_last_vouch
from gemeenten.models import Activity, MunicipalityPage, TaggedMunicipality
from portal.page_listing import FlatListingView, PageFilters, SourceParentView, TitleColumn, TranslationColumn


def _years() -> list[tuple[str, str]]:
    """The years in which municipalities joined, newest first."""
    return [(str(day.year), str(day.year)) for day in MunicipalityPage.objects.dates("joined_on", "year", order="DESC")]


def _languages() -> list[tuple[str, Any]]:
    """The languages to translate into."""
    return [choice for choice in settings.LANGUAGES if choice[0] != settings.LANGUAGE_CODE]


class ProfileFilters(PageFilters):
    """What the list may be narrowed down to; Wagtail adds the language."""

    status = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Status"), choices=Status.choices, widget=forms.CheckboxSelectMultiple
    )
    region = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Region"),
        field_name="municipality__region",
        choices=Region.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    province = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Province"),
        field_name="municipality__province",
        choices=Province.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    activity = django_filters.ModelMultipleChoiceFilter(
        label=gettext_lazy("Activity"),
        queryset=Activity.objects.all(),
        method="filter_activity",
        widget=forms.CheckboxSelectMultiple,
    )
    joined = django_filters.ChoiceFilter(
        label=gettext_lazy("Joined in"),
        field_name="joined_on",
        lookup_expr="year",
        choices=_years,
        empty_label=pgettext_lazy("year", "All"),
        widget=forms.RadioSelect,
    )
    confirmation = django_filters.ChoiceFilter(
        label=gettext_lazy("Confirmation"),
        choices=[("needed", gettext_lazy("To confirm again")), ("valid", gettext_lazy("Confirmed"))],
        method="filter_confirmation",
        empty_label=pgettext_lazy("state", "All"),
        widget=forms.RadioSelect,
    )
    public = django_filters.ChoiceFilter(
        label=gettext_lazy("Publication"),
        choices=[
            ("live", gettext_lazy("Published")),
            ("changed", gettext_lazy("Published, with changes waiting")),
            ("draft", gettext_lazy("Not published")),
        ],
        method="filter_public",
        empty_label=pgettext_lazy("state", "All"),
        widget=forms.RadioSelect,
    )
    untranslated = django_filters.ChoiceFilter(
        label=gettext_lazy("Translation missing"),
        choices=_languages,
        method="filter_untranslated",
        empty_label=pgettext_lazy("language", "All"),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = MunicipalityPage
        fields: ClassVar[list[str]] = []

    def filter_activity(self, pages: QuerySet[Any], name: str, chosen: Iterable[Activity]) -> QuerySet[Any]:
        """The profiles with any of the chosen activities, each once."""
        chosen = list(chosen)
        if not chosen:
            return pages
        return pages.filter(Exists(TaggedMunicipality.objects.filter(content_object=OuterRef("pk"), tag__in=chosen)))

    def filter_confirmation(self, pages: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those that ask for a confirmation, or all others."""
        needed = Q(vouched_on__lt=oldest_valid_vouch())
        return with_last_vouch(pages).filter(needed if value == "needed" else ~needed | Q(vouched_on=None))

    def filter_public(self, pages: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """By what visitors see."""
        if value == "changed":
            return pages.filter(live=True, has_unpublished_changes=True)
        return pages.filter(live=value == "live")

    def filter_untranslated(self, pages: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """The profiles that exist in the source language and not in this one."""
        there = MunicipalityPage.objects.filter(translation_key=OuterRef("translation_key"))
        return pages.filter(locale__language_code=settings.LANGUAGE_CODE).exclude(
            Exists(there.filter(locale__language_code=value))
        )


class ConfirmedColumn(Column):  # type: ignore[misc]
    """When a profile was last confirmed, marked where that is too long ago."""

    cell_template_name = "gemeenten/admin/confirmed_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: dict[str, Any]) -> dict[str, Any]:
        """Add whether it asks to be confirmed again."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        context["needed"] = _asks(instance)
        return context


def _asks(page: Any) -> bool:
    """Whether a listed profile asks to be confirmed again."""
    return page.vouched_on is not None and page.vouched_on < oldest_valid_vouch()


#: The columns of the file: attribute of a complete row, heading.
EXPORT = {
    "municipality_id": "REFNIS",
    "title": gettext_lazy("Title"),
    "municipality.name_nl": gettext_lazy("Name in Dutch"),
    "municipality.name_fr": gettext_lazy("Name in French"),
    "municipality.get_province_display": gettext_lazy("Province"),
    "municipality.get_region_display": gettext_lazy("Region"),
    "locale.language_code": gettext_lazy("Language"),
    "get_status_display": gettext_lazy("Status"),
    "joined_on": gettext_lazy("Joined on"),
    "confirmed_on": gettext_lazy("Last confirmed on"),
    "confirmation_label": gettext_lazy("Confirmation"),
    "activity_names": gettext_lazy("Activities"),
    "decision_url": gettext_lazy("Address of the council decision"),
    "contact_email": gettext_lazy("Contact address"),
    "contact_url": gettext_lazy("Contact page"),
    "translation_label": gettext_lazy("Translations"),
    "status_string": gettext_lazy("Publication"),
    "latest_revision_created_at": gettext_lazy("Last edited"),
    "full_url": gettext_lazy("Address"),
}


class ProfileListing(FlatListingView):
    """The list."""

    related: ClassVar[tuple[str, ...]] = ("municipality",)
    list_export: ClassVar[list[str]] = list(EXPORT)
    export_headings: ClassVar[dict[str, Any]] = EXPORT

    def annotate_queryset(self, pages: QuerySet[Any]) -> QuerySet[Any]:
        """Add the day on which somebody last vouched for each."""
        return with_last_vouch(super().annotate_queryset(pages))

    def also_found(self, query: str) -> Q:
        """Any name of the municipality, and its code."""
        named = Q(municipality_id=query)
        for name in ("name_nl", "name_fr", "name_de"):
            named |= Q(**{f"municipality__{name}__icontains": query})
        return super().also_found(query) | named

    def complete(self, pages: Iterable[Any]) -> list[Any]:
        """Add what the file says of activities and of the confirmation."""
        rows = super().complete(pages)
        tagged = TaggedMunicipality.objects.order_by("tag__sort_order", "tag__name")
        names = defaultdict(list)
        for page_id, name in tagged.filter(content_object__in=[page.pk for page in rows]).values_list(
            "content_object_id", "tag__name"
        ):
            names[page_id].append(name)
        for page in rows:
            page.activity_names = ", ".join(names[page.pk])
            page.confirmation_label = _("To confirm again") if _asks(page) else _("Confirmed")
        return rows


class ProfileViewSet(PageListingViewSet):  # type: ignore[misc]
    """ "Municipalities" in the admin's menu."""

    model = MunicipalityPage
    name = "profiles"
    icon = "group"
    menu_label = gettext_lazy("Municipalities")
    menu_name = "profiles"
    menu_order = 150
    add_to_admin_menu = True
    index_view_class = ProfileListing
    choose_parent_view_class = SourceParentView
    filterset_class = ProfileFilters
    list_export: ClassVar[list[str]] = list(EXPORT)
    export_headings: ClassVar[dict[str, Any]] = EXPORT
    export_filename = SimpleLazyObject(lambda: _("municipalities"))
    list_display: ClassVar[list[Any]] = [
        BulkActionsColumn("bulk_actions"),
        TitleColumn("title", label=gettext_lazy("Municipality"), sort_key="title", classname="title"),
        Column("campaign_status", label=gettext_lazy("Status"), accessor="get_status_display", sort_key="status"),
        Column(
            "province",
            label=gettext_lazy("Province"),
            accessor="municipality.get_province_display",
            sort_key="municipality__province",
            classname="secondary",
        ),
        Column("joined_on", label=gettext_lazy("Joined"), sort_key="joined_on", classname="secondary"),
        ConfirmedColumn("confirmed_on", label=gettext_lazy("Last confirmed"), sort_key="confirmed_on"),
        TranslationColumn("translation_states", label=gettext_lazy("Translations"), classname="secondary"),
        DateColumn(
            "latest_revision_created_at",
            label=gettext_lazy("Last edited"),
            sort_key="latest_revision_created_at",
            classname="secondary",
        ),
        PageStatusColumn("live", label=gettext_lazy("Publication"), sort_key="live", classname="secondary"),
    ]
