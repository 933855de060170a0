"""What staff publish is there whole or not at all."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from wagtail.signals import page_published

from home.models import CampaignPage
from portal.management.commands import publish_scheduled
from portal.snapshot import current_stamp
from tests.portal.editor_forms import form_data

pytestmark = pytest.mark.django_db(transaction=False)


def a_page() -> CampaignPage:
    page = CampaignPage.objects.filter(locale__language_code="nl", live=True).order_by("pk").first()
    assert page is not None
    return page


@pytest.fixture
def dying() -> Any:
    """Something that fails late in a publication, when page and revision have been written."""

    def die(**kwargs: Any) -> None:
        raise MemoryError

    page_published.connect(die)
    yield die
    page_published.disconnect(die)


@pytest.mark.asvs("v5.0.0-2.3.3")
@pytest.mark.asvs("v5.0.0-2.3.3")
def test_publication_that_fails_late_leaves_nothing(admin_client: Client, admin_user: Any, dying: Any) -> None:
    page, stamp = a_page(), current_stamp()
    before = (page.title, page.live_revision_id, page.latest_revision_id, page.revisions.count())
    data = form_data(page, admin_user) | {"title": "Half gepubliceerd", "action-publish": "1"}
    admin_client.raise_request_exception = False

    response = admin_client.post(f"/admin/pages/{page.pk}/edit/", data, HTTP_HOST="localhost")

    assert response.status_code == 500
    page = a_page()
    assert (page.title, page.live_revision_id, page.latest_revision_id, page.revisions.count()) == before
    assert current_stamp() == stamp


def test_publication_that_succeeds_is_there(admin_client: Client, admin_user: Any) -> None:
    page, stamp = a_page(), current_stamp()
    data = form_data(page, admin_user) | {"title": "Heel gepubliceerd", "action-publish": "1"}

    assert admin_client.post(f"/admin/pages/{page.pk}/edit/", data, HTTP_HOST="localhost").status_code == 302

    assert a_page().title == "Heel gepubliceerd"
    assert current_stamp() != stamp


def test_reading_and_previews_wait_for_no_writer(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    page = a_page()

    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise AssertionError("a transaction was begun")

    monkeypatch.setattr("portal.whole_writes.transaction", SimpleNamespace(atomic=refuse))

    assert admin_client.get(f"/admin/pages/{page.pk}/edit/", HTTP_HOST="localhost").status_code == 200
    preview = admin_client.post(f"/admin/pages/{page.pk}/edit/preview/", {}, HTTP_HOST="localhost")
    assert preview.status_code == 200


def schedule(title: str) -> CampaignPage:
    page = a_page()
    page.title, page.go_live_at = title, timezone.now() - timedelta(minutes=1)
    page.save_revision(approved_go_live_at=page.go_live_at)
    return page


def test_schedule_is_not_forgotten_when_publishing_dies(dying: Any) -> None:
    page = schedule("Later")

    with pytest.raises(MemoryError), transaction.atomic():
        call_command("publish_scheduled", stdout=None)
    page_published.disconnect(dying)
    assert a_page().title != "Later"

    call_command("publish_scheduled")

    assert a_page().title == "Later"
    assert not page.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_command_is_ours() -> None:
    from django.core.management import get_commands

    assert get_commands()["publish_scheduled"] == "portal"
    assert publish_scheduled.Command.handle is not publish_scheduled.WagtailCommand.handle
