"""What lists know of all live news of a language: read once a publication, asked by many pages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from operator import itemgetter
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.http import HttpRequest

from news.models import NewsActivity, NewsAuthor, NewsIndexPage, NewsMunicipality, NewsPage
from portal.snapshot import REGISTER, remembered
from portal.translation.passages import NONE, all_passages
from portal.tree import Tree

#: What two items have in common counts this much; a municipality says more than one of seven activities.
_MUNICIPALITY, _ACTIVITY = 2, 1
_NEVER = datetime.min.replace(tzinfo=UTC)


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
        tree = Tree.load(request)
        index = tree.of_kind(NewsIndexPage, language)
        if index is None:
            return cls()
        pages = {page.pk: page for page in tree.children(index)}
        subjects = _subjects(language)
        successors = remembered("successors", _successors, request, REGISTER)
        passages = all_passages(request)
        days = {pk: date.fromisoformat(subjects["d", pk][0][0]) for pk in pages if ("d", pk) in subjects}
        items = tuple(
            Item(
                pk=pk,
                title=pages[pk].title,
                url=tree.url(pages[pk], request),
                date=days[pk],
                title_lang=passages.get((pages[pk].translation_key, pages[pk].locale_id), NONE).lang_of("title"),
                municipalities=tuple(dict.fromkeys(today(code, successors) for code, _slug in subjects["m", pk])),
                activities=tuple(dict.fromkeys(int(key) for key, _slug in subjects["a", pk])),
                authors=tuple(dict.fromkeys(int(key) for key, _slug in subjects["b", pk])),
            )
            # As `in_order` has them.
            for pk in sorted(days, key=lambda pk: (days[pk], pages[pk].first_published_at or _NEVER, pk), reverse=True)
        )
        keys = {slug: int(key) for (kind, _pk), found in subjects.items() if kind == "a" for key, slug in found}
        return cls(tree.url(index, request), items, successors, keys)

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


@cache
def _subject_rows(language: str) -> QuerySet[Any, tuple[str, int, int, str, str]]:
    """What :func:`_subjects` asks, put together once: building the question takes as long as answering it."""
    none = Value("", output_field=CharField())
    pages = {"live": True, "locale__language_code": language}
    kinds = (
        ("m", NewsMunicipality, "municipality_id", none),
        ("a", NewsActivity, "activity_id", F("activity__slug")),
        ("b", NewsAuthor, "author_id", none),
    )
    links = (
        rows.objects.filter(**{f"page__{name}": value for name, value in pages.items()})
        .order_by()
        .annotate(kind=Value(kind, output_field=CharField()), key=Cast(name, CharField(max_length=20)), slug=slug)
        .values_list("kind", "page_id", "sort_order", "key", "slug")
        for kind, rows, name, slug in kinds
    )
    days = NewsPage.objects.filter(**pages).order_by()
    all_days = days.annotate(
        kind=Value("d", output_field=CharField()),
        page_key=F("pk"),
        place=Value(0),
        key=Cast("date", CharField(max_length=20)),
        slug_=none,
    ).values_list("kind", "page_key", "place", "key", "slug_")
    return all_days.union(*links, all=True)


def _subjects(language: str) -> dict[tuple[str, int], list[tuple[str, str]]]:
    """The days of the live pages, what they are about and who wrote them, each in its order, from one query.

    By kind (day, municipality, activity, byline) and page: the day or key as text, and the slug of an activity.
    """
    found: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
    for kind, page_id, _order, key, slug in sorted(_subject_rows(language).all(), key=itemgetter(0, 1, 2)):
        found[kind, page_id].append((key, slug))
    return found
