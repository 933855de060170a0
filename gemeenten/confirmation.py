"""When a profile asks to be confirmed again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone


def oldest_valid_confirmation() -> date:
    """The oldest day of confirmation that still counts today."""
    return timezone.localdate() - timedelta(days=settings.PORTAL_CONFIRM_AFTER_DAYS)


def asks_for_confirmation() -> Q:
    """The profiles that were never confirmed, or too long ago."""
    return Q(confirmed_on__isnull=True) | Q(confirmed_on__lt=oldest_valid_confirmation())


def needs_confirmation(page: Any) -> bool:
    """Whether one profile asks for it."""
    return page.confirmed_on is None or page.confirmed_on < oldest_valid_confirmation()
