"""The process dies without a word (kill -9) at moments drawn by a seed: what it did is there whole, or not at all."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.drills.sites import Site, copy_of, differences

pytestmark = pytest.mark.drill


@pytest.fixture
def site(starter: Site, tmp_path: Path) -> Site:
    """A site to break."""
    return copy_of(starter, tmp_path / "site")


def kill(process: subprocess.Popen[str]) -> None:
    """Without a word."""
    os.kill(process.pid, signal.SIGKILL)
    process.wait(timeout=30)


def kill_after(process: subprocess.Popen[str], words: str, seconds: float) -> bool:
    """Kill it so long after it has said ``words``; whether it was still at work."""
    assert process.stdout is not None
    with process:
        said = []
        for line in process.stdout:
            said.append(line)
            if words in line:
                time.sleep(seconds)
                was_at_work = process.poll() is None
                kill(process)
                return was_at_work
    raise AssertionError("".join(said))


def query(site: Site, sql: str) -> list[Any]:
    """Rows of the site's database, read by SQLite itself."""
    with closing(sqlite3.connect(site.folder / "portal.sqlite3")) as database:
        return database.execute(sql).fetchall()


def assert_sound(site: Site) -> None:
    """SQLite finds nothing wrong."""
    assert query(site, "PRAGMA integrity_check") == [("ok",)]
    assert query(site, "PRAGMA foreign_key_check") == []


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_publication_is_whole_or_absent(site: Site, seed: int) -> None:
    process = site.start("-m", "tests.drills.work", "publish")
    assert process.stdout is not None
    chance = random.Random(seed)
    said, last = [], {}
    with process:
        for line in process.stdout:
            said.append(line)
            if line.startswith("{"):
                last = json.loads(line)
            if last.get("begun") == 2 + seed:
                time.sleep(chance.uniform(0.02, 0.5))
                kill(process)
                break
        # It may have got further before the signal came.
        for line in process.stdout:
            last = json.loads(line)
    assert last, "".join(said)

    assert_sound(site)
    shown = json.loads(site.run("-m", "tests.drills.work", "shown"))
    number = last.get("begun") or last["done"] + 1
    absent, whole = f"Versie {number - 1}", f"Versie {number}"
    assert shown["title"] in (absent, whole)
    assert shown["title"] == shown["live_revision"] == shown["latest_revision"] == shown["logged"]
    assert not shown["has_unpublished_changes"]
    assert not any(shown["problems"])
    # Every process knows of it exactly when it is there.
    assert (shown["stamp"] != last["stamp"]) == (shown["title"] == whole)


def test_import_of_300_profiles_is_whole_or_absent(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(campaign_list(site, 300))
    tables = "SELECT count(*) FROM wagtailcore_page UNION ALL SELECT count(*) FROM wagtailcore_revision"
    tables += (
        " UNION ALL SELECT count(*) FROM gemeenten_commitment UNION ALL SELECT count(*) FROM wagtailsearch_indexentry"
    )
    before = query(site, tables)
    chance = random.Random(7)
    for _attempt in range(3):
        process = site.start("manage.py", "import_profiles", str(file))
        assert kill_after(process, "300", chance.uniform(0.3, 5))
        assert_sound(site)
        assert query(site, tables) == before

    assert "300" in site.manage("import_profiles", str(file))

    assert_sound(site)
    assert query(site, tables)[0][0] == before[0][0] + 300
    assert not any(json.loads(site.run("-m", "tests.drills.work", "shown"))["problems"])


def test_backup_is_whole_or_absent(site: Site) -> None:
    (site.folder / "media" / "large").mkdir()
    for number in range(30):
        (site.folder / "media" / "large" / f"{number}.bin").write_bytes(os.urandom(2_000_000))
    chance = random.Random(11)
    for words in ("Copying", "Writing", "Writing", "Reading"):
        kill_after(site.start("manage.py", "backup"), words, chance.uniform(0, 0.6))

    # A killed run leaves nothing that looks like a backup, unless it had done its work.
    for backup in site.backups:
        site.run("-m", "tests.drills.work", "verify", str(backup))
    site.manage("backup")

    (newest, *_others) = reversed(site.backups)
    site.run("-m", "tests.drills.work", "verify", str(newest))
    left = [path.name for path in newest.parent.iterdir() if not path.name.startswith("solidaire-")]
    assert left == []


def is_spoilt(site: Site) -> bool:
    """Whether the site is as ``spoil`` left it; it must be that or not at all."""
    signs = {
        bool(query(site, "SELECT 1 FROM wagtailcore_page WHERE title = 'Bedorven'")),
        bool(query(site, "SELECT 1 FROM auth_user WHERE username = 'bedorven'")),
        (site.folder / "media" / "bedorven.txt").exists(),
        len(list((site.folder / "private" / "documents").iterdir())) == 2,
    }
    assert len(signs) == 1, "half restored"
    return signs.pop()


def test_restore_is_whole_or_absent(site: Site) -> None:
    site.manage("backup")
    (backup,) = site.backups
    old = site.state()
    site.run("-m", "tests.drills.work", "spoil")
    spoilt = site.state()
    chance = random.Random(13)
    taken_back = 0
    # While it unpacks, then at each rename: the journal's, those of the old files and those of the new ones, and last
    # when the database begins to be written.
    for place in (0, 1, 2, 4, 6):
        if place == 0:
            process = site.start("manage.py", "restore", str(backup), "--replace", "--without-backup")
            kill_after(process, "Unpacking", chance.uniform(0, 0.3))
        else:
            process = site.start("-m", "tests.drills.work", "dying_restore", str(backup), str(place))
            process.communicate(timeout=120)
            assert process.returncode == -signal.SIGKILL
        assert_sound(site)
        taken_back += "taking it back" in site.manage("restore", "--recover")
        assert is_spoilt(site)
        assert not [*site.folder.rglob(".before-restore"), *site.folder.rglob(".restoring")]
    assert taken_back >= 3
    assert differences(site.state(), spoilt) == []

    # Killed when the database has been written and the old files wait to be thrown away: then it is done.
    process = site.start("-m", "tests.drills.work", "dying_restore", str(backup), "after")
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL
    assert "not" not in site.manage("restore", "--recover")
    assert differences(site.state(), old) == []
    assert not [*site.folder.rglob(".before-restore"), *site.folder.rglob(".restoring")]

    site.manage("restore", str(backup), "--replace", "--without-backup")
    assert differences(site.state(), old) == []


def campaign_list(site: Site, lines: int) -> bytes:
    """A CSV file of municipalities without profile, each with a decision."""
    rows = query(
        site,
        "SELECT refnis, name_nl FROM gemeenten_municipality WHERE valid_until IS NULL AND refnis NOT IN"
        " (SELECT municipality_id FROM gemeenten_municipalitypage) ORDER BY refnis",
    )[:lines]
    assert len(rows) == lines
    text = "NIS-code;gemeente;stap;datum;bron;adres van de bron;activiteiten\n" + "".join(
        f"{refnis};{name};beslist;2024-03-{1 + place % 28:02};Gemeenteraad;https://example.be/{place};onderwijs\n"
        for place, (refnis, name) in enumerate(rows)
    )
    return text.encode()
