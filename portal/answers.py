"""Files and data that programs fetch: one way to answer them, with a fingerprint, a cache policy and open doors.

A browser on any site may read these addresses (CORS), nobody's cookies are looked at, and whoever has the present
version gets a 304 instead of the same bytes again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag

from portal.cache import apply_cache_policy

JSON = "application/json"
_READING = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Answer:
    """A body with all that belongs to it.

    ``language`` is the value of ``Content-Language``; with ``filename`` browsers offer to save the file under it.
    """

    body: bytes
    content_type: str
    etag: str
    language: str = ""
    filename: str = ""


def make_answer(body: bytes | str, content_type: str, language: str = "", filename: str = "") -> Answer:
    """An answer with the fingerprint of its body."""
    content = body.encode() if isinstance(body, str) else body
    return Answer(content, content_type, quote_etag(sha256(content).hexdigest()[:32]), language, filename)


def json_answer(value: Any, language: str = "", content_type: str = JSON) -> Answer:
    """``value`` as compact JSON in UTF-8."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return make_answer(text, content_type, language)


def send(request: HttpRequest, answer: Answer, status: int = 200) -> HttpResponse:
    """The response: the body, or 304 for who has it already."""
    response = HttpResponse(answer.body, content_type=answer.content_type, status=status)
    # LocaleMiddleware would name the visitor's own language here.
    response["Content-Language"] = answer.language or "nl, fr, de"
    if answer.filename:
        response["Content-Disposition"] = f'inline; filename="{answer.filename}"'
    if status == 200:
        response["ETag"] = answer.etag
    apply_cache_policy(request, response)
    if status == 404:
        # Nobody should be told for long that something is missing.
        response["Cache-Control"] = "no-cache"
    return get_conditional_response(request, etag=response.get("ETag"), response=response) or response


def send_error(request: HttpRequest, message: str, status: int) -> HttpResponse:
    """A fault of the request as JSON, in the shape that Wagtail's own API uses: ``{"message": …}``."""
    return send(request, json_answer({"message": message}, language="en"), status=status)


def open_to_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let pages of every site read this address, and refuse to do anything but read."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method in _READING:
            response = view(request, *args, **kwargs)
        elif request.method == "OPTIONS":
            response = HttpResponse(status=204)
            response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            # What a browser asks about first before a script may send it.
            response["Access-Control-Allow-Headers"] = "If-None-Match, Accept, Cache-Control"
            response["Access-Control-Max-Age"] = "86400"
        else:
            response = HttpResponseNotAllowed(["GET", "HEAD", "OPTIONS"])
            patch_cache_control(response, no_store=True)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Link"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return answer
