"""What the tests of the log-in share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction


@pytest.fixture(autouse=True)
def _no_limits_of_other_tests(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test counts for itself, and what waits for the end of a transaction happens: a test's own never ends."""
    cache.clear()
    # Tests come from one address, dozens of them within a minute.
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1000/m/ip", "login_failed": "5/300s/key"}

    def at_once(then: Callable[[], Any], using: str | None = None, robust: bool = False) -> None:
        then()

    monkeypatch.setattr(transaction, "on_commit", at_once)
