"""Values made from published content, kept in each process until the next publication.

Menus, labels and the directory of municipalities are the same for every visitor until somebody publishes. One row in
the database holds a stamp that changes, within the same transaction, with every change of content; a process that
sees the stamp it knows reuses what it made. So all processes follow a publication at once, and a rolled-back change
brings the old stamp, and the values that belong to it, back.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import Any, TypeVar
from uuid import uuid4

from django.http import HttpRequest

from portal.stamp import ContentStamp

T = TypeVar("T")

_lock = RLock()
_values: dict[str, tuple[str, Any]] = {}


def renew_stamp() -> None:
    """Say that published content has changed."""
    ContentStamp.objects.update_or_create(pk=1, defaults={"value": uuid4()})


def current_stamp(request: HttpRequest | None = None) -> str:
    """The stamp of the content as it is; asked once a request."""
    kept = request.__dict__.get("_content_stamp") if request is not None else None
    if kept is None:
        kept = str(ContentStamp.objects.filter(pk=1).values_list("value", flat=True).first())
        if request is not None:
            request.__dict__["_content_stamp"] = kept
    return str(kept)


def remembered(key: str, build: Callable[[], T], request: HttpRequest | None = None) -> T:
    """What ``build`` made for the present content: from memory, or made now by one thread while others wait."""
    stamp = current_stamp(request)
    known = _values.get(key)
    if known is None or known[0] != stamp:
        with _lock:
            known = _values.get(key)
            if known is None or known[0] != stamp:
                known = (stamp, build())
                _values[key] = known
    value: T = known[1]
    return value


def forget() -> None:
    """Empty this process's memory."""
    with _lock:
        _values.clear()
