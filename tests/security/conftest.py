"""What the attacks share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client


@pytest.fixture
def staff(admin_client: Client) -> Iterator[Client]:
    """The browser of an administrator; versions of images that a rollback took back are forgotten."""
    cache.clear()
    admin_client.defaults["HTTP_HOST"] = "localhost"
    yield admin_client
    cache.clear()
