"""The live pages and the sites they belong to, read in two queries a publication.

Menus, breadcrumbs, translations, links and the way from an address to its page all ask the same: where the pages are.
Wagtail asks the database at each step of each of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Locale, Page, PageViewRestriction, Site, get_page_models

from portal.snapshot import remembered

_STEP = Page.steplen


@dataclass(frozen=True, slots=True)
class Place:
    """A live page as the tree knows it: Wagtail's own fields, and the ``menu_title`` of our page types."""

    pk: int
    path: str
    depth: int
    title: str
    url_path: str
    show_in_menus: bool
    translation_key: UUID
    alias_of_id: int | None
    content_type_id: int
    first_published_at: datetime | None
    locale_id: int
    locale: Locale
    menu_title: str

    @property
    def model(self) -> Any:
        """The page's type; none where its code is gone."""
        return ContentType.objects.get_for_id(self.content_type_id).model_class()


class Tree:
    """All live pages in tree order, and the sites with the campaign's settings."""

    def __init__(self, sites: list[Site], pages: list[Place], *, has_restrictions: bool) -> None:
        self.sites, self.pages = sites, pages
        #: Whether any page at all may be seen by some visitors only.
        self.has_restrictions = has_restrictions
        self.by_pk: dict[int, Place] = {page.pk: page for page in pages}
        self.by_path: dict[str, Place] = {page.path: page for page in pages}
        self.by_url_path: dict[str, Place] = {page.url_path: page for page in pages}
        self.locales: dict[int, Locale] = {page.locale_id: page.locale for page in pages}
        self._translations: dict[UUID, dict[str, Place]] = defaultdict(dict)
        for page in pages:
            self._translations[page.translation_key][page.locale.language_code] = page
        self.default_site = next((site for site in sites if site.is_default_site), None)
        root = self.default_site.root_page if self.default_site else None
        #: The live home page of every content language that has one, in the order of the settings.
        self.homes = self._in_order(self._translations.get(root.translation_key, {})) if root else {}
        self._roots: dict[str, str] = {}
        for code, home in self.homes.items():
            with override(code):
                self._roots[home.path] = reverse("wagtail_serve", args=("",))

    @classmethod
    def load(cls, request: HttpRequest | None = None) -> Tree:
        """The tree, kept until something is published."""
        return remembered("tree", cls.read, request)

    @classmethod
    def read(cls) -> Tree:
        """Read it now."""
        pages, locales, has_restrictions = [], dict[str, Locale](), False
        for *values, code, title, restricted in _places().all():
            locale = locales.setdefault(code, Locale(pk=values[-1], language_code=code))
            known: list[Any] = [*values, locale, title]
            pages.append(Place(*known))
            # The same for every row: it comes along to save a query.
            has_restrictions = restricted
        return cls(list(_sites().all()), pages, has_restrictions=has_restrictions)

    def translations(self, page: Page | Place) -> dict[str, Place]:
        """The live pages with the same content, ``page`` itself included where it is live, by language."""
        found = self._translations.get(page.translation_key, {})
        return self._in_order({code: other for code, other in found.items() if other.alias_of_id is None})

    def ancestors(self, page: Page | Place, *, inclusive: bool = False) -> Iterator[Place]:
        """The live pages above ``page``, from the home page down."""
        end = len(page.path) if inclusive else len(page.path) - _STEP
        for length in range(_STEP, end + 1, _STEP):
            if found := self.by_path.get(page.path[:length]):
                yield found

    def children(self, page: Page | Place) -> list[Place]:
        """The live pages right below ``page``, in the tree's order."""
        return [child for child in self.pages if child.path[:-_STEP] == page.path]

    def of_kind(self, kind: type[Page], language: str) -> Place | None:
        """The first live page of a type in a language."""
        key = ContentType.objects.get_for_model(kind).pk
        for page in self.pages:
            if page.content_type_id == key and page.locale.language_code == language:
                return page
        return None

    def url(self, page: Page | Place, request: HttpRequest | None = None) -> str:
        """The address of a page as Wagtail's ``get_url`` gives it; empty where it has none."""
        return self._own_url(page) or str(_as_page(page).get_url(request) or "")

    def full_url(self, page: Page | Place) -> str:
        """The address with scheme and host."""
        if self.default_site and (own := self._own_url(page)):
            return f"{self.default_site.root_url}{own}"
        return str(_as_page(page).full_url or "")

    def _own_url(self, page: Page | Place) -> str:
        """The address of a page below one of the home pages of the only site; empty for others."""
        if len(self.sites) == 1:
            for path, root in self._roots.items():
                if page.path.startswith(path):
                    return root + quote(page.url_path[len(self.by_path[path].url_path) :])
        return ""

    @staticmethod
    def _in_order(found: dict[str, Place]) -> dict[str, Place]:
        return {code: found[code] for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES if code in found}


# Put together once: building these questions takes as long as answering them.


@cache
def _sites() -> QuerySet[Site]:
    return Site.objects.select_related("root_page", "campaignsettings").order_by("pk")


@cache
def _places() -> QuerySet[Page, Any]:
    kinds = [kind for kind in get_page_models() if any(f.name == "menu_title" for f in kind._meta.local_fields)]
    columns = [field.name for field in fields(Place) if field.name not in ("locale", "menu_title")]
    menu_title = Coalesce(*(f"{kind._meta.model_name}__menu_title" for kind in kinds), Value(""))
    return (
        Page.objects.live()
        .filter(depth__gt=1)
        .order_by("path")
        .values_list(*columns, "locale__language_code", menu_title, Exists(PageViewRestriction.objects.all()))
    )


def _as_page(page: Page | Place) -> Page:
    return Page.objects.get(pk=page.pk) if isinstance(page, Place) else page
