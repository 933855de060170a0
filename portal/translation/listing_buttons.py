"""wagtail-localize's actions in the menus of pages, without four queries for every row of the page tree.

They are its own, for the same pages; what they depend on is asked once for all pages below a parent. In the header of
a single page it is asked for that page, in two queries instead of four.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Subquery, Value
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Locale, Page
from wagtail.query import PageQuerySet
from wagtail_localize import wagtail_hooks as localize
from wagtail_localize.models import Translation

#: Where the facts of a request are kept: on its user, since the hook is not told the request.
_KEPT = "_portal_listing_translations"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the pages below one parent."""

    #: The translation keys of pages that exist by themselves in every language.
    complete: frozenset[UUID]
    #: The source of what is translated from a page, by translation key and language.
    sources: dict[tuple[UUID, int], int]

    @classmethod
    def below(cls, parent_path: str) -> Facts:
        """Ask for all children of a page."""
        return cls.of(Page.objects.filter(path__range=Page._get_children_path_interval(parent_path)))

    @classmethod
    def of(cls, pages: PageQuerySet) -> Facts:
        """Ask for some pages; two queries whose answers are as long as there are translations."""
        keys = pages.values("translation_key")
        there = Page.objects.filter(translation_key__in=keys, alias_of=None).order_by().values("translation_key")
        languages = Locale.objects.order_by().annotate(all=Value(1)).values("all").annotate(number=Count("pk"))
        complete = there.annotate(languages=Count("locale")).filter(languages__gte=Subquery(languages.values("number")))
        sources = Translation.objects.filter(source__object__in=keys, enabled=True)
        rows = sources.values_list("source__object_id", "source__locale_id", "source_id").distinct()
        return cls(
            frozenset(complete.values_list("translation_key", flat=True)),
            {(key, locale): source for key, locale, source in rows},
        )


def _facts(page: Page, user: Any) -> Facts:
    """What is known of the page and its siblings."""
    known: dict[str, Facts] | None = getattr(user, _KEPT, None)
    if known is None:
        known = {}
        setattr(user, _KEPT, known)
    parent_path = page.path[: -Page.steplen]
    if parent_path not in known:
        known[parent_path] = Facts.below(parent_path)
    return known[parent_path]


def listing_buttons(page: Page, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """The same as wagtail-localize's for a row of a list."""
    if _may_have_some(page, user):
        yield from _buttons(page, _facts(page, user), next_url)


def header_buttons(page: Page, user: Any, view_name: str = "", next_url: str | None = None) -> Iterator[Button]:
    """The same as wagtail-localize's for the header of a page."""
    if _may_have_some(page, user):
        yield from _buttons(page, Facts.of(Page.objects.filter(pk=page.pk)), next_url)


def _may_have_some(page: Page, user: Any) -> bool:
    return not page.is_root() and bool(user.has_perm("wagtail_localize.submit_translation"))


def _buttons(page: Page, facts: Facts, next_url: str | None) -> Iterator[Button]:
    if page.translation_key not in facts.complete:
        address = reverse("wagtail_localize:submit_page_translation", args=[page.alias_of_id or page.pk])
        yield Button(localize._("Translate this page"), address, priority=60, icon_name="wagtail-localize-language")
    source = facts.sources.get((page.translation_key, page.locale_id))
    if source is not None:
        address = reverse("wagtail_localize:update_translations", args=[source])
        if next_url is not None:
            address += "?" + urlencode({"next": next_url})
        yield Button(localize._("Sync translated pages"), address, priority=60, icon_name="resubmit")


#: What takes the place of wagtail-localize's function, by hook.
_OURS: dict[str, Callable[..., Iterator[Button]]] = {
    "register_page_listing_more_buttons": listing_buttons,
    "register_page_header_buttons": header_buttons,
}


def put_in_place() -> None:
    """Take the place of wagtail-localize's own; Wagtail offers no way to take back what was registered."""
    for hook, ours in _OURS.items():
        registered = hooks._hooks[hook]
        registered[:] = [
            (ours if function is localize.page_listing_more_buttons else function, order)
            for function, order in registered
        ]
