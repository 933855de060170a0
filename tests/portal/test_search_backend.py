"""Whatever is typed into a search field is words to look for, never an error of the database."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import Page

TYPED = [
    '"',
    '""',
    '"Gent',
    'Gent"',
    'x>"><img y',
    '"Gent" OR "Aalst"',
    "Gent*",
    "NEAR(a b)",
    "title:Gent",
    "'",
    "%s",
    "-",
]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("address", ["/admin/pages/", "/admin/pages/search/", "/admin/images/", "/api/v2/pages/"])
def test_any_sign_may_be_typed(admin_client: Client, address: str, typed: str) -> None:
    answer = admin_client.get(address, {"q": typed, "search": typed}, HTTP_HOST="localhost", follow=True)

    assert answer.status_code in (200, 400)


@pytest.mark.django_db
def test_marks_around_a_word_are_left_out() -> None:
    found = [page.title for page in Page.objects.live().search('"Gent"')]

    assert "Gent" in found


@pytest.mark.django_db
def test_beginnings_are_found_still() -> None:
    assert "Gent" in [page.title for page in Page.objects.live().autocomplete('"Gen')]
