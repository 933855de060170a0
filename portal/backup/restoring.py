"""Putting a backup in the place of a site: whole, or not at all, even when the machine stops half-way.

Everything is unpacked and checked beside what is there. Then the files are exchanged by renames, which a journal can
undo, and last the database in one transaction that leaves a marker. With the marker the restore is done; without it
the next run takes the files back.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.db.migrations.loader import MigrationLoader

from portal.backup import files
from portal.backup.archive import Manifest, read_archive
from portal.backup.databases import Database, site_database
from portal.backup.faults import BackupError
from portal.backup.making import Say, site_key
from portal.degraded import last_good_pages

_JOURNAL = "restore-journal.json"


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and whether this version of the portal has migrations that the backup has not."""

    manifest: Manifest
    needs_migrate: bool


def restore_backup(path: Path, say: Say, *, replace: bool, before: Callable[[], None] = lambda: None) -> Restored:
    """Put the backup in the place of the site.

    Args:
        path: the backup.
        say: told what is being done.
        replace: whether to replace a site that is not empty.
        before: called when all is ready and before anything changes, where a site is replaced.

    Raises:
        BackupError: nothing has changed, and why.
    """
    try:
        with files.only_one():
            finish_interrupted(say)
            database = site_database()
            occupied = files.holds_files() or not database.is_empty()
            if occupied and not replace:
                raise BackupError("This site is not empty: add --replace to put the backup in its place.")
            return _restore(path, site_key(), database, say, before if occupied else lambda: None)
    except OSError as error:
        raise BackupError(f"{error.filename or path}: {error.strerror}. Nothing has been restored.") from error
    except (DatabaseError, sqlite3.Error) as error:
        raise BackupError(f"The database does not answer ({error}). Nothing has been restored.") from error


def finish_interrupted(say: Say) -> None:
    """Take back what an interrupted restore began, or tidy up after one that had been done."""
    journal = settings.VAR_DIR / _JOURNAL
    if journal.exists():
        noted = json.loads(journal.read_text())
        if _marker() == noted["marker"]:
            say("An earlier restore had been done: tidying up after it.")
            for root in files.roots().values():
                files.clean(root)
        else:
            say("An earlier restore was interrupted: taking it back.")
            for name, root in files.roots().items():
                files.swap_back(root, noted["entries"].get(name, []))
        journal.unlink()
        files.sync_folder(journal.parent)
    # Without a journal nothing had been exchanged yet.
    for root in files.roots().values():
        shutil.rmtree(files.staged(root), ignore_errors=True)
    shutil.rmtree(_work(), ignore_errors=True)


def was_interrupted() -> bool:
    """Whether a restore stopped between its first and its last step."""
    return (settings.VAR_DIR / _JOURNAL).exists()


def _marker() -> int:
    try:
        return site_database().marker()
    except DatabaseError as error:
        raise BackupError(
            f"A restore was interrupted, and the database does not answer ({error}): let it, and run this again."
        ) from error


def _work() -> Path:
    return Path(settings.VAR_DIR) / files.STAGED


def _restore(path: Path, key: bytes | None, database: Database, say: Say, before: Callable[[], None]) -> Restored:
    roots, work = files.roots(), _work()
    work.mkdir(mode=0o700)
    for name, root in roots.items():
        root.mkdir(parents=True, exist_ok=True, mode=_options(name).get("directory_permissions_mode") or 0o755)
        files.staged(root).mkdir(mode=0o700)
    try:
        say("Unpacking and checking …")
        manifest = read_archive(path, key, lambda name: _place(name, roots, work, database))
        newer = _migrations_of_newer_portal(manifest)
        if newer:
            raise BackupError(
                f"The backup is of a newer portal (it has {newer[0]}): install that version. Nothing has been restored."
            )
        database.check(work / database.part)
        _settle(roots)
        before()
    except BaseException:
        for root in roots.values():
            files.clean(root)
        shutil.rmtree(work, ignore_errors=True)
        raise
    say("Putting it in place …")
    _exchange(roots, database, work / database.part)
    shutil.rmtree(work, ignore_errors=True)
    _forget_pages()
    return Restored(manifest, _lacks_migrations(manifest))


def _place(name: str, roots: dict[str, Path], work: Path, database: Database) -> Path:
    if name == database.part:
        return work / name
    root = roots.get(name.partition("/")[0])
    if root is None:
        kind = "another kind of database" if name.startswith("database.") else "files that this site keeps elsewhere"
        raise BackupError(f"The backup holds {kind} ({name}): restore it onto a site with the settings of its own.")
    return files.staged(root) / name.partition("/")[2]


def _options(name: str) -> dict[str, Any]:
    options: dict[str, Any] = settings.STORAGES["private" if name == "private" else "default"].get("OPTIONS", {})
    return options


def _settle(roots: dict[str, Path]) -> None:
    """Give the files the permissions that the storages give, and make them outlive a power cut."""
    for name, root in roots.items():
        options = _options(name)
        for folder, _subfolders, names in os.walk(files.staged(root)):
            if Path(folder) != files.staged(root):
                Path(folder).chmod(options.get("directory_permissions_mode") or 0o755)
            for file in names:
                (Path(folder) / file).chmod(options.get("file_permissions_mode") or settings.FILE_UPLOAD_PERMISSIONS)
    os.sync()


def _exchange(roots: dict[str, Path], database: Database, dump: Path) -> None:
    """The files, then the database: what was done is taken back when anything fails."""
    marker = secrets.randbelow(2**31 - 2) + 1
    entries = {name: sorted(one.name for one in files.staged(root).iterdir()) for name, root in roots.items()}
    journal = settings.VAR_DIR / _JOURNAL
    partial = journal.with_suffix(".new")
    with partial.open("w") as file:
        json.dump({"marker": marker, "entries": entries}, file)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(journal)
    files.sync_folder(journal.parent)
    try:
        for root in roots.values():
            files.swap_in(root)
        os.sync()
        database.load(dump, marker)
    except BaseException:
        for name, root in roots.items():
            files.swap_back(root, entries[name])
        journal.unlink()
        raise
    for root in roots.values():
        files.clean(root)
    journal.unlink()


def _on_disk() -> set[str]:
    loader = MigrationLoader(None)
    return {f"{app}.{name}" for app, name in loader.disk_migrations} | {
        f"{app}.{name}" for key, migration in loader.disk_migrations.items() for app, name in [key, *migration.replaces]
    }


def _migrations_of_newer_portal(manifest: Manifest) -> list[str]:
    """Migrations of apps that this portal has, which it does not know."""
    known = _on_disk()
    apps = {name.partition(".")[0] for name in known}
    return [name for name in manifest.migrations if name not in known and name.partition(".")[0] in apps]


def _lacks_migrations(manifest: Manifest) -> bool:
    loader = MigrationLoader(None)
    applied = set(manifest.migrations)
    return any(f"{app}.{name}" not in applied for app, name in loader.disk_migrations)


def _forget_pages() -> None:
    """Nothing that was kept of the site that went may be shown."""
    cache.clear()
    if settings.PORTAL_LAST_GOOD_MEGABYTES:
        last_good_pages().forget_all()
