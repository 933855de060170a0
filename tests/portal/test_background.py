"""Work beside the answers: at once by default, by number and not by name."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured

from portal.account import password_reset
from portal.images import ahead
from portal.settings.elsewhere import tasks
from tests.portal.account.people import browser, person, wait_for_mails
from tests.test_deployment import BASE, PRODUCTION, run


def test_work_is_done_at_once_unless_the_environment_says_otherwise(settings: Any) -> None:
    assert settings.PORTAL_BACKGROUND == "immediate"
    assert settings.TASKS["default"]["BACKEND"].endswith("ImmediateBackend")


@pytest.mark.parametrize("how", ["", "Database", "redis"])
def test_unknown_way_is_refused_and_the_known_ones_named(how: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="immediate, database"):
        tasks(how)


def test_versions_of_a_page_that_is_gone_are_no_fault(db: None) -> None:
    assert ahead.make_versions_of.func(987_654) is None


@pytest.mark.django_db
def test_link_made_by_a_worker_opens_the_account_in_the_language_of_who_asked() -> None:
    user = person("mieke", email="mieke@example.org")
    words = {"domain": "localhost", "site_name": "Solidaire Gemeenten", "protocol": "http"}
    password_reset.send_link.enqueue(
        "fr",
        "wagtailadmin/account/password_reset/email_subject.txt",
        "wagtailadmin/account/password_reset/email.txt",
        user.pk,
        words,
    )

    (message,) = mail.outbox
    assert message.to == ["mieke@example.org"]
    link = next(word for word in message.body.split() if "/password_reset/confirm/" in word)
    page = browser().get(link.partition("localhost")[2].lstrip(":08") if "localhost" in link else link, follow=True)
    assert page.status_code == 200
    assert b"new_password1" in page.content


@pytest.mark.django_db
def test_account_that_was_closed_meanwhile_gets_no_link() -> None:
    user = person("mieke", email="mieke@example.org", is_active=False)
    password_reset.send_link.enqueue("nl", "a.txt", "b.txt", user.pk, {})

    assert mail.outbox == []


@pytest.mark.django_db
def test_worker_is_left_a_number_and_no_link(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PORTAL_BACKGROUND = "database"
    person("mieke", email="mieke@example.org")
    left: list[tuple[Any, ...]] = []
    monkeypatch.setattr(type(password_reset.send_link), "enqueue", lambda self, *arguments: left.append(arguments))

    browser().post("/admin/password_reset/", {"email": "mieke@example.org"})
    wait_for_mails()

    (arguments,) = left
    assert "mieke" not in repr(arguments)
    assert "token" not in repr(arguments)
    assert mail.outbox == []


def test_site_with_a_worker_passes_its_checks(tmp_path: Any) -> None:
    pytest.importorskip("django_tasks_db")
    values = {**PRODUCTION, "BACKGROUND_TASKS": "database"}

    result = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", folder=tmp_path, **values)

    assert result.returncode == 0, result.stderr
    helped = subprocess.run(
        [sys.executable, "manage.py", "db_worker", "--help"],
        cwd=BASE,
        env={**values, "PATH": "", "PORTAL_VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert helped.returncode == 0, helped.stderr
