"""What the list of news shows: everything, one year, or what is about one municipality or activity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from news.models import NewsIndexPage, NewsPage, in_order
from news.overview import Item, Overview, today, years
from portal.subjects import ACTIVITY, MUNICIPALITY, Subject, name_subjects
from portal.tree import Tree

PER_PAGE = 12


@dataclass(frozen=True, slots=True)
class Year:
    """A year to go to; ``number`` is 0 for all of them."""

    number: int
    count: int
    url: str
    selected: bool


def archive_context(page: NewsIndexPage, request: HttpRequest, year: int = 0) -> dict[str, Any]:
    """Context of the list, narrowed to a year and to ``?municipality=`` (any code) and ``?activity=`` (slug).

    A filter that is unknown, or that no news is about, is left out and the reader told so.

    Raises:
        Http404: there is no news of that year.
    """
    overview = Overview.load(page.locale.language_code, request)
    if year and not any(item.date.year == year for item in overview.items):
        raise Http404(_("There is no news of this year."))
    chosen, message = _chosen(overview, page.locale.language_code, request)
    selected = overview.about(**{subject.kind: subject.key for subject in chosen})
    query = urlencode({subject.kind: subject.key for subject in chosen})
    items = page_of([item for item in selected if year in (0, item.date.year)], request.GET.get("page"))
    own = page.get_url(request) or ""
    context = {
        "items": items,
        "year": year,
        "years": _years(selected, year, own, query),
        "chosen": chosen,
        "filter_message": message,
        "page_query": f"{query}&" if query else "",
        "all_url": f"{own}{year}/" if year else own,
        "heading": _heading(year, chosen),
    }
    if items.number > 1 and not chosen:
        context["canonical_query"] = f"page={items.number}"
    if year:
        context["translated_addresses"] = _addresses(page, year, request)
    return context


def page_of(items: list[Item], number: str | None) -> PaginatorPage[Any]:
    """One page of a list as page objects; a number that is none gives the first, one too high the last."""
    shown: PaginatorPage[Any] = Paginator(items, PER_PAGE).get_page(number)
    keys = [item.pk for item in shown.object_list]
    shown.object_list = list(in_order(NewsPage.objects.filter(pk__in=keys))) if keys else []
    return shown


def _chosen(overview: Overview, language: str, request: HttpRequest) -> tuple[list[Subject], str]:
    chosen: list[Subject] = []
    message = ""
    for kind in (MUNICIPALITY, ACTIVITY):
        value = request.GET.get(kind, "")
        if not value:
            continue
        key = today(value, overview.successors) if kind == MUNICIPALITY else overview.activity_keys.get(value)
        found = name_subjects(kind, [key], language, request) if overview.about(**{kind: value}) else []
        chosen.extend(found)
        if not found:
            message = _("We left out a filter that no news fits.")
    return chosen, message


def _years(selected: tuple[Item, ...], year: int, own: str, query: str) -> list[Year]:
    tail = f"?{query}" if query else ""
    everything = Year(0, len(selected), f"{own}{tail}", not year)
    return [everything, *(Year(one, count, f"{own}{one}/{tail}", one == year) for one, count in years(selected))]


def _heading(year: int, chosen: list[Subject]) -> str:
    """What the list is narrowed to; empty for the whole list, which bears the page's own title."""
    names = " · ".join(subject.label for subject in chosen)
    if year and names:
        return _("News of %(year)s about %(names)s") % {"year": year, "names": names}
    if year:
        return _("News of %(year)s") % {"year": year}
    return _("News about %(names)s") % {"names": names} if names else ""


def _addresses(page: NewsIndexPage, year: int, request: HttpRequest) -> dict[str, str]:
    """Where the year is in each language that has news of it."""
    tree = Tree.load(request)
    pages = tree.translations(page)
    return {
        code: f"{tree.url(other, request)}{year}/"
        for code, other in pages.items()
        if any(item.date.year == year for item in Overview.load(code, request).items)
    }
