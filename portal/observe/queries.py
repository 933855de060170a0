"""Counts the queries of each request and writes down the slow ones, without what they were asked with."""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import Error
from django.db.backends.signals import connection_created

from portal.observe import metrics

logger = logging.getLogger("portal.slow_query")

#: Longest SQL in the log, in characters.
LONGEST = 2_000
#: A text or number written into the statement instead of being handed over beside it.
_LITERAL = re.compile(r"'(?:[^']|'')*'|(?<![\w.\"$])\d+(?:\.\d+)?(?![\w.\"])")
_SPACE = re.compile(r"\s+")


@dataclass(slots=True)
class Tally:
    """Queries of one request, and the seconds that they took."""

    number: int = 0
    seconds: float = 0.0


current: ContextVar[Tally | None] = ContextVar("queries", default=None)


def without_values(sql: str) -> str:
    """``sql`` on one line, with a sign in place of every value."""
    return _SPACE.sub(" ", _LITERAL.sub("?", sql)).strip()[:LONGEST]


def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Runs around every query of every connection (``connection.execute_wrappers``)."""
    began = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    except Error as error:
        note_error(error)
        raise
    finally:
        seconds = time.perf_counter() - began
        tally = current.get()
        if tally is not None:
            tally.number += 1
            tally.seconds += seconds
        limit = settings.PORTAL_SLOW_QUERY_MS
        if limit and seconds * 1000 >= limit:
            metrics.SLOW_QUERIES.inc()
            logger.warning(
                "slow query: %.0f ms %s", seconds * 1000, without_values(sql), extra={"ms": round(seconds * 1000)}
            )


def note_error(error: BaseException) -> None:
    """Count an error of the database, once however far it travels."""
    if not getattr(error, "portal_counted", False):
        error.portal_counted = True  # type: ignore[attr-defined]
        metrics.DATABASE_ERRORS.labels(type(error).__name__).inc()


def _join(connection: Any, **kwargs: Any) -> None:
    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(watch)


def _count_lost_connections(**kwargs: Any) -> None:
    """A connection that cannot be made runs no query: such an error is seen where it ends the request."""
    error = sys.exc_info()[1]
    while error is not None:
        if isinstance(error, Error):
            note_error(error)
            return
        error = error.__cause__ or error.__context__


def connect() -> None:
    """Follow every connection that is made."""
    connection_created.connect(_join, dispatch_uid="watch queries")
    got_request_exception.connect(_count_lost_connections, dispatch_uid="count database errors")
