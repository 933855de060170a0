"""Work beside the answers: at once by default, by a worker (``manage.py db_worker``) where the environment says so."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django_tasks.base import Task


def is_done_elsewhere() -> bool:
    """Whether a worker of its own does the work."""
    return str(settings.PORTAL_BACKGROUND) == "database"


def do_after_commit(work: Task[Any, Any], *arguments: Any) -> None:
    """Do ``work`` once what happens now is certain. The arguments are numbers and texts, never a person's data.

    A worker's list is part of the database: the entry is written in the same transaction, and lost only with it.
    """
    if is_done_elsewhere():
        work.enqueue(*arguments)
    else:
        transaction.on_commit(partial(work.enqueue, *arguments))


def forget_what_is_done() -> None:
    """Delete a worker's notes of tasks that ended a fortnight ago."""
    if is_done_elsewhere():
        call_command("prune_db_task_results", verbosity=0)
