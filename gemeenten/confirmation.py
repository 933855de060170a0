"""When a profile asks to be confirmed again: a while after the last day on which somebody vouched for it.

Whoever confirms a profile vouches for it. Without a confirmation the day of joining counts, else that of the decision,
else that of the first publication; a draft of which no day is known asks for nothing.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import DateField, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from gemeenten.choices import CommitmentKind


def oldest_valid_vouch(today: date | None = None) -> date:
    """The oldest day of vouching that still counts today."""
    return (today or timezone.localdate()) - timedelta(days=settings.PORTAL_CONFIRM_AFTER_DAYS)


def vouched_on(
    *, confirmed: date | None, joined: date | None, decided: date | None, published: datetime | None
) -> date | None:
    """The last day on which somebody vouched for a profile with these days."""
    return confirmed or joined or decided or (timezone.localdate(published) if published else None)


def with_last_vouch(profiles: QuerySet[Any]) -> QuerySet[Any]:
    """The same profiles, each with :func:`vouched_on` as ``vouched_on``, worked out by the database."""
    from gemeenten.models import Commitment

    decided = (
        Commitment.objects.filter(page=OuterRef("pk"), kind=CommitmentKind.DECIDED)
        .order_by()
        .values("page")
        .annotate(first=Min("date"))
        .values("first")
    )
    return profiles.annotate(
        vouched_on=Coalesce(
            "confirmed_on",
            "joined_on",
            Subquery(decided),
            TruncDate("first_published_at"),
            output_field=DateField(),
        )
    )
