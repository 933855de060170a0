"""Counts background tasks as they end, and gives their log lines a name as requests have one."""

from __future__ import annotations

from typing import Any

from django_tasks.signals import task_finished, task_started

from portal.observe import metrics, request_ids


def _began(task_result: Any, **kwargs: Any) -> None:
    # A task that runs within a request is part of it.
    if not request_ids.current.get():
        request_ids.current.set(f"task-{str(task_result.id)[:20]}")


def _ended(task_result: Any, **kwargs: Any) -> None:
    metrics.TASKS.labels(task_result.task.module_path, str(task_result.status).lower()).inc()
    if request_ids.current.get().startswith("task-"):
        request_ids.current.set("")


def connect() -> None:
    """Follow every task, wherever it runs."""
    task_started.connect(_began, dispatch_uid="observe tasks begin")
    task_finished.connect(_ended, dispatch_uid="observe tasks end")
