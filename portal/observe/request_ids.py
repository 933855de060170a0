"""A name for each request, by which log lines, an error page and the servers in front mean the same one."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import Any

from django.conf import settings

HEADER = "X-Request-ID"
#: Where the name stands in the WSGI environment, which is Django's ``request.META``.
KEY = "portal.request_id"
#: What is taken over from a server in front: nothing that could be a line, a field or a name of its own.
_TAKEN = re.compile(r"[0-9A-Za-z_.-]{8,64}")

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

#: The request that this thread answers; empty between requests.
current: ContextVar[str] = ContextVar("request_id", default="")


def identify(environ: Environ) -> str:
    """The name of the request with this environment, given at the first call.

    A server in front is believed only where the settings say that there is one.
    """
    known = environ.get(KEY)
    if known:
        return str(known)
    sent = environ.get("HTTP_X_REQUEST_ID", "") if settings.PORTAL_TRUSTED_PROXIES else ""
    name = sent if sent and _TAKEN.fullmatch(sent) else secrets.token_hex(8)
    environ[KEY] = name
    return name


def identified(inner: Application) -> Application:
    """``inner``, whose answers name the request; outermost, since an answer that is kept belongs to many requests."""

    def application(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        name = identify(environ)

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, [*(pair for pair in headers if pair[0] != HEADER), (HEADER, name)], *rest)

        return inner(environ, start)

    return application
