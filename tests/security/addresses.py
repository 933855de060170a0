"""Every address of the site, read from its URL configuration, so that a new one cannot be forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import get_resolver
from django.urls.resolvers import RegexPattern, URLResolver

#: Where people work who have logged in.
STAFF = ("admin/", "django-admin/", "account/", "styleguide/")
#: Besides those with a page in the address.
OF_A_LANGUAGE = ("admin/snippets/home/partner/", "admin/api/main/pages/", "admin/localize/submit/snippet/")
#: Stands for everything that no other address takes.
_CATCH_ALL = {"admin/.*/", "django-admin/<url>"}


@dataclass(frozen=True, slots=True)
class Route:
    """One address with its parameters, such as ``admin/pages/<page_id>/edit/``."""

    path: str
    view: str
    #: Whether Django leaves out its check against forged forms.
    takes_forms_of_others: bool = False

    @property
    def parameters(self) -> tuple[str, ...]:
        """What stands between pointed brackets, in order."""
        return tuple(re.findall(r"<([^>]+)>", self.path))

    @property
    def depends_on_language(self) -> bool:
        """Whether it names something that each language has its own of."""
        named = {"page_id", "page_pk", "parent_page_id", "page_to_move_id", "1", "destination_id", "language"}
        return bool(named & set(self.parameters)) or self.path.startswith(OF_A_LANGUAGE)

    def filled(self, values: dict[str, Any]) -> str:
        """The address with ``values`` for its parameters."""
        return "/" + re.sub(r"<([^>]+)>", lambda found: str(values[found[1]]), self.path)


def _words(pattern: Any) -> str:
    """A pattern as people read it: names in pointed brackets, unnamed groups as numbers."""
    text = str(pattern)
    if not isinstance(pattern, RegexPattern):
        return re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"<\1>", text)
    text = text.removeprefix("^").removesuffix("$")
    text = re.sub(r"\((?:\?:)?-\(\?P<version>[^)]*\)\)\?", "", text)
    text = re.sub(r"\(\?P<([^>]+)>[^)]*\)", r"<\1>", text)
    numbers = iter("123456789")
    text = re.sub(r"\((?!\?)(?:[^()]|\([^()]*\))*\)", lambda _found: f"<{next(numbers)}>", text)
    return text.replace("\\", "")


def _walk(resolver: Any, before: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        path = before + _words(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, path)
        else:
            view = pattern.callback
            name = f"{view.__module__}.{getattr(view, '__qualname__', type(view).__name__)}"
            yield Route(path, name, bool(getattr(view, "csrf_exempt", False)))


@cache
def all_routes() -> tuple[Route, ...]:
    """Each address once; where two patterns say the same, the first answers."""
    found: dict[str, Route] = {}
    for route in _walk(get_resolver(), ""):
        found.setdefault(route.path, route)
    return tuple(found.values())


def staff_routes() -> list[Route]:
    """The addresses for which somebody has to log in, or that serve the log-in."""
    return [route for route in all_routes() if is_staff(route) and route.path not in _CATCH_ALL]


def public_routes() -> list[Route]:
    """All others."""
    return [route for route in all_routes() if not is_staff(route)]


def is_staff(route: Route) -> bool:
    """Whether an address belongs to the staff; the log-in that Wagtail keeps for protected pages counts as well."""
    return route.path.startswith(STAFF) or "/_util/" in route.path
