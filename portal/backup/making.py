"""Making a backup: written beside its final name, read back, and only then called one."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import django
import wagtail
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from portal.backup.archive import Manifest, read_archive, write_archive
from portal.backup.databases import Database, site_database
from portal.backup.faults import BackupError
from portal.backup.files import files_to_keep, only_one, sync_folder
from portal.backup.retention import Retention, superfluous
from portal.backup.sealing import read_key

SEALED, PLAIN = ".backup", ".tar.gz"
_NAME = "solidaire-%Y%m%dT%H%M%SZ"
_PARTIAL, _WORK = ".partial-", ".work-"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made and read back, and the older ones that went for it."""

    path: Path
    manifest: Manifest
    removed: list[Path]


def site_key() -> bytes | None:
    """The key of the settings; none: backups are not encrypted."""
    return read_key(settings.PORTAL_BACKUP_KEY) if settings.PORTAL_BACKUP_KEY else None


def make_backup(folder: Path, keep: Retention, say: Say) -> Made:
    """Make a backup in ``folder``, read it back, and remove the older ones that ``keep`` does not ask for.

    Raises:
        BackupError: it could not be made; then nothing is left of it, and every older one stays.
    """
    with only_one():
        return make_backup_locked(folder, keep, say)


def make_backup_locked(folder: Path, keep: Retention, say: Say) -> Made:
    """The same, for who holds the lock already."""
    try:
        return _make(folder, keep, say)
    except OSError as error:
        raise BackupError(f"{error.filename or folder}: {error.strerror}. No backup was made.") from error
    except DatabaseError as error:
        raise BackupError(f"The database does not answer ({error}). No backup was made.") from error
    except sqlite3.Error as error:
        raise BackupError(f"The database cannot be copied ({error}). No backup was made.") from error


def _make(folder: Path, keep: Retention, say: Say) -> Made:
    key, database = site_key(), site_database()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(folder)
    moment = timezone.now().astimezone(UTC).replace(microsecond=0)
    final = folder / f"{moment.strftime(_NAME)}{SEALED if key else PLAIN}"
    if final.exists():
        raise BackupError(f"{final} exists: two backups in one second are one too many.")
    work = Path(tempfile.mkdtemp(prefix=_WORK, dir=folder))
    partial = folder / f"{_PARTIAL}{final.name}"
    try:
        say("Copying the database …")
        dump = work / database.part
        dump.touch(mode=0o600)
        database.dump(dump)
        manifest = _manifest(moment, database)
        say("Writing the archive …")
        # Whoever reads it can read the site's accounts: nobody else may.
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:  # noqa: PTH123
            files = [(database.part, dump), *files_to_keep()]
            write_archive(target, files, manifest, key, _counter(say, "written", len(files)))
            target.flush()
            os.fsync(target.fileno())
        dump.unlink()
        say("Reading it back …")
        verify(partial, key, database, work, _counter(say, "read", len(manifest.parts)))
        partial.rename(final)
        sync_folder(folder)
    finally:
        partial.unlink(missing_ok=True)
        shutil.rmtree(work, ignore_errors=True)
    return Made(final, manifest, _thin_out(folder, keep))


def verify(
    path: Path,
    key: bytes | None,
    database: Database,
    work: Path,
    progress: Callable[[int, int], None] = lambda files, size: None,
) -> Manifest:
    """Read a whole backup, compare all checksums, and let the database's own tool look at its copy (in ``work``)."""
    manifest = read_archive(path, key, lambda name: work / name if name == database.part else None, progress)
    if database.part not in manifest.parts:
        raise BackupError("This backup holds no database of the kind that the site has.")
    database.check(work / database.part)
    return manifest


def backups_in(folder: Path) -> dict[datetime, list[Path]]:
    """The finished backups of a folder by the moment at which they were made."""
    found: dict[datetime, list[Path]] = {}
    for path in folder.glob("solidaire-*"):
        stem = path.name.removesuffix(SEALED).removesuffix(PLAIN)
        try:
            moment = datetime.strptime(stem, _NAME).replace(tzinfo=UTC)
        except ValueError:
            continue
        if path.name.endswith((SEALED, PLAIN)):
            found.setdefault(moment, []).append(path)
    return found


def _thin_out(folder: Path, keep: Retention) -> list[Path]:
    made = backups_in(folder)
    # Days and weeks as people here count them.
    local = {moment.astimezone(timezone.get_default_timezone()): paths for moment, paths in made.items()}
    removed = [path for moment in superfluous(local, keep) for path in local[moment]]
    for path in removed:
        path.unlink()
    return sorted(removed)


def _sweep(folder: Path) -> None:
    """Remove what a killed run left. Nobody else is at it: we hold the lock."""
    for path in folder.glob(f"{_PARTIAL}solidaire-*"):
        path.unlink()
    for path in folder.glob(f"{_WORK}*"):
        shutil.rmtree(path, ignore_errors=True)


def _manifest(moment: datetime, database: Database) -> Manifest:
    versions = {"python": platform.python_version(), "django": django.get_version(), "wagtail": wagtail.__version__}
    return Manifest(moment.isoformat(), database.part, versions, database.migrations(), database.counts())


def _counter(say: Say, done: str, total: int) -> Callable[[int, int], None]:
    """Tell every five hundred files."""

    def count(files: int, size: int) -> None:
        if files % 500 == 0:
            say(f"  {files} of {total} files {done}, {size // 1_000_000} MB")

    return count
