"""How many letters were made, for the staff: a report per municipality and week, with export."""

from __future__ import annotations

from typing import Any

import django_filters
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets import AdminDateInput
from wagtail.permissions import ModelPermissionPolicy

from gemeenten.choices import Province
from gemeenten.models import LetterCount
from portal.dates import long_date

policy = ModelPermissionPolicy(LetterCount)


class LetterCountFilterSet(WagtailFilterSet):
    """Narrow the report to a province or a time."""

    province = django_filters.ChoiceFilter(
        label=_("Province"), field_name="municipality__province", choices=Province.choices
    )
    since = django_filters.DateFilter(label=_("Since"), field_name="week", lookup_expr="gte", widget=AdminDateInput)

    class Meta:
        model = LetterCount
        fields = ("province", "since")


def _week(row: LetterCount) -> str:
    """The ISO week with the Monday it begins on."""
    return f"{row.week:%G-W%V} ({long_date(row.week)})"


class LetterCountReport(ReportView):
    """Numbers only: there is nothing else to tell."""

    model = LetterCount
    permission_policy = policy
    permission_required = "view"
    page_title = _("Letters made")
    header_icon = "mail"
    index_url_name = "letter_counts"
    index_results_url_name = "letter_counts_results"
    filterset_class = LetterCountFilterSet
    default_ordering = "-week"
    columns = (
        Column("week", label=_("Week"), accessor=_week, sort_key="week"),
        Column("municipality", label=_("Municipality"), sort_key="municipality__name_nl"),
        Column("count", label=_("Letters"), sort_key="count"),
    )
    list_export = ("week", "municipality_id", "municipality.name_nl", "municipality.name_fr", "count")
    export_headings = {
        "week": _("Monday of the week"),
        "municipality_id": "REFNIS",
        "municipality.name_nl": _("Name in Dutch"),
        "municipality.name_fr": _("Name in French"),
        "count": _("Letters"),
    }
    export_filename = "letters"

    def get_base_queryset(self) -> Any:
        """The counts with their municipalities."""
        return LetterCount.objects.select_related("municipality")


class LetterCountMenuItem(MenuItem):
    """Shown to whoever may see the numbers."""

    def is_shown(self, request: Any) -> bool:
        """Whether this member of staff may."""
        return bool(policy.user_has_permission(request.user, "view"))


menu_item = LetterCountMenuItem(
    _("Letters made"), reverse_lazy("letter_counts"), name="letter-counts", icon_name="mail", order=700
)

urlpatterns: list[URLPattern] = [
    path("reports/letters/", LetterCountReport.as_view(), name="letter_counts"),
    path("reports/letters/results/", LetterCountReport.as_view(results_only=True), name="letter_counts_results"),
]
