"""What the tests of images share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import caches


@pytest.fixture(autouse=True)
def _no_versions_of_other_tests() -> Iterator[None]:
    """Forget the versions of images that a rollback took back: their keys are given out again."""
    caches["default"].clear()
    yield
    caches["default"].clear()
