"""The findings of all live pages in one report, the pages with most to do first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import ContentTypeFilter, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Locale, Page, get_page_content_types
from wagtail.permissions import page_permission_policy

from portal.content_checks.checking import check_pages
from portal.content_checks.findings import LEVELS, Kind, Severity
from portal.content_checks.readability import Level
from portal.snapshot import remembered

_ACTIONS = ("change", "publish")


@dataclass(frozen=True)
class Summary:
    """The numbers of one page: they hold for every language of the admin, and until something is published."""

    severities: Counter[Severity]
    kinds: Counter[Kind]
    level: Level | None
    words: int
    lix: float | None
    ease: float | None


@dataclass(frozen=True)
class Row:
    """One page with its numbers."""

    page: Page
    language: Any
    type_label: str
    summary: Summary

    @property
    def title(self) -> str:
        """The page's title."""
        return str(self.page.title)

    @property
    def url(self) -> str:
        """Where the findings are."""
        return reverse("content_checks_page", args=[self.page.pk])

    @property
    def address(self) -> str:
        """The public address, for the spreadsheet."""
        return str(self.page.full_url or "")

    @property
    def level(self) -> Any:
        """The reading level in plain words."""
        return LEVELS[self.summary.level] if self.summary.level else "–"

    @property
    def lix(self) -> Any:
        """LIX, rounded, or nothing."""
        return "" if self.summary.lix is None else round(self.summary.lix)

    @property
    def ease(self) -> Any:
        """The reading ease, rounded, or nothing."""
        return "" if self.summary.ease is None else round(self.summary.ease)

    @property
    def words(self) -> Any:
        """The words of running text, or nothing where they are too few to be measured."""
        return self.summary.words or ""

    def __getattr__(self, name: str) -> int:
        """The number of findings of a severity or kind, which the columns are named after."""
        if name.startswith("severity_"):
            return self.summary.severities[Severity[name.removeprefix("severity_").upper()]]
        if name.startswith("kind_"):
            return self.summary.kinds[Kind(name.removeprefix("kind_"))]
        raise AttributeError(name)


def summaries(request: HttpRequest | None = None) -> dict[Any, Summary]:
    """The numbers of every live page; made once a publication, with a number of queries that pages do not raise."""

    def build() -> dict[Any, Summary]:
        pages = Page.objects.live().filter(depth__gt=1).specific()
        return {page.pk: _summary(result) for page, result in check_pages(pages)}

    return remembered("content checks", build, request)


def _summary(result: Any) -> Summary:
    measured = result.readability
    return Summary(
        severities=result.counts,
        kinds=Counter(finding.kind for finding in result.findings),
        level=measured and measured.level,
        words=measured.words if measured else 0,
        lix=measured and measured.lix,
        ease=measured and measured.ease,
    )


class ContentChecksFilterSet(WagtailFilterSet):
    """Narrow the report to a language, a type of page, or what the findings are about."""

    locale = django_filters.ModelChoiceFilter(label=_("Language"), queryset=Locale.objects.all())
    content_type = ContentTypeFilter(
        label=_("Type"), queryset=lambda request: get_page_content_types(include_base_page_type=False)
    )
    kind = django_filters.ChoiceFilter(
        label=_("About"), choices=[(kind.value, kind.label) for kind in Kind], method="with_kind"
    )

    class Meta:
        model = Page
        fields = ("locale", "content_type", "kind")

    def with_kind(self, queryset: QuerySet[Page], name: str, value: str) -> QuerySet[Page]:
        """Only pages with a finding of this kind."""
        found = [key for key, summary in summaries(self.request).items() if summary.kinds[Kind(value)]]
        return queryset.filter(pk__in=found)


_COUNTS = [(f"severity_{severity.name.lower()}", severity.label) for severity in reversed(Severity)]
_KINDS = [(f"kind_{kind.value}", kind.label) for kind in Kind]


class ContentChecksReport(ReportView):  # type: ignore[misc]
    """One row for each live page the person may change or publish."""

    model = Page
    permission_policy = page_permission_policy
    any_permission_required = ("add", "change", "publish")
    page_title = _("Content checks")
    header_icon = "glasses"
    index_url_name = "content_checks_report"
    index_results_url_name = "content_checks_report_results"
    filterset_class = ContentChecksFilterSet
    columns = (
        TitleColumn("title", label=_("Title"), get_url=lambda row: row.url),
        Column("language", label=_("Language")),
        Column("type_label", label=_("Type")),
        *(Column(name, label=label) for name, label in _COUNTS),
        Column("level", label=_("Reading level")),
    )
    list_export = (
        *("title", "address", "language", "type_label"),
        *(name for name, _label in (*_COUNTS, *_KINDS)),
        *("level", "words", "lix", "ease"),
    )
    export_headings = {
        "title": _("Title"),
        "address": _("Address"),
        "language": _("Language"),
        "type_label": _("Type"),
        **dict(_COUNTS),
        **dict(_KINDS),
        "level": _("Reading level"),
        "words": _("Words"),
        "lix": "LIX",
        "ease": _("Reading ease (0 to 100)"),
    }
    export_filename = "content-checks"

    def get_base_queryset(self) -> QuerySet[Page]:
        """The live pages of the person's own languages."""
        pages = page_permission_policy.instances_user_has_any_permission_for(self.request.user, _ACTIONS)
        return pages.live().filter(depth__gt=1).select_related("content_type", "locale")

    def get_filtered_queryset(self) -> list[Row]:
        """The rows, most errors first, then most warnings, then most hints, then by title."""
        known = summaries(self.request)
        rows = [self.row(page, known[page.pk]) for page in self._pages() if page.pk in known]
        return sorted(rows, key=lambda row: (*(-getattr(row, name) for name, _label in _COUNTS), row.title))

    def _pages(self) -> Iterable[Page]:
        return super().get_filtered_queryset()  # type: ignore[no-any-return]

    @staticmethod
    def row(page: Page, summary: Summary) -> Row:
        """A page's row."""
        model = page.content_type.model_class()
        label = capfirst(str(model._meta.verbose_name)) if model else ""
        return Row(page, page.locale.get_display_name(), label, summary)


class ContentChecksMenuItem(MenuItem):  # type: ignore[misc]
    """Shown to whoever works on pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this member of staff may."""
        return bool(page_permission_policy.user_has_any_permission(request.user, _ACTIONS))


menu_item = ContentChecksMenuItem(
    _("Content checks"), reverse_lazy("content_checks_report"), name="content-checks", icon_name="glasses", order=650
)

urlpatterns: list[URLPattern] = [
    path("reports/content-checks/", ContentChecksReport.as_view(), name="content_checks_report"),
    path(
        "reports/content-checks/results/",
        ContentChecksReport.as_view(results_only=True),
        name="content_checks_report_results",
    ),
]
