"""Counting letters per municipality and ISO week, without any personal data and without ever holding a letter up."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q, Sum

from gemeenten.models.letter_count import LetterCount

logger = logging.getLogger(__name__)

#: How long a letter waits for a busy database before it goes uncounted, in milliseconds.
PATIENCE_MS = 200


def monday_of(day: date) -> date:
    """The Monday of the ISO week of ``day``."""
    return day - timedelta(days=day.weekday())


def count_letter(refnis: str, on: date) -> bool:
    """Add one to the municipality's week; whether it worked. A busy or read-only database only leaves it uncounted."""
    rows = LetterCount.objects.filter(municipality_id=refnis, week=monday_of(on))
    try:
        with _little_patience(), transaction.atomic():
            if not rows.update(count=F("count") + 1):
                # Neither statement sends a signal, and two first letters at once make one row.
                LetterCount.objects.bulk_create(
                    [LetterCount(municipality_id=refnis, week=monday_of(on))], ignore_conflicts=True
                )
                rows.update(count=F("count") + 1)
    except DatabaseError as error:
        logger.warning("A letter was not counted: %s", type(error).__name__)
        return False
    return True


def letters_made(refnis: str) -> int:
    """All letters to a municipality and to those that went up in it; 0 below the threshold of publication.

    Small numbers stay unpublished, so that nobody can tell who wrote.
    """
    counts = LetterCount.objects.filter(Q(municipality_id=refnis) | Q(municipality__successor_id=refnis))
    total = counts.aggregate(total=Sum("count"))["total"] or 0
    return total if total >= settings.PORTAL_LETTER_COUNT_THRESHOLD else 0


@contextmanager
def _little_patience() -> Iterator[None]:
    """Wait for other writers no longer than ``PATIENCE_MS``."""
    if connection.vendor == "sqlite":
        usual = int(float(connection.settings_dict.get("OPTIONS", {}).get("timeout", 5)) * 1000)
        _run(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        try:
            yield
        finally:
            _run(f"PRAGMA busy_timeout = {usual}")
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            _run(f"SET LOCAL lock_timeout = '{PATIENCE_MS}ms'")
            yield
    else:
        yield


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
