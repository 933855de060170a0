"""A site is backed up, destroyed, and comes back onto an empty machine by one command."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.drills.postgres import Cluster
from tests.drills.sites import Site, build, copy_of, differences

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


def test_site_on_postgresql_comes_back_whole_onto_nothing(cluster: Cluster, tmp_path: Path) -> None:
    site = build(tmp_path / "site", DATABASE_URL=cluster.create("first"))
    before = site.state()
    assert len(before["tree"]) > 50
    assert all(before["search"].values())
    site.manage("backup", "--to", str(tmp_path / "safe"))
    (backup,) = (tmp_path / "safe").glob("solidaire-*")
    empty = Site(tmp_path / "empty", {"DATABASE_URL": cluster.create("second")})

    empty.manage("restore", str(backup))

    assert differences(empty.state(), before) == []

    # A site that was filled meanwhile is replaced only when that was asked for, and what was there can come back.
    site.run("-m", "tests.drills.work", "spoil")
    spoilt = site.state()
    assert "not empty" in site.manage("restore", str(backup), fails=True)
    assert differences(site.state(), spoilt) == []
    site.manage("restore", str(backup), "--replace")
    assert differences(site.state(), before) == []
    site.manage("restore", str(site.backups[-1]), "--replace")
    assert differences(site.state(), spoilt) == []
