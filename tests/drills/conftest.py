"""Sites of the drills, on SQLite and on PostgreSQL: each is built once a process, since building one takes long."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drills.postgres import Cluster, programs_missing, running_cluster
from tests.drills.sites import Site, build


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here is a drill."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.drill)


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A filled site on SQLite, to copy from."""
    return build(tmp_path_factory.mktemp("starter"))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server; without its programs, these drills are left out (CI requires them)."""
    if reason := programs_missing():
        assert not os.environ.get("PORTAL_NEEDS_POSTGRESQL"), reason
        pytest.skip(reason)
    with running_cluster() as running:
        yield running


@pytest.fixture(scope="session")
def filled_on_postgresql(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A filled site on PostgreSQL; drills leave it as they find it."""
    return build(tmp_path_factory.mktemp("postgresql"), DATABASE_URL=cluster.create("filled"))
