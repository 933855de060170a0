"""Choosing a municipality of the register in the admin: by name in any language, place, postcode or code."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, ChosenView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.chooser import BaseChooser

from gemeenten.choices import Province
from gemeenten.collation import sort_key
from gemeenten.finding import find
from gemeenten.models import Municipality, MunicipalityPage
from gemeenten.profile_panels import letter_label
from gemeenten.register.rows import merged_with

#: Municipalities on one page of the list.
PER_PAGE = 12


def choosable(municipalities: list[Municipality]) -> list[Municipality]:
    """All that can have a profile: those of today and those merged away since, but no mere change of code."""
    rows = {one.pk: one.as_row() for one in municipalities}
    return [one for one in municipalities if one.is_current or merged_with(rows[one.pk], rows.values())]


def search(municipalities: list[Municipality], query: str) -> list[Municipality]:
    """What ``query`` may mean, best first; a municipality is followed by those that were merged into it."""
    by_code = {one.pk: one for one in municipalities}
    known = choosable(municipalities)
    query = query.strip()
    if not query:
        return sorted(known, key=lambda one: sort_key(one.name))
    if query in by_code:
        # A code means exactly one row, also where the finder would lead on to the successor.
        return [by_code[query]]
    result = find(tuple(one.as_row() for one in municipalities), query)
    merged: dict[str, list[Municipality]] = defaultdict(list)
    for one in known:
        if not one.is_current:
            merged[_today(one, by_code).pk].append(one)
    found: list[Municipality] = []
    for match in result.matches or result.suggestions:
        # The former one that was meant comes before those that merely went with it.
        former = sorted(merged[match.refnis], key=lambda one: (one.name != match.matched, sort_key(one.name)))
        found += [by_code[match.refnis], *former]
    return found


def _today(municipality: Municipality, by_code: dict[str, Municipality]) -> Municipality:
    """The one that took over in the end."""
    while municipality.successor_id and municipality.successor_id in by_code:
        municipality = by_code[municipality.successor_id]
    return municipality


class SearchForm(BaseFilterForm):  # type: ignore[misc]
    """The search field above the list."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": _("Name or postcode, such as Kortrijk, Courtrai or 8500")}),
    )

    def filter(self, objects: list[Municipality]) -> list[Municipality]:
        """The municipalities that the query may mean."""
        self.search_query = self.cleaned_data.get("q") or ""
        self.is_searching = bool(self.search_query)
        return search(objects, self.search_query)


class NameColumn(Column):  # type: ignore[misc]
    """The name, which chooses, with what tells it from its namesakes."""

    cell_template_name = "gemeenten/admin/chooser_name.html"


class ProfileColumn(Column):  # type: ignore[misc]
    """The profiles that exist already, each a way to edit it."""

    cell_template_name = "gemeenten/admin/chooser_profiles.html"


class _Listing:
    """What the list and its results share."""

    filter_form_class = SearchForm
    per_page = PER_PAGE
    request: Any
    results: Any

    def get_object_list(self) -> list[Municipality]:
        """The whole register: some six hundred rows, searched in memory as visitors' queries are."""
        return list(Municipality.objects.filter(missing_since__isnull=True).select_related("successor"))

    def apply_object_list_ordering(self, objects: list[Municipality]) -> list[Municipality]:
        """The search orders by itself."""
        return objects

    @property
    def columns(self) -> list[Column]:
        """What an editor recognises a municipality by."""
        return [
            NameColumn("name", label=_("Municipality"), accessor="name"),
            Column("province", label=_("Province"), accessor=lambda one: Province(one.province).label),
            Column("language", label=pgettext_lazy("column", "Letter in"), accessor=letter_label),
            ProfileColumn("profile", label=_("Profile"), accessor=self.profiles_of),
        ]

    @cached_property
    def known_profiles(self) -> dict[str, list[dict[str, str]]]:
        """Profiles, drafts included, of the municipalities on this page of the list; one query."""
        found: dict[str, list[dict[str, str]]] = defaultdict(list)
        codes = [one.pk for one in self.results]
        pages = (
            MunicipalityPage.objects.filter(municipality_id__in=codes).select_related("locale").order_by("locale_id")
        )
        for page in pages:
            url = reverse("wagtailadmin_pages:edit", args=[page.pk])
            found[page.municipality_id].append({"label": str(page.locale), "url": url})
        return found

    def profiles_of(self, municipality: Municipality) -> list[dict[str, str]]:
        """The profiles of one row."""
        return self.known_profiles.get(municipality.pk, [])


class RegisterChooseView(_Listing, ChooseView):  # type: ignore[misc]
    """The window."""


class RegisterResultsView(_Listing, ChooseResultsView):  # type: ignore[misc]
    """Its list, while somebody types."""


def chosen_label(municipality: Municipality) -> str:
    """What the field shows: name and what follows from the choice."""
    province = str(Province(municipality.province).label)
    letter = gettext("letter: %(languages)s") % {"languages": letter_label(municipality)}
    label = f"{municipality.name} ({municipality.refnis}) · {province} · {letter}"
    if municipality.successor is not None:
        label += " · " + gettext("today part of %(name)s") % {"name": municipality.successor.name}
    return label


class RegisterChosenView(ChosenView):  # type: ignore[misc]
    """The answer when one has been chosen."""

    def get_display_title(self, instance: Municipality) -> str:
        """The name with province and language of the letter."""
        return chosen_label(instance)


class RegisterChooser(BaseChooser):  # type: ignore[misc]
    """The field in the form."""

    show_edit_link = False

    def get_display_title(self, instance: Municipality) -> str:
        """The name with province and language of the letter."""
        return chosen_label(instance)


class RegisterChooserViewSet(ChooserViewSet):  # type: ignore[misc]
    """Wagtail's chooser for rows of the register; it becomes the widget of every link to one."""

    model = Municipality
    icon = "site"
    choose_one_text = _("Choose a municipality")
    choose_another_text = _("Choose another municipality")
    page_title = _("Choose a municipality")
    per_page = PER_PAGE
    choose_view_class = RegisterChooseView
    choose_results_view_class = RegisterResultsView
    chosen_view_class = RegisterChosenView
    base_widget_class = RegisterChooser


chooser = RegisterChooserViewSet("register_chooser", url_prefix="register-chooser")
