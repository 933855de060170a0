"""Pages outside the page tree, which stand under a word of its own in every language."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse


def translated_paths(name: str, words: Mapping[str, str], view: Callable[..., HttpResponse]) -> list[URLPattern]:
    """A route ``/<language>/<word>/`` for each language, called ``<name>_<language>``; the view gets ``language``.

    Put them before ``i18n_patterns``: those end in Wagtail, which answers every address below a language.
    """
    return [
        path(f"{code}/{word}/", view, {"language": code}, name=f"{name}_{code}")
        for code, word in words.items()
        if code in dict(settings.LANGUAGES)
    ]


def addresses_of(name: str) -> dict[str, str]:
    """The path of such a page by language; for the context variable ``translated_addresses``.

    A language that was added to the site later has no word for it yet, and is left out.
    """
    found = {}
    for code, _label in settings.LANGUAGES:
        try:
            found[code] = reverse(f"{name}_{code}")
        except NoReverseMatch:
            continue
    return found


def address_of(name: str, language: str) -> str:
    """The path in ``language``, in the source language where there is none."""
    addresses = addresses_of(name)
    return addresses.get(language) or addresses[settings.LANGUAGE_CODE]
