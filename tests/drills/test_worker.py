"""Work that a worker does: a real process takes it from the database, also when it was stopped for a while."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
from pathlib import Path

import pytest

from tests.drills.sites import Site, copy_of

pytestmark = pytest.mark.drill

#: Leaves work of every kind; prints what is waiting.
LEAVE = """
import django
django.setup()
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django_tasks_db.models import DBTaskResult
from gemeenten.application_mail import queue_mails
from gemeenten.models import Application, ApplicationMail, Municipality
from news.models import NewsPage
get_user_model().objects.create_user("mieke", "mieke@example.org", "een lang wachtwoord 1")
page = NewsPage.objects.live().first()
page.title = "Een woord dat nergens anders staat: zwaluwnestje"
page.save_revision().publish()
application = Application.objects.create(
    municipality=Municipality.objects.filter(successor=None).first(), contact_email="an@example.org", language="nl")
queue_mails(application, ApplicationMail.Kind.RECEIVED)
try:
    with transaction.atomic():
        queue_mails(application, ApplicationMail.Kind.ACCEPTED)
        raise RuntimeError
except RuntimeError:
    pass
Client(HTTP_HOST="localhost").post("/admin/password_reset/", {"email": "mieke@example.org"})
import threading
for thread in threading.enumerate():
    if thread.name == "password-reset":
        thread.join()
import json
print(json.dumps(sorted(row.task_path for row in DBTaskResult.objects.all())))
"""
#: What came of it.
LOOK = """
import django
django.setup()
import json
from django_tasks_db.models import DBTaskResult
from gemeenten.models import ApplicationMail
from news.models import NewsPage
print(json.dumps({
    "states": sorted({str(row.status) for row in DBTaskResult.objects.all()}),
    "failed": [row.task_path for row in DBTaskResult.objects.filter(status="FAILED")],
    "sent": ApplicationMail.objects.filter(sent_at__isnull=False).count(),
    "found": NewsPage.objects.live().search("zwaluwnestje").count(),
    "arguments": json.dumps([row.args_kwargs for row in DBTaskResult.objects.all()]),
}))
"""


@pytest.fixture
def site(starter: Site, tmp_path: Path) -> Site:
    """A site that leaves work to a worker; its mails become files."""
    if importlib.util.find_spec("django_tasks_db") is None:
        assert not os.environ.get("PORTAL_NEEDS_SERVERS"), "django-tasks-db is not installed"
        pytest.skip("django-tasks-db is not installed")
    copied = copy_of(starter, tmp_path / "site")
    (copied.folder / "mails").mkdir()
    site = Site(copied.folder, {"BACKGROUND_TASKS": "database", "EMAIL_URL": f"filemail:///{copied.folder / 'mails'}"})
    site.manage("migrate", "--verbosity=0")
    return site


def test_worker_does_what_was_left_and_ends_gracefully(site: Site) -> None:
    waiting = json.loads(site.run("-c", LEAVE).splitlines()[-1])

    assert "gemeenten.application_mail.send_noted_mail" in waiting
    # The second mail was queued in a transaction that was taken back.
    assert waiting.count("gemeenten.application_mail.send_noted_mail") == 1
    assert "portal.images.ahead.make_versions_of" in waiting
    assert "portal.account.password_reset.send_link" in waiting
    assert "modelsearch.tasks.insert_or_update_object_task" in waiting
    assert list((site.folder / "mails").iterdir()) == []

    site.manage("db_worker", "--batch", "--no-startup-delay", "--interval=0.1")

    found = json.loads(site.run("-c", LOOK).splitlines()[-1])
    assert (found["states"], found["failed"]) == (["SUCCESSFUL"], [])
    assert (found["sent"], found["found"]) == (1, 1)
    mails = "\n".join(file.read_text() for file in (site.folder / "mails").iterdir())
    assert "an@example.org" in mails
    assert "mieke@example.org" in mails
    assert "/password_reset/confirm/" in mails.replace("=\n", "")
    # Numbers only: what waits says nothing of who it is for.
    assert "example.org" not in found["arguments"]


def test_worker_that_is_asked_to_stop_stops(site: Site) -> None:
    with site.start("manage.py", "db_worker", "--no-startup-delay", "--interval=60") as worker:
        site.run("-c", LOOK)
        worker.send_signal(signal.SIGTERM)
        said, _nothing = worker.communicate(timeout=60)

    assert worker.returncode == 0, said
    assert "Traceback" not in said
