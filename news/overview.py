"""What lists know of all live news of a language: read once a publication, asked by many pages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest

from news.models import NewsActivity, NewsAuthor, NewsIndexPage, NewsMunicipality, NewsPage, in_order
from portal.snapshot import remembered
from portal.translation.passages import NONE, all_passages

#: What two items have in common counts this much; a municipality says more than one of seven activities.
_MUNICIPALITY, _ACTIVITY = 2, 1


@dataclass(frozen=True, slots=True)
class Item:
    """A live news item in a list.

    ``municipalities`` holds codes as they are today, ``activities`` and ``authors`` primary keys; ``title_lang`` is
    the language of a title that is not translated yet, else empty.
    """

    pk: int
    title: str
    url: str
    date: date
    title_lang: str = ""
    municipalities: tuple[str, ...] = ()
    activities: tuple[int, ...] = ()
    authors: tuple[int, ...] = ()


@dataclass(slots=True)
class Overview:
    """All live news of one language, the newest first; treat it as read-only."""

    index_url: str = ""
    items: tuple[Item, ...] = ()
    #: The present code of each former one.
    successors: dict[str, str] = field(default_factory=dict)
    #: Primary keys of the activities that news is about, by slug.
    activity_keys: dict[str, int] = field(default_factory=dict)

    @classmethod
    def load(cls, language: str, request: HttpRequest | None = None) -> Overview:
        """The overview in ``language``, kept until something is published."""
        return remembered(f"news overview {language}", lambda: cls.read(language, request), request)

    @classmethod
    def read(cls, language: str, request: HttpRequest | None = None) -> Overview:
        """Read everything in a fixed number of queries, whatever the number of items."""
        indexes = NewsIndexPage.objects.live().filter(locale__language_code=language).select_related("locale")
        index = indexes.first()
        if index is None:
            return cls()
        pages = list(in_order(NewsPage.objects.child_of(index).live()).prefetch_related(None).defer("body"))
        successors = _successors()
        municipalities = _values(NewsMunicipality, "municipality_id", index)
        activities, authors = _values(NewsActivity, "activity_id", index), _values(NewsAuthor, "author_id", index)
        passages = all_passages(request)
        items = tuple(
            Item(
                pk=page.pk,
                title=page.title,
                url=page.get_url(request) or "",
                date=page.date,
                title_lang=passages.get((page.translation_key, page.locale_id), NONE).lang_of("title"),
                municipalities=tuple(dict.fromkeys(today(code, successors) for code in municipalities[page.pk])),
                activities=tuple(dict.fromkeys(activities[page.pk])),
                authors=tuple(dict.fromkeys(authors[page.pk])),
            )
            for page in pages
        )
        keys = NewsActivity.objects.filter(page__in=pages).values_list("activity__slug", "activity_id")
        return cls(index.get_url(request) or "", items, successors, dict(keys))

    def item(self, pk: int) -> Item | None:
        """One item; none for a page that is not live."""
        return next((item for item in self.items if item.pk == pk), None)

    def about(self, municipality: str = "", activity: str = "") -> tuple[Item, ...]:
        """The items about a municipality (any code it has or had) and an activity (its slug); empty: about any."""
        code, key = today(municipality, self.successors), self.activity_keys.get(activity)
        return tuple(
            item
            for item in self.items
            if (not municipality or code in item.municipalities) and (not activity or key in item.activities)
        )

    def neighbours(self, pk: int) -> tuple[Item | None, Item | None]:
        """The next newer and the next older item."""
        place = next((place for place, item in enumerate(self.items) if item.pk == pk), None)
        if place is None:
            return None, None
        newer = self.items[place - 1] if place else None
        return newer, self.items[place + 1] if place + 1 < len(self.items) else None

    def related(self, pk: int, municipalities: Iterable[str], activities: Iterable[int], count: int) -> list[Item]:
        """The items that have most in common with item ``pk``, of equal ones the newest."""
        codes = {today(code, self.successors) for code in municipalities}
        keys = set(activities)
        scores = {
            item.pk: _MUNICIPALITY * len(codes.intersection(item.municipalities))
            + _ACTIVITY * len(keys.intersection(item.activities))
            for item in self.items
        }
        found = [item for item in self.items if item.pk != pk and scores[item.pk]]
        return sorted(found, key=lambda item: -scores[item.pk])[:count]


def years(items: Iterable[Item]) -> list[tuple[int, int]]:
    """Each year with its number of items, the latest first."""
    return sorted(Counter(item.date.year for item in items).items(), reverse=True)


def today(code: str, successors: dict[str, str]) -> str:
    """The present code of a municipality."""
    while code in successors:
        code = successors[code]
    return code


def _successors() -> dict[str, str]:
    # By way of the relation: this app may not import the one that keeps the register.
    register: Any = NewsMunicipality._meta.get_field("municipality").related_model
    return dict(register._default_manager.filter(successor__isnull=False).values_list("pk", "successor_id"))


def _values(rows: Any, name: str, index: NewsIndexPage) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    live = rows.objects.filter(page__live=True, page__path__startswith=index.path).order_by("sort_order")
    for page_id, value in live.values_list("page_id", name):
        found[page_id].append(value)
    return found
