"""Sends one request and looks at the answer: no error of ours, no cookie, nothing that a browser would run."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
from django.utils import translation

from tests.security.markup import live_markup

#: How many requests each part sent.
SENT: Counter[str] = Counter()
_FACTORY = RequestFactory(SERVER_NAME="localhost")
_HANDLER: list[WSGIHandler] = []
#: Only with one of these in it can an answer hold something that came in.
_SIGNS = ("4711", "q49q", "javascript:")


def send(part: str, method: str, address: str, data: Any = None) -> Any:
    """The answer of the whole application in this process, looked at; the test client would take twice as long."""
    if not _HANDLER:
        _HANDLER.append(WSGIHandler())
    SENT[part] += 1
    if SENT[part] % 100 == 0:
        # Nobody is held up by burst limits, and no page comes from memory for long.
        cache.clear()
    translation.deactivate()
    response = _HANDLER[0].get_response(getattr(_FACTORY, method)(address, data))
    look_at(response, f"{method} {address} {data!r}")
    return response


def look_at(response: Any, what: str) -> None:
    """Refuse an answer that no visitor should get."""
    assert response.status_code < 500, what
    assert not response.cookies, what
    if response.streaming:
        b"".join(response.streaming_content)
        # Not close(): that ends the request, and with it the test's connection to the database.
        for close in response._resource_closers:
            close()
    elif response.get("Content-Type", "").startswith("text/html"):
        words = response.content.decode()
        assert not any(sign in words for sign in _SIGNS) or not live_markup(words), what
