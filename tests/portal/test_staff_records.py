"""Records of the staff's work lose the names when they are old."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry

from portal.staff_records import purge
from portal.translation.pending import PendingImport

pytestmark = pytest.mark.asvs("v5.0.0-14.2.4")


@pytest.fixture
def editor(db: None) -> Any:
    """Somebody who works here."""
    return get_user_model().objects.create_superuser("editor", email="", password="long-and-secret-1")


def logged(editor: Any, days: int) -> PageLogEntry:
    """A page was edited ``days`` ago."""
    page = Page.objects.live().filter(depth=2).first()
    entry = log(instance=page, action="wagtail.edit", user=editor)
    PageLogEntry.objects.filter(pk=entry.pk).update(timestamp=timezone.now() - timedelta(days=days))
    return entry


def test_old_history_stays_without_its_names(editor: Any) -> None:
    old, recent = logged(editor, 731), logged(editor, 729)

    counted = purge(dry_run=True)
    old.refresh_from_db()
    assert old.user_id == editor.pk
    assert purge() == counted

    old.refresh_from_db()
    recent.refresh_from_db()
    assert (old.user_id, old.action) == (None, "wagtail.edit")
    assert recent.user_id == editor.pk
    assert purge().unnamed == 0


def test_old_entries_of_djangos_admin_go(editor: Any) -> None:
    entry = LogEntry.objects.create(
        user=editor,
        content_type=ContentType.objects.get_for_model(editor),
        object_id=str(editor.pk),
        object_repr="editor",
        action_flag=CHANGE,
    )
    purge()
    assert LogEntry.objects.filter(pk=entry.pk).exists()

    LogEntry.objects.update(action_time=timezone.now() - timedelta(days=731))
    purge()

    assert not LogEntry.objects.filter(pk=entry.pk).exists()


def test_upload_that_nobody_applied_goes_after_a_day(editor: Any) -> None:
    upload = PendingImport.keep(editor, "profielen.csv", b"naam")
    purge()
    assert PendingImport.objects.filter(pk=upload.pk).exists()

    PendingImport.objects.update(created_at=timezone.now() - timedelta(hours=25))

    assert purge().uploads == 1
    assert not PendingImport.objects.exists()
