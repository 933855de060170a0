"""Serving pages: Wagtail's own view, which is told the site and the page instead of asking the database its way down.

Between the address and its page Wagtail makes two queries a step; the tree in memory knows. What it does not know
(drafts, aliases, pages of another site) is left to Wagtail.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404
from django.utils.translation import get_language
from wagtail import views
from wagtail.contrib.routable_page.models import RoutablePageMixin

from portal.tree import Place, Tree


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Answer the page at ``path``, below the language's home page."""
    tree = Tree.load(request)
    if len(tree.sites) == 1 and tree.default_site:
        # Where Wagtail itself keeps what it has found out about a request.
        request._wagtail_site = tree.default_site  # type: ignore[attr-defined]
        route_from_memory(tree, request, [part for part in path.split("/") if part])
    response: HttpResponse = views.serve(request, path)
    return response


def route_from_memory(tree: Tree, request: HttpRequest, parts: list[str]) -> None:
    """Find the page, and note it where Wagtail looks first; nothing is noted where the tree does not know."""
    home = tree.homes.get(get_language() or "")
    if home is None:
        return
    bare, rest = _nearest(tree, home, parts)
    model = bare.model
    page = model.visited(bare.pk, bare.locale.language_code, request) if hasattr(model, "visited") else None
    if page is None:
        return
    page.locale = bare.locale
    page.is_known_open = not tree.has_restrictions
    try:
        request._wagtail_route_for_request = page.route(request, rest)  # type: ignore[attr-defined]
    except Http404:
        request._wagtail_route_for_request = None  # type: ignore[attr-defined]


def _nearest(tree: Tree, home: Place, parts: list[str]) -> tuple[Place, list[str]]:
    """The page that answers the address or knows the rest of it: a page's own routes go before pages below it."""
    nearest, rest = home, parts
    for place in range(len(parts) + 1):
        found = tree.by_url_path.get("".join([home.url_path, *(f"{part}/" for part in parts[:place])]))
        if found is None:
            continue
        nearest, rest = found, parts[place:]
        if rest and _has_route(found, rest):
            break
    return nearest, rest


def _has_route(page: Place, rest: list[str]) -> bool:
    model = page.model
    if model is None or not issubclass(model, RoutablePageMixin):
        return False
    try:
        model.get_resolver().resolve(f"/{'/'.join(rest)}/")
    except Resolver404:
        return False
    return True
