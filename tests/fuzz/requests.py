"""Sends one request and looks at the answer: no error of ours, no cookie, nothing that a browser would run."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.cache import cache
from django.test import Client

from tests.security.markup import live_markup

#: How many requests each part sent.
SENT: Counter[str] = Counter()


def send(part: str, method: str, address: str, data: Any = None, **more: Any) -> Any:
    """The answer, looked at."""
    SENT[part] += 1
    if SENT[part] % 100 == 0:
        cache.clear()
    client = Client(HTTP_HOST="localhost", raise_request_exception=True)
    response = getattr(client, method)(address, data, **more)
    look_at(response, f"{method} {address} {data!r}")
    return response


def look_at(response: Any, what: str) -> None:
    """Refuse an answer that no visitor should get."""
    assert response.status_code < 500, what
    assert not response.cookies, what
    if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
        assert not live_markup(response.content.decode()), what
