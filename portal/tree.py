"""The live pages and the sites they belong to, read in two queries a publication.

Menus, breadcrumbs, translations, links and the way from an address to its page all ask the same: where the pages are.
Wagtail asks the database at each step of each of them. The pages here are bare (:class:`wagtail.models.Page` with the
columns of :data:`COLUMNS`), belong to all requests, and must not be changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from wagtail.models import Locale, Page, PageViewRestriction, Site, get_page_models

from portal.snapshot import remembered

#: What is read of every page; ``menu_title`` of its type comes along.
COLUMNS = (
    "path",
    "depth",
    "title",
    "url_path",
    "show_in_menus",
    "translation_key",
    "alias_of_id",
    "content_type_id",
    "first_published_at",
    "locale__language_code",
)


class Tree:
    """All live pages in tree order, and the sites with the campaign's settings."""

    def __init__(self, sites: list[Site], pages: list[Any]) -> None:
        self.sites, self.pages = sites, pages
        self.by_pk: dict[int, Any] = {page.pk: page for page in pages}
        self.by_path: dict[str, Any] = {page.path: page for page in pages}
        self.by_url_path: dict[str, Any] = {page.url_path: page for page in pages}
        self.locales: dict[int, Locale] = {page.locale_id: page.locale for page in pages}
        self._translations: dict[UUID, dict[str, Any]] = defaultdict(dict)
        for page in pages:
            self._translations[page.translation_key][page.locale.language_code] = page
        self.default_site = next((site for site in sites if site.is_default_site), None)
        root = self.default_site.root_page if self.default_site else None
        #: The live home page of every content language that has one, in the order of the settings.
        self.homes = self._in_order(self._translations.get(root.translation_key, {})) if root else {}
        self._prefixes = {home.path: home.get_url() or "" for home in self.homes.values()}

    @classmethod
    def load(cls, request: HttpRequest | None = None) -> Tree:
        """The tree, kept until something is published."""
        return remembered("tree", cls.read, request)

    @classmethod
    def read(cls) -> Tree:
        """Read it now."""
        sites = Site.objects.select_related("root_page", "campaignsettings").order_by("pk")
        kinds = [kind for kind in get_page_models() if any(f.name == "menu_title" for f in kind._meta.local_fields)]
        pages = (
            Page.objects.live()
            .filter(depth__gt=1)
            .select_related("locale")
            .only(*COLUMNS)
            .annotate(
                menu_title=Coalesce(*(f"{kind._meta.model_name}__menu_title" for kind in kinds)),
                some_are_restricted=Exists(PageViewRestriction.objects.all()),
            )
            .order_by("path")
        )
        return cls(list(sites), list(pages))

    @property
    def has_restrictions(self) -> bool:
        """Whether any page at all may be seen by some visitors only."""
        return any(page.some_are_restricted for page in self.pages[:1])

    def translations(self, page: Page) -> dict[str, Any]:
        """The live pages with the same content, ``page`` itself included where it is live, by language."""
        found = self._translations.get(page.translation_key, {})
        return self._in_order({code: other for code, other in found.items() if other.alias_of_id is None})

    def ancestors(self, page: Page, *, inclusive: bool = False) -> Iterator[Any]:
        """The live pages above ``page``, from the home page down."""
        end = len(page.path) if inclusive else len(page.path) - page.steplen
        for length in range(page.steplen, end + 1, page.steplen):
            if found := self.by_path.get(page.path[:length]):
                yield found

    def children(self, page: Page) -> list[Any]:
        """The live pages right below ``page``, in the tree's order."""
        return [child for child in self.pages if child.path[: -child.steplen] == page.path]

    def of_kind(self, kind: type[Page], language: str) -> Any | None:
        """The first live page of a type in a language."""
        key = ContentType.objects.get_for_model(kind).pk
        for page in self.pages:
            if page.content_type_id == key and page.locale.language_code == language:
                return page
        return None

    def url(self, page: Page, request: HttpRequest | None = None) -> str:
        """The address of a page as Wagtail's ``get_url`` gives it; empty where it has none."""
        if len(self.sites) == 1:
            for path, prefix in self._prefixes.items():
                if page.path.startswith(path):
                    return prefix + quote(page.url_path[len(self.by_path[path].url_path) :])
        return str(page.get_url(request) or "")

    def full_url(self, page: Page) -> str:
        """The address with scheme and host."""
        if len(self.sites) == 1 and self.default_site and any(page.path.startswith(path) for path in self._prefixes):
            return f"{self.default_site.root_url}{self.url(page)}"
        return str(page.full_url or "")

    @staticmethod
    def _in_order(found: dict[str, Any]) -> dict[str, Any]:
        return {code: found[code] for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES if code in found}
