"""The last day on which somebody vouched for a profile: one rule, in Python for a draft, in the database for lists."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from gemeenten.choices import CommitmentKind
from gemeenten.confirmation import vouched_on, with_last_vouch
from gemeenten.models import Commitment, MunicipalityPage
from tests.factories import make_profile

CONFIRMED, JOINED, DECIDED, PUBLISHED = (date(2025 - years, 3, 1) for years in range(4))


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"confirmed": CONFIRMED, "joined": JOINED, "decided": DECIDED, "published": PUBLISHED}, CONFIRMED),
        ({"joined": JOINED, "decided": DECIDED, "published": PUBLISHED}, JOINED),
        ({"decided": DECIDED, "published": PUBLISHED}, DECIDED),
        ({"published": PUBLISHED}, PUBLISHED),
        ({}, None),
    ],
)
def test_lists_and_editor_agree_on_the_day(db: None, known: dict[str, date], expected: date | None) -> None:
    days: dict[str, Any] = {name: known.get(name) for name in ("confirmed", "joined", "decided", "published")}
    if days["published"]:
        days["published"] = datetime(2022, 3, 1, 12, tzinfo=UTC)
    page = make_profile("11001", ("asked",), confirmed_on=days["confirmed"], joined_on=days["joined"])
    MunicipalityPage.objects.filter(pk=page.pk).update(first_published_at=days["published"])
    # The first of several decisions counts, and no other step.
    for day in (days["decided"], date(2026, 1, 1) if days["decided"] else None):
        Commitment.objects.create(page=page, kind=CommitmentKind.DECIDED, date=day)
    Commitment.objects.create(page=page, kind=CommitmentKind.DEBATED, date=date(2010, 1, 1))

    assert vouched_on(**days) == expected
    assert with_last_vouch(MunicipalityPage.objects.all()).get(pk=page.pk).vouched_on == expected
