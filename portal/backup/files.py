"""The folders of uploaded files, how they are replaced, and what keeps two backups or restores apart."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages

from portal.backup.faults import BackupError

#: Folders inside of a root, so that they lie on its file system even where the root is a mount.
STAGED, ASIDE = ".restoring", ".before-restore"


def roots() -> dict[str, Path]:
    """The folders that belong to a backup, by the name that they have in it.

    Files on another storage (S3) are not here: whoever keeps them there has its own versions and copies.
    """
    found = {}
    for name, alias, root in (("media", "default", settings.MEDIA_ROOT), ("private", "private", settings.PRIVATE_ROOT)):
        if isinstance(storages[alias], FileSystemStorage):
            found[name] = Path(root)
    return found


def files_to_keep() -> Iterator[tuple[str, Path]]:
    """Every file of the roots with its name in the archive, in a steady order; links are not followed."""
    for name, root in roots().items():
        for folder, subfolders, files in os.walk(root):
            subfolders[:] = sorted(sub for sub in subfolders if sub not in (STAGED, ASIDE))
            for file in sorted(files):
                path = Path(folder) / file
                if path.is_file() and not path.is_symlink():
                    yield f"{name}/{path.relative_to(root).as_posix()}", path


def holds_files() -> bool:
    """Whether there is any."""
    return next(files_to_keep(), None) is not None


def staged(root: Path) -> Path:
    """Where a root's new files wait."""
    return root / STAGED


def swap_in(root: Path) -> None:
    """Put the old files aside, then the staged ones in their place. Renames only; ``swap_back`` undoes any part."""
    aside, new = root / ASIDE, staged(root)
    aside.mkdir()
    for entry in _entries(root):
        entry.rename(aside / entry.name)
    for entry in sorted(new.iterdir()):
        entry.rename(root / entry.name)


def swap_back(root: Path, names: list[str]) -> None:
    """Undo ``swap_in``, however far it got; ``names`` are those of the staged entries. Twice is as good as once."""
    aside, new = root / ASIDE, staged(root)
    if aside.is_dir():
        for entry in _entries(root):
            # All old entries had left before the first new one came: what is no longer staged is new.
            if entry.name in names and not (new / entry.name).exists():
                entry.rename(new / entry.name)
        for entry in sorted(aside.iterdir()):
            entry.rename(root / entry.name)
        # Only now: while it is there, what is staged tells new from old.
        aside.rmdir()
    clean(root)


def clean(root: Path) -> None:
    """Remove what waits and what was put aside."""
    for folder in (root / ASIDE, staged(root)):
        shutil.rmtree(folder, ignore_errors=True)


def _entries(root: Path) -> list[Path]:
    return sorted(entry for entry in root.iterdir() if entry.name not in (STAGED, ASIDE)) if root.is_dir() else []


@contextmanager
def only_one() -> Iterator[None]:
    """Keep others from making or restoring a backup of this site meanwhile; the system frees it when we die."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / "backup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BackupError("Another backup or restore of this site is running: wait until it has ended.") from error
        yield


def sync_folder(folder: Path) -> None:
    """Make names in ``folder`` outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
