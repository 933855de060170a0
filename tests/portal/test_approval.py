"""Approving a translation in the workflow: an unfinished one asks first, like every other way to publish."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.portal.translating import change, logged_in, profile

pytestmark = pytest.mark.django_db
NEW = "Een nieuwe Nederlandse zin."


@pytest.fixture
def moderator() -> Client:
    """Somebody who may publish, with the admin in English."""
    return logged_in("superuser")


def under_review(page: Any) -> tuple[Any, str]:
    """A page that waits for approval, with the address that approves it."""
    page.save_revision()
    state = page.get_workflow().start(page, None)
    return page, reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.current_task_state.pk])


def unfinished() -> tuple[Any, str]:
    """A French profile whose Dutch source has gone on, waiting for approval."""
    change(profile("Gent"), introduction=NEW)
    return under_review(profile("Gent", "fr"))


def is_approved(page: Any) -> bool:
    """Whether nothing waits any more."""
    return not type(page).objects.get(pk=page.pk).workflow_in_progress


def test_unfinished_translation_is_approved_only_after_a_question(moderator: Client) -> None:
    page, address = unfinished()

    question = moderator.post(address, {"comment": "Mooi."})

    assert question.status_code == 200
    assert NEW in question.content.decode()
    assert 'name="comment" value="Mooi."' in question.content.decode()
    assert not is_approved(page)


def test_informed_yes_approves(moderator: Client) -> None:
    page, address = unfinished()

    moderator.post(address, {"confirm": "1", "comment": ""})

    assert is_approved(page)


def test_dialogue_for_a_comment_leads_to_the_question(moderator: Client) -> None:
    page, address = unfinished()

    answer = moderator.get(address, headers={"x-requested-with": "XMLHttpRequest"}).json()

    assert answer["step"] == "success"
    assert NEW in moderator.get(answer["redirect"]).content.decode()
    assert not is_approved(page)


def test_finished_translation_is_approved_at_once(moderator: Client) -> None:
    page, address = under_review(profile("Gent", "fr"))

    moderator.post(address, {"comment": ""})

    assert is_approved(page)


def test_rejecting_asks_nothing(moderator: Client) -> None:
    page, address = unfinished()

    moderator.post(address.replace("/approve/", "/reject/"), {"comment": "Nog niet."})

    assert page.get_workflow() is not None
    assert type(page).objects.get(pk=page.pk).current_workflow_state.status == "needs_changes"


@pytest.mark.parametrize("path", ["approve", "question"])
def test_strangers_learn_nothing(path: str) -> None:
    page, address = unfinished()
    state = address.rstrip("/").rsplit("/", 1)[-1]
    question = reverse("translation_approve", args=[page.pk, int(state)])

    answer = Client(HTTP_HOST="localhost").get(address if path == "approve" else question)

    assert answer.status_code == 302
    assert "/login/" in answer["Location"]
