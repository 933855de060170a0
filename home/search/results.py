"""What a query finds: pages by their text, municipalities through the finder."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page
from wagtail.search.index import SearchField
from wagtail.search.query import And, PlainText

from gemeenten.directory import Directory, Entry
from gemeenten.finding import find
from home.search.highlight import highlighted, hits, passage, words_of
from portal.snapshot import remembered
from portal.translation.passages import passages_of

#: Longer queries are cut.
MAX_QUERY = 100
PER_PAGE = 10
#: Municipalities shown above the pages; the list of municipalities knows more.
MUNICIPALITIES = 5
#: Ways of finding a municipality that leave little doubt; others are offered as “did you mean”.
_SURE = ("postcode", "name", "former", "place", "prefix")
_KINDS = {
    "newspage": _("News"),
    "municipalitypage": _("Municipality"),
    "activitypage": _("Activity"),
}
_BACKEND = "home.search.backend"


@dataclass(frozen=True, slots=True)
class Result:
    """A page that was found; title and passage are HTML with the hits marked."""

    title: SafeString
    url: str
    passage: SafeString
    kind: Any
    date: date | None = None
    title_lang: str = ""
    passage_lang: str = ""


@dataclass(slots=True)
class Found:
    """Everything that a query finds."""

    municipalities: list[Entry] = field(default_factory=list)
    suggestions: list[Entry] = field(default_factory=list)
    #: A page of a paginator; its objects are results.
    pages: PaginatorPage[Any] | None = None

    @property
    def total(self) -> int:
        """How many pages and municipalities there are."""
        return len(self.municipalities) + (self.pages.paginator.count if self.pages else 0)


def search(query: str, language: str, number: str | None = None, request: HttpRequest | None = None) -> Found:
    """Look ``query`` up in ``language``; ``number`` is the page of results, as it stands in the address.

    A number that is none gives the first page, one too high the last. The number of queries does not depend on how
    much is found.
    """
    words = words_of(query)
    if not words:
        return Found()
    directory = Directory.load(language, request)
    result = find(directory.rows, query)
    sure = [directory.entries[match.refnis] for match in result.matches if match.kind in _SURE][:MUNICIPALITIES]
    near = [*result.suggestions, *(match for match in result.matches if match.kind not in _SURE)]
    shown_above = {pk for entry in sure for pk in entry.profile_ids}
    keys = [pk for pk in _matching(words, language, request) if pk not in shown_above]
    pages: PaginatorPage[Any] = Paginator(keys, PER_PAGE).get_page(number)
    pages.object_list = _results(list(pages.object_list), words, request)
    suggestions = [] if sure or keys else [directory.entries[match.refnis] for match in near[:MUNICIPALITIES]]
    return Found(sure, suggestions, pages)


def _matching(words: list[str], language: str, request: HttpRequest | None) -> list[int]:
    """Public pages in which each of the words begins a word: those with hits in the title first, then by relevance."""
    locale = remembered(f"key of {language}", lambda: _locale_of(language), request)
    public = Page.objects.live().public().filter(locale_id=locale, depth__gt=1)
    asked = PlainText(words[0]) if len(words) == 1 else And([PlainText(word) for word in words])
    found = public.search(asked, backend=_BACKEND).get_queryset().values_list("pk", "title")
    return [pk for pk, _title in sorted(found, key=lambda row: -len(hits(row[1], words)))]


def _locale_of(language: str) -> int:
    """The key by which the index knows a language; 0, which no page has, without one."""
    return Locale.objects.filter(language_code=language).values_list("pk", flat=True).first() or 0


def _results(keys: list[int], words: list[str], request: HttpRequest | None) -> list[Result]:
    pages = {page.pk: page for page in Page.objects.filter(pk__in=keys).select_related("locale").specific()}
    return [_result(pages[key], words, request) for key in keys if key in pages]


def _result(page: Any, words: list[str], request: HttpRequest | None) -> Result:
    untranslated = passages_of(page, request)
    introduction = page.description
    described_by = "search_description" if page.search_description else "introduction"
    in_introduction = bool(hits(introduction, words))
    text = introduction if in_introduction else _text_of(page)
    if not hits(text, words):
        text = introduction or text
        in_introduction = bool(introduction)
    return Result(
        title=highlighted(page.title, words),
        url=page.get_url(request) or "",
        passage=highlighted(passage(text, words), words),
        kind=_KINDS.get(page._meta.model_name, _("Page")),
        date=getattr(page, "date", None),
        title_lang=untranslated.lang_of("title"),
        passage_lang=untranslated.lang_of(described_by) if in_introduction else "",
    )


def _text_of(page: Any) -> str:
    """The text of a page as the index has it, without its title."""
    texts: list[str] = []
    for one in page.get_search_fields():
        if isinstance(one, SearchField) and one.field_name != "title":
            value = one.get_value(page)
            texts.extend(str(part) for part in (value if isinstance(value, list) else [value]) if part)
    return " · ".join(texts)
