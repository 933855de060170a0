"""The live profiles that lists and pages share: read as rows, made into pages on demand."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gemeenten.live_profiles import LiveProfiles
from gemeenten.models import MunicipalityPage

pytestmark = pytest.mark.django_db


def test_page_made_from_a_row_is_the_page_that_the_database_gives() -> None:
    profiles = LiveProfiles("nl")

    assert len(profiles) > 1
    for pk, page in profiles.items():
        stored = MunicipalityPage.objects.get(pk=pk)
        names = [field.attname for field in MunicipalityPage._meta.concrete_fields]
        assert {name: getattr(page, name) for name in names if name not in ("body", "initiatives")} == {
            name: getattr(stored, name) for name in names if name not in ("body", "initiatives")
        }
        assert (page.body, page.initiatives.raw_data[:]) == (stored.body, stored.initiatives.raw_data[:])
        assert page.locale == stored.locale
        assert (page.pk, page._state.adding, page._state.db) == (pk, False, "default")


def test_reader_of_french_gets_the_dutch_page_where_there_is_no_french_one() -> None:
    page = MunicipalityPage.objects.filter(locale__language_code="fr", live=True)[0]
    source = MunicipalityPage.objects.get(locale__language_code="nl", translation_key=page.translation_key)

    assert page.pk in LiveProfiles("fr")
    assert source.pk not in LiveProfiles("fr")

    page.unpublish()

    assert page.pk not in LiveProfiles("fr")
    assert LiveProfiles("fr")[source.pk].locale.language_code == "nl"


def test_pages_on_demand_ask_the_database_nothing_more() -> None:
    profiles = LiveProfiles("fr")

    with CaptureQueriesContext(connection) as queries:
        titles = [page.title for page in profiles.values()]

    assert titles
    assert len(queries) == 0
