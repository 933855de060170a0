"""Values made from published content, kept in each process until the next publication.

Menus, labels and the directory of municipalities are the same for every visitor until somebody publishes. One row in
the database holds a stamp that changes, within the same transaction, with every change of content; a process that
sees the stamp it knows reuses what it made. So all processes follow a publication at once, and a rolled-back change
brings the old stamp, and the values that belong to it, back.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from threading import RLock
from typing import Any, TypeVar
from uuid import uuid4

from django.core.cache import caches
from django.http import HttpRequest

from portal.stamp import ContentStamp

T = TypeVar("T")

#: The rows of stamps: of all that visitors see, and of the register, which changes a few times a year.
CONTENT, REGISTER = 1, 2

#: How many values a process keeps: pages and what they show are some 20 kB each, 80 MB in all; the oldest make room.
MOST = 4_000

_lock = RLock()
_values: dict[str, tuple[str, Any]] = {}


def renew_stamp(*, register: bool = False) -> None:
    """Say that published content has changed; with ``register``, the register of municipalities as well."""
    for part in (CONTENT, REGISTER) if register else (CONTENT,):
        ContentStamp.objects.update_or_create(pk=part, defaults={"value": uuid4()})


def current_stamp(request: HttpRequest | None = None, part: int = CONTENT) -> str:
    """The stamp of the content as it is, or of the register alone; asked once a request."""
    stamps = request.__dict__.get("_content_stamps") if request is not None else None
    if stamps is None:
        stamps = {key: str(value) for key, value in ContentStamp.objects.values_list("pk", "value")}
        if request is not None:
            request.__dict__["_content_stamps"] = stamps
    return str(stamps.get(part) or stamps.get(CONTENT))


def remembered(key: str, build: Callable[[], T], request: HttpRequest | None = None, part: int = CONTENT) -> T:
    """What ``build`` made for the present content: from memory, or made now by one thread while others wait.

    What depends on the register alone may say so (``part``): then it outlasts publications.
    """
    stamp = current_stamp(request, part)
    known = _values.get(key)
    if known is None or known[0] != stamp:
        with _lock:
            known = _values.get(key)
            if known is None or known[0] != stamp:
                known = (stamp, build())
                # Anew at the end: what is made at each publication stays, whatever visitors ask for meanwhile.
                _values.pop(key, None)
                _values[key] = known
                while len(_values) > MOST:
                    del _values[next(iter(_values))]
    value: T = known[1]
    return value


def kept_text(key: str, build: Callable[[], str], request: HttpRequest) -> str:
    """A piece of HTML for the present content; of many pieces, those longest unused make room (`CACHES`, "pieces")."""
    stamp = current_stamp(request)
    name = sha256(key.encode()).hexdigest()
    known = caches["pieces"].get(name)
    if known is None or known[0] != stamp:
        known = (stamp, build())
        caches["pieces"].set(name, known)
    return str(known[1])


def forget() -> None:
    """Empty this process's memory."""
    with _lock:
        _values.clear()
    caches["pieces"].clear()
