"""The database's own search, deaf to quotation marks on SQLite.

SQLite's full-text search has a language of its own, in which a quotation mark ends a word; modelsearch 1.3 puts what
was typed between such marks as it is, so that one mark too many is an error of the database. PostgreSQL takes
parameters.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection
from modelsearch.backends import database
from modelsearch.query import Phrase, PlainText


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name that Wagtail looks for
    """The backend that goes with the database."""
    backend = database.SearchBackend(dict(params))
    if connection.vendor == "sqlite" and hasattr(backend, "autocomplete_query_compiler_class"):
        backend.query_compiler_class = _without_marks(backend.query_compiler_class)
        backend.autocomplete_query_compiler_class = _without_marks(backend.autocomplete_query_compiler_class)
    return backend


def _words(typed: str) -> str:
    # A hyphen alone is no word, so that nothing is found; nothing at all would be no query.
    return typed.replace('"', " ").strip() or "-"


@cache
def _without_marks(compiler: Any) -> Any:
    """The compiler of queries, given words without marks. That of SQLite can be imported nowhere else."""

    class WithoutMarks(compiler):  # type: ignore[misc]
        def build_search_query_content(self, query: Any, config: Any = None) -> Any:
            if isinstance(query, PlainText):
                query = PlainText(_words(query.query_string), operator=query.operator)
            elif isinstance(query, Phrase):
                query = Phrase(_words(query.query_string))
            return super().build_search_query_content(query, config)

    return WithoutMarks
