"""The database with which all tests begin: made once for a state of the code, then copied into memory by every process.

Migrating and loading the starter content takes the better part of a minute. What came of it is kept beside pytest's
cache under a fingerprint of everything it depends on, so that a second process, or a second run, has it at once.
``pytest --create-db`` makes it anew.
"""

from __future__ import annotations

import fcntl
import sqlite3
import sys
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from tests.serving import ROOT

#: What the database depends on: code, content and the versions of the libraries.
APPS = ("portal", "home", "gemeenten", "news")
ENDINGS = {".py", ".json", ".csv", ".toml", ".po", ".txt", ".html", ".svg", ".jpg", ".png"}
KEPT = 3
#: Of pytest's cache.
FOLDER = "starter_database"


def fingerprint() -> str:
    """Differs as soon as anything that could change the database does."""
    found = sha256(sys.version.encode())
    files = [ROOT / "requirements.txt", *(path for app in APPS for path in (ROOT / app).rglob("*"))]
    for path in sorted(path for path in files if path.suffix in ENDINGS and path.is_file()):
        found.update(f"{path.relative_to(ROOT)}\0".encode())
        found.update(path.read_bytes())
    return found.hexdigest()[:32]


def kept_in(folder: Path) -> Path:
    """Where the copy for the present code is, or would be."""
    return folder / f"{fingerprint()}.sqlite3"


class StarterDatabase:
    """The copy that is kept in ``folder``, and the database in memory named ``name`` that it goes into."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.kept = kept_in(folder)
        # Open as long as the tests run: a database in memory ends with its last connection.
        self.memory = sqlite3.connect(name, uri=True, check_same_thread=False)
        self._lock = (folder / "lock").open("w")
        # The first process makes it while the others wait.
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to make."""
        return self._lock.closed

    def restore(self) -> None:
        """Fill the database in memory, where there is a copy."""
        if self.kept.exists():
            with closing(sqlite3.connect(self.kept)) as source:
                source.backup(self.memory)
            self._lock.close()

    def keep(self) -> None:
        """Keep the database as it is now; a few older ones stay."""
        partial = self.kept.with_suffix(".new")
        partial.unlink(missing_ok=True)
        with closing(sqlite3.connect(partial)) as target:
            self.memory.backup(target)
        partial.replace(self.kept)
        for old in sorted(self.kept.parent.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
            old.unlink()
        self._lock.close()

    def close(self) -> None:
        """Let it go."""
        self.memory.close()
        self._lock.close()
