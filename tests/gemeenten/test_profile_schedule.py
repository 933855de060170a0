"""A profile that appears, and disappears, on the day that was set: by Wagtail's own command, through real forms."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import Revision

from gemeenten.models import MunicipalityPage
from portal.roles import COMMUNICATION, MODERATORS
from tests.gemeenten.test_profile_editor import PUBLISH, SUBMIT, add, form, kortrijk, log_in, refusals, step, told

ADDRESS = "/nl/gemeenten/kortrijk/"


def minute(moment: datetime) -> str:
    """A moment as the field for it takes it."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def let_pass(page: MunicipalityPage, time: timedelta) -> None:
    """Let time pass for a page: all that is stored for later moves towards now by as much."""
    for revision in Revision.objects.for_instance(page):
        for name in ("go_live_at", "expire_at"):
            if moment := parse_datetime(revision.content.get(name) or ""):
                revision.content[name] = (moment - time).isoformat()
        if revision.approved_go_live_at:
            revision.approved_go_live_at -= time
        revision.save()
    fresh = MunicipalityPage.objects.get(pk=page.pk)
    moments = {name: getattr(fresh, name) for name in ("go_live_at", "expire_at")}
    MunicipalityPage.objects.filter(pk=page.pk).update(**{k: v - time for k, v in moments.items() if v})


def shown(site: Client) -> dict[str, bool]:
    """Where visitors meet the municipality."""
    return {
        "page": site.get(ADDRESS).status_code == 200,
        "list": f'href="{ADDRESS}"' in site.get("/nl/gemeenten/?status=solidary").content.decode(),
        "changes": "Kortrijk werd een solidaire gemeente" in site.get("/nl/gemeenten/wijzigingen/").content.decode(),
        "feed": "Kortrijk werd een solidaire gemeente" in site.get("/nl/gemeenten/wijzigingen/feed/").content.decode(),
        "data": "/kortrijk/" in site.get("/open-data/gemeenten.json").content.decode(),
    }


def test_profile_appears_and_disappears_everywhere_on_the_day_that_was_set(db: None, site: Client) -> None:
    in_two_days, in_four_days = (timezone.now() + timedelta(days=number) for number in (2, 4))
    assert not any(shown(site).values())
    add(log_in(COMMUNICATION), action=SUBMIT, go_live_at=minute(in_two_days), expire_at=minute(in_four_days))
    page = kortrijk()
    moderator = log_in(MODERATORS)
    moderator.post(f"/admin/pages/workflow/action/{page.pk}/approve/{page.current_workflow_task_state.pk}/")

    call_command("publish_scheduled")
    assert not any(shown(site).values())
    assert kortrijk().approved_schedule

    let_pass(page, timedelta(days=2, minutes=1))
    call_command("publish_scheduled", dryrun=True)
    assert not any(shown(site).values())
    call_command("publish_scheduled")
    assert all(shown(site).values()), shown(site)
    call_command("publish_scheduled")
    assert all(shown(site).values())

    let_pass(page, timedelta(days=2))
    call_command("publish_scheduled")
    assert not any(shown(site).values())
    assert kortrijk().expired


def test_scheduled_profile_waits_on_the_translators_board_once_it_is_public(db: None) -> None:
    client = log_in()
    add(client, action=PUBLISH, go_live_at=minute(timezone.now() + timedelta(days=1)))
    board = "/admin/translations/?state=missing"
    assert "ingepland" in told(client)
    assert "Kortrijk" not in client.get(board).content.decode()

    let_pass(kortrijk(), timedelta(days=2))
    call_command("publish_scheduled")

    assert "Kortrijk" in client.get(board).content.decode()


def test_change_of_a_public_profile_waits_for_its_day_too(db: None, site: Client) -> None:
    client = log_in()
    add(client, action=PUBLISH)
    later: dict[str, Any] = {"slug": "kortrijk", "go_live_at": minute(timezone.now() + timedelta(days=1))}
    client.post(f"/admin/pages/{kortrijk().pk}/edit/", {**form(introduction="Nieuwe woorden.", **later), **PUBLISH})
    assert "Nieuwe woorden." not in site.get(ADDRESS).content.decode()

    let_pass(kortrijk(), timedelta(days=2))
    call_command("publish_scheduled")

    assert "Nieuwe woorden." in site.get(ADDRESS).content.decode()


def test_decision_to_come_may_be_prepared_for_a_page_that_appears_after_it(db: None, site: Client) -> None:
    council = timezone.localdate() + timedelta(days=3)
    coming = step(day=council.isoformat())
    client = log_in()

    too_early = add(client, coming, action=PUBLISH, go_live_at=minute(timezone.now() + timedelta(days=2)))
    assert "Deze datum ligt in de toekomst" in refusals(too_early)
    at_once = add(client, coming, action=PUBLISH)
    assert "Deze datum ligt in de toekomst" in refusals(at_once)
    assert not MunicipalityPage.objects.filter(municipality_id="34022").exists()

    in_time = add(client, coming, action=PUBLISH, go_live_at=minute(timezone.now() + timedelta(days=4)))
    assert in_time.status_code == 302
    assert not any(shown(site).values())
    assert kortrijk().get_latest_revision_as_object().joined_on == council
