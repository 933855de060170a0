"""The database's own search, deaf to quotation marks on SQLite.

SQLite's full-text search has a language of its own, in which a quotation mark ends a word; modelsearch 1.3 puts what
was typed between such marks as it is, so that one mark too many is an error of the database. PostgreSQL takes
parameters.
"""

from __future__ import annotations

from typing import Any

from modelsearch.backends import database
from modelsearch.backends.database.sqlite.sqlite import (
    SQLiteAutocompleteQueryCompiler,
    SQLiteSearchBackend,
    SQLiteSearchQueryCompiler,
)
from modelsearch.query import Phrase, PlainText


def _words(typed: str) -> str:
    # A hyphen alone is no word, so that nothing is found; nothing at all would be no query.
    return typed.replace('"', " ").strip() or "-"


class _WithoutMarks:
    def build_search_query_content(self, query: Any, config: Any = None) -> Any:
        if isinstance(query, PlainText):
            query = PlainText(_words(query.query_string), operator=query.operator)
        elif isinstance(query, Phrase):
            query = Phrase(_words(query.query_string))
        return super().build_search_query_content(query, config)  # type: ignore[misc]


class _Search(_WithoutMarks, SQLiteSearchQueryCompiler):  # type: ignore[misc]
    pass


class _Autocomplete(_WithoutMarks, SQLiteAutocompleteQueryCompiler):  # type: ignore[misc]
    LAST_TERM_IS_PREFIX = True


class _SQLite(SQLiteSearchBackend):  # type: ignore[misc]
    query_compiler_class = _Search
    autocomplete_query_compiler_class = _Autocomplete


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name that Wagtail looks for
    """The backend that goes with the database."""
    backend = database.SearchBackend(dict(params))
    return _SQLite(params) if isinstance(backend, SQLiteSearchBackend) else backend
