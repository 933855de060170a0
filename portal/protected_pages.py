"""Pages that the site cannot do without, and records that are not thrown away: refused in the admin with the reason.

What may not be removed is said by the page itself (``BasePage.removal_refusal``); this module asks before Wagtail
deletes, unpublishes or moves, one page or several. Code that does so on purpose is not in the way of anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page


class Removal(StrEnum):
    """The ways in which a page's address stops answering."""

    DELETE = "delete"
    UNPUBLISH = "unpublish"
    MOVE = "move"


def refusals(pages: Iterable[Page], removal: Removal, user: Any, *, below: bool) -> Iterator[str]:
    """Why these pages must stay, ``below`` them included: a sentence for each that must."""
    for page in pages:
        own = _refusal(page.specific, removal, user)
        if own:
            yield own
        elif below:
            for descendant in page.get_descendants().specific():
                reason = _refusal(descendant, removal, user)
                if reason:
                    yield reason


def _refusal(page: Any, removal: Removal, user: Any) -> str:
    ask = getattr(page, "removal_refusal", None)
    return str(ask(removal, user)) if ask else ""


def _refuse(request: HttpRequest, reasons: Iterable[str], back: str, *arguments: Any) -> HttpResponse | None:
    """Say why and go back; ``None`` where nothing stands in the way."""
    reasons = list(reasons)
    for reason in reasons:
        messages.error(request, reason)
    if not reasons:
        return None
    return redirect(get_valid_next_url_from_request(request) or back, *arguments)


def guard_deletion(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before the question whether to delete, so that nobody is asked in vain."""
    reasons = refusals([page], Removal.DELETE, request.user, below=True)
    return _refuse(request, reasons, "wagtailadmin_explore", page.get_parent().pk)


def guard_unpublishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before a page, and those below it where that was asked for, leave the public site."""
    below = bool(request.POST.get("include_descendants"))
    reasons = refusals([page], Removal.UNPUBLISH, request.user, below=below)
    return _refuse(request, reasons, "wagtailadmin_pages:edit", page.pk)


def guard_move(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Before a page goes elsewhere; the pages below it keep their redirects."""
    if destination.pk == page.get_parent().pk:
        return None
    reasons = refusals([page], Removal.MOVE, request.user, below=False)
    return _refuse(request, reasons, "wagtailadmin_pages:edit", page.pk)


def guard_bulk(request: HttpRequest, action_type: str, objects: list[Any]) -> HttpResponse | None:
    """Before several pages are removed at once: one that must stay stops them all."""
    if action_type not in set(Removal) or not objects or not isinstance(objects[0], Page):
        return None
    removal = Removal(action_type)
    below = removal == Removal.DELETE or bool(request.POST.get("include_descendants"))
    return _refuse(request, refusals(objects, removal, request.user, below=below), "wagtailadmin_explore_root")
