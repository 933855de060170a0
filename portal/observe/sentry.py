"""Errors told to a Sentry server, where the environment names one; nothing personal goes along.

What goes out is where in the code it happened, which view, how grave, and the name of the request. No values of
variables, no form, address, cookie, user or machine; texts of errors lose mail addresses and networks as in the log.
"""

from __future__ import annotations

import logging
from typing import Any

from portal.logs import without_names
from portal.observe import request_ids


def start(dsn: str, environment: str = "", release: str = "") -> None:
    """Begin to tell ``dsn``. Raises ImproperlyConfigured when the package is not installed."""
    try:
        import sentry_sdk
        from sentry_sdk.integrations.django import DjangoIntegration
        from sentry_sdk.integrations.logging import LoggingIntegration
    except ImportError as error:
        from django.core.exceptions import ImproperlyConfigured

        raise ImproperlyConfigured("SENTRY_DSN is set: install the portal with [sentry], or unset it.") from error
    sentry_sdk.init(
        dsn=dsn,
        environment=environment or "production",
        release=release or None,
        server_name="portal",
        send_default_pii=False,
        include_local_variables=False,
        include_source_context=True,
        max_request_body_size="never",
        max_breadcrumbs=0,
        # Errors only: how fast pages are, Prometheus knows.
        traces_sample_rate=None,
        auto_session_tracking=False,
        default_integrations=False,
        auto_enabling_integrations=False,
        # Django's own signal tells of errors in views, the log of those that somebody caught; no line below counts.
        integrations=[
            DjangoIntegration(middleware_spans=False, signals_spans=False, cache_spans=False),
            LoggingIntegration(level=None, event_level=logging.ERROR),
        ],
        before_send=without_persons,
    )


def without_persons(event: Any, hint: dict[str, Any]) -> Any:
    """``event`` without what belongs to somebody."""
    for name in ("user", "breadcrumbs", "extra", "server_name", "modules"):
        event.pop(name, None)
    method = event.pop("request", {}).get("method")
    if method:
        event["request"] = {"method": method}
    cleaned: dict[str, Any] = _cleaned(event)
    if name := request_ids.current.get():
        cleaned.setdefault("tags", {})["request_id"] = name
    return cleaned


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return without_names(value)
    if isinstance(value, dict):
        # Variables of a frame hold whatever a form held.
        return {key: _cleaned(item) for key, item in value.items() if key != "vars"}
    if isinstance(value, list | tuple):
        return [_cleaned(item) for item in value]
    return value
