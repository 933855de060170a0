"""What the log-in writes down about people, deleted once it serves nothing."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone


@dataclass(frozen=True, slots=True)
class Purged:
    """How many failed log-ins and sessions were deleted, or would be."""

    failures: int
    sessions: int


def purge(*, dry_run: bool = False) -> Purged:
    """Delete failed log-ins whose lock is over, and sessions that have ended."""
    now = timezone.now()
    failures = AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME)
    running = Session.objects.filter(expire_date__gt=now)
    ended = UserSession.objects.exclude(session_key__in=running.values("session_key"))
    expired = Session.objects.filter(expire_date__lte=now)
    with transaction.atomic():
        done = Purged(failures.count(), ended.count() + expired.count())
        if not dry_run:
            failures.delete()
            ended.delete()
            expired.delete()
            # Switched off in the settings: whatever an earlier version left.
            AccessLog.objects.all().delete()
            AccessFailureLog.objects.all().delete()
    return done
