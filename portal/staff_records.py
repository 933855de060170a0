"""What the admin writes down about the staff's work, without their names once it is old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.models import ModelLogEntry, PageLogEntry

from portal.translation.pending import KEPT, PendingImport


@dataclass(frozen=True, slots=True)
class Purged:
    """How many records lost their names or were deleted, or would be."""

    unnamed: int
    uploads: int


def purge(*, dry_run: bool = False) -> Purged:
    """Take names off records ``PORTAL_STAFF_RECORDS_KEPT_DAYS`` old; delete uploads that nobody applied.

    What was done to a page, and when, stays in its history. Django's admin keeps no record without its author, so its
    old ones are deleted.
    """
    now = timezone.now()
    limit = now - timedelta(days=settings.PORTAL_STAFF_RECORDS_KEPT_DAYS)
    histories = [
        model.objects.filter(timestamp__lt=limit, user__isnull=False) for model in (PageLogEntry, ModelLogEntry)
    ]
    entries = LogEntry.objects.filter(action_time__lt=limit)
    uploads = PendingImport.objects.filter(created_at__lt=now - KEPT)
    with transaction.atomic():
        done = Purged(sum(history.count() for history in histories) + entries.count(), uploads.count())
        if not dry_run:
            for history in histories:
                history.update(user=None)
            entries.delete()
            uploads.delete()
            EditingSession.cleanup()
    return done
