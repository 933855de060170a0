"""Addresses of the pages that there is one of in each language."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Page

from portal.tree import Tree


def municipalities_url(language: str, request: HttpRequest | None = None) -> str:
    """The list of municipalities, with a trailing slash; in the source language where there is none in ``language``."""
    from gemeenten.models.index import MunicipalityIndexPage

    return _address(MunicipalityIndexPage, language, request) or "/"


def letter_url(language: str, request: HttpRequest | None = None) -> str:
    """The letter; in the source language where there is none in ``language``; empty where there is none at all."""
    from gemeenten.models.letter import LetterPage

    return _address(LetterPage, language, request)


def join_url(language: str, request: HttpRequest | None = None) -> str:
    """The joining page; in the source language where there is none in ``language``; empty where there is none."""
    from gemeenten.models.join import JoinPage

    return _address(JoinPage, language, request)


def _address(kind: type[Page], language: str, request: HttpRequest | None) -> str:
    tree = Tree.load(request)
    page = tree.of_kind(kind, language) or tree.of_kind(kind, settings.LANGUAGE_CODE)
    return tree.url(page, request) if page else ""
