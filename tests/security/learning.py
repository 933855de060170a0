"""Which parameters a view reads: learned by asking, so that a new one is attacked as well."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.utils.datastructures import MultiValueDict

from tests.every_kind import LANGUAGES, MORE, PAGES
from tests.security.addresses import public_routes

#: The parameters of public addresses that are no pages.
VALUES = {
    "1": "1",
    "2": "besluit.pdf",
    "3": "x",
    "restriction_id": "1",
    "language": "nl",
    "kind": "list",
    "refnis": "11002",
    "pk": "3",
    "path": "x.pdf",
}


def public_addresses() -> list[str]:
    """One address of every public route and of every kind of page, in both languages, without a query."""
    found = {address.partition("?")[0] for pair in (PAGES | MORE).values() for address in pair if address}
    found |= {f"{address}feed/" for address in ("/nl/nieuws/", "/fr/actualites/", "/nl/gemeenten/wijzigingen/")}
    for route in public_routes():
        if "(" not in route.path and "[" not in route.path and not route.path.startswith("nl/<"):
            found.add(route.filled(VALUES))
    return sorted(found)


def parameters_of(client: Client, address: str) -> set[str]:
    """The names that the view asks the query for."""
    asked: set[str] = set()
    get_item, get_list, contains = MultiValueDict.__getitem__, MultiValueDict.getlist, MultiValueDict.__contains__

    def note(self: Any, key: Any) -> None:
        if isinstance(self, QueryDict) and isinstance(key, str):
            asked.add(key)

    def item(self: Any, key: Any) -> Any:
        note(self, key)
        return get_item(self, key)

    def listed(self: Any, key: Any, default: Any = None) -> Any:
        note(self, key)
        return get_list(self, key, default)

    def has(self: Any, key: Any) -> bool:
        note(self, key)
        return bool(contains(self, key))

    with (
        patch.object(MultiValueDict, "__getitem__", item),
        patch.object(MultiValueDict, "getlist", listed),
        patch.object(MultiValueDict, "__contains__", has, create=True),
    ):
        response = client.get(address)
        list(response.streaming_content) if response.streaming else response.content
    return asked - {"csrfmiddlewaretoken"}


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every SQL statement as it is handed to the database, without its parameters."""
    seen: list[str] = []

    def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        seen.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


__all__ = ["LANGUAGES", "parameters_of", "public_addresses", "statements"]
