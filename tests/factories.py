"""Making content in tests: plain functions over the page tree, nothing global is touched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from wagtail.models import Locale
from wagtail.signal_handlers import disable_reference_index_auto_update

from gemeenten.models import Commitment, Municipality, MunicipalityIndexPage, MunicipalityPage


def index_page(language: str = "nl") -> MunicipalityIndexPage:
    """The list of municipalities of the starter site."""
    return MunicipalityIndexPage.objects.get(locale__language_code=language)


@contextmanager
def unindexed() -> Iterator[None]:
    """Make many pages in half the time, for tests that ask neither the search nor where things are used."""
    with disable_reference_index_auto_update(), patch("modelsearch.signal_handlers.insert_or_update_object_task"):
        yield


def make_profile(refnis: str, kinds: tuple[str, ...] = ("decided",), **values: Any) -> MunicipalityPage:
    """A live Dutch profile of a municipality with undated steps of the given kinds."""
    municipality = Municipality.objects.get(pk=refnis)
    page = MunicipalityPage(
        municipality=municipality,
        locale=Locale.objects.get(language_code="nl"),
        **{"title": municipality.name_nl, "slug": f"profile-{refnis}", "introduction": "Inleiding.", **values},
    )
    page.commitments = [Commitment(sort_order=order, kind=kind) for order, kind in enumerate(kinds)]
    index_page().add_child(instance=page)
    page.save_revision().publish()
    return MunicipalityPage.objects.get(pk=page.pk)
