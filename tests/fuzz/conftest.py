"""What the fuzz tests share: each is a drill, and all of them count their requests together."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

#: The same requests at every run; another number makes others.
SEED = int(os.environ.get("PORTAL_FUZZ_SEED", "0"))
settings.register_profile(
    "fuzz",
    deadline=None,
    derandomize=not SEED,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here is a drill."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.drill)
