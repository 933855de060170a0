"""What content may be about, as readers meet it: for apps that know only the keys of what another app names.

An app that can name subjects registers a function for Wagtail's hook ``name_subjects``. It gets the kind, the keys as
rows hold them, the language and the request, and returns a :class:`Subject` for every key of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from wagtail import hooks

MUNICIPALITY = "municipality"
ACTIVITY = "activity"


@dataclass(frozen=True, slots=True)
class Subject:
    """A municipality or an activity by its name in a language.

    ``key`` is what stands in addresses; ``lang`` is empty when name and page are in the reader's language, else the
    language's code.
    """

    kind: str
    key: str
    label: str
    url: str = ""
    lang: str = ""
    icon: str = ""


def name_subjects(kind: str, keys: Iterable[Any], language: str, request: HttpRequest | None = None) -> list[Subject]:
    """The subjects of one kind; keys that nobody knows are left out."""
    wanted = list(dict.fromkeys(keys))
    found: list[Subject] = []
    for name in hooks.get_hooks("name_subjects") if wanted else ():
        found.extend(name(kind, wanted, language, request))
    return found
