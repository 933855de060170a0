"""Wagtail's search in the database, in which each word asked for may be the beginning of a word on the page.

Wagtail looks for whole words in texts and for beginnings only in titles; Dutch joins its words, so who looks for
“vluchteling” would miss “vluchtelingenwerk”. It reads the same index, so there is nothing to build.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from portal import search_backend


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name by which Wagtail finds it
    """The back end of the database in use, with beginnings."""
    shared = {name: value for name, value in settings.WAGTAILSEARCH_BACKENDS["default"].items() if name != "BACKEND"}
    found = search_backend.SearchBackend({**shared, **params})
    whole_words = found.query_compiler_class
    found.query_compiler_class = type("BeginningsOfWords", (whole_words,), {"LAST_TERM_IS_PREFIX": True})
    return found
