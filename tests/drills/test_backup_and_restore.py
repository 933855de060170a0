"""A site is backed up, destroyed, and comes back onto an empty machine by one command."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.drills.postgres import Cluster
from tests.drills.sites import Site, copy_of, differences

pytestmark = pytest.mark.drill


def test_site_on_sqlite_comes_back_whole_onto_nothing(starter: Site, tmp_path: Path) -> None:
    site = copy_of(starter, tmp_path / "site")
    before = site.state()
    assert len(before["tree"]) > 50
    assert len(before["files"]) >= 10
    assert all(before["search"].values())
    site.manage("backup", "--to", str(tmp_path / "safe"))
    (backup,) = (tmp_path / "safe").glob("solidaire-*")
    shutil.rmtree(site.folder)

    site.manage("restore", str(backup))

    assert differences(site.state(), before) == []
    assert not any(before["problems"])


def test_site_on_postgresql_comes_back_whole_onto_nothing(
    cluster: Cluster, filled_on_postgresql: Site, tmp_path: Path
) -> None:
    site = filled_on_postgresql
    before = site.state()
    assert len(before["tree"]) > 50
    assert all(before["search"].values())
    site.manage("backup", "--to", str(tmp_path / "safe"))
    (backup,) = (tmp_path / "safe").glob("solidaire-*")
    empty = Site(tmp_path / "empty", {"DATABASE_URL": cluster.create("second")})

    empty.manage("restore", str(backup))

    assert differences(empty.state(), before) == []

    # A site that was filled meanwhile is replaced only when that was asked for.
    site.run("-m", "tests.drills.work", "spoil")
    assert "not empty" in site.manage("restore", str(backup), fails=True)
    site.manage("restore", str(backup), "--replace")
    assert differences(site.state(), before) == []
    assert len(site.backups) == 1
