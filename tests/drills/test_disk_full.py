"""The disk is full: the system refuses to let a file grow, and the commands say so and change nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.drills.sites import Site, copy_of, differences

pytestmark = pytest.mark.drill

#: Runs a command of the site in a process none of whose files may grow beyond a number of bytes.
LIMITED = """
import resource, runpy, sys
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
sys.argv[0] = "manage.py"
runpy.run_path("manage.py", run_name="__main__")
"""


@pytest.fixture
def site(starter: Site, tmp_path: Path) -> Site:
    """A site with a large file, so that an archive grows larger than the database."""
    site = copy_of(starter, tmp_path / "site")
    (site.folder / "media" / "large.bin").write_bytes(os.urandom(12_000_000))
    return site


@pytest.mark.parametrize("limit", [1_000_000, 9_000_000], ids=["for the database", "for the archive"])
@pytest.mark.asvs("v5.0.0-16.5.2")
def test_no_backup_is_better_than_half_a_one(site: Site, limit: int) -> None:
    said = site.run("-c", LIMITED, str(limit), "backup", fails=True)

    assert "No backup was made" in said
    assert list((site.folder / "backups").iterdir()) == []
    site.manage("backup")
    assert len(site.backups) == 1


def test_restore_changes_nothing(site: Site) -> None:
    site.manage("backup")
    site.run("-m", "tests.drills.work", "spoil")
    before = site.state()

    said = site.run(
        "-c", LIMITED, "9000000", "restore", str(site.backups[0]), "--replace", "--without-backup", fails=True
    )

    assert "Nothing has been restored" in said
    assert differences(site.state(), before) == []
    assert not [*site.folder.rglob(".before-restore"), *site.folder.rglob(".restoring")]
