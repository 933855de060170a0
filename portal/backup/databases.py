"""The database's part of a backup: SQLite and PostgreSQL, each with the tool that its makers give for it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from abc import ABC, abstractmethod
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar

from django.db import DatabaseError, connection
from django.utils import timezone

from portal.backup.faults import BackupError

#: Tables whose rows are counted in the manifest.
COUNTED = (
    "wagtailcore_page",
    "wagtailcore_revision",
    "auth_user",
    "portal_campaignimage",
    "wagtaildocs_document",
    "gemeenten_municipality",
    "gemeenten_municipalitypage",
)
#: Seconds to wait for others who use a table that is about to be replaced.
LOCK_TIMEOUT = 60


class Database(ABC):
    """What a backup does with a database."""

    part: ClassVar[str]

    @abstractmethod
    def dump(self, target: Path) -> None:
        """Write all data as they are at one moment, while others write."""

    @abstractmethod
    def check(self, path: Path) -> None:
        """Read a dump to its end.

        Raises:
            BackupError: it is damaged.
        """

    @abstractmethod
    def load(self, path: Path, marker: int) -> None:
        """Put a dump in the place of everything that is there, at once or not at all; leave ``marker`` in it."""

    @abstractmethod
    def marker(self) -> int:
        """What the last ``load`` left; 0: there was none."""

    def is_empty(self) -> bool:
        """Whether nothing would be lost: no tables, or only what migrations make."""
        try:
            tables = set(connection.introspection.table_names())
        except DatabaseError:
            if connection.vendor == "postgresql":
                raise
            # A broken file is somebody's site, which only --replace may touch.
            return False
        if "wagtailcore_page" not in tables:
            return not tables & {"auth_user", "gemeenten_municipality"}
        # Wagtail's migrations make a root and a page of welcome.
        return _count("auth_user") == 0 and _count("wagtailcore_page") <= 2

    def migrations(self) -> list[str]:
        """All that were applied."""
        if "django_migrations" not in connection.introspection.table_names():
            return []
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
            return [f"{app}.{name}" for app, name in cursor.fetchall()]

    def counts(self) -> dict[str, int]:
        """Rows of some tables."""
        tables = set(connection.introspection.table_names())
        return {table: _count(table) for table in COUNTED if table in tables}


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - a name of ours
        return int(cursor.fetchone()[0])


class SqliteDatabase(Database):
    """SQLite's own online backup: a snapshot that waits for nobody, and a replacement in one transaction."""

    part = "database.sqlite3"

    def dump(self, target: Path) -> None:
        """Copy in one step, which reads one state of a database in WAL mode and lets others write meanwhile."""
        connection.ensure_connection()
        with closing(sqlite3.connect(target)) as copy:
            connection.connection.backup(copy, pages=-1)
            # One file, without a log beside it.
            copy.execute("PRAGMA journal_mode=DELETE")

    def check(self, path: Path) -> None:
        """Let SQLite look at every page, index and foreign key."""
        try:
            with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as copy:
                faults = [row[0] for row in copy.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
                faults += [f"{row[0]} {row[1]} → {row[2]}" for row in copy.execute("PRAGMA foreign_key_check")][:5]
        except sqlite3.DatabaseError as error:
            faults = [str(error)]
        if faults:
            raise BackupError(f"The database in the backup is damaged: {'; '.join(faults)}")

    def load(self, path: Path, marker: int) -> None:
        """Write all pages in one transaction of the living file: whoever has it open sees the new state next."""
        with closing(sqlite3.connect(path)) as copy:
            copy.execute(f"PRAGMA user_version={marker}")
            copy.commit()
            self._make_room()
            copy.backup(connection.connection, pages=-1)
        connection.close()

    def _make_room(self) -> None:
        """Open the site's file; one that is broken beyond reading is put aside, with its log."""
        file = Path(connection.settings_dict["NAME"])
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            connection.introspection.table_names()
        except DatabaseError:
            connection.close()
            moment = timezone.now().strftime("%Y%m%dT%H%M%S")
            for path in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
                if path.exists():
                    path.rename(path.with_name(f"{path.name}.broken-{moment}"))
            connection.ensure_connection()

    def marker(self) -> int:
        """SQLite keeps a number for the application in the file's header."""
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA user_version")
            return int(cursor.fetchone()[0])


class PostgresDatabase(Database):
    """``pg_dump`` in its custom format, and its SQL run in one transaction."""

    part = "database.pgdump"

    def dump(self, target: Path) -> None:
        """One snapshot, whoever writes meanwhile."""
        self._run("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--file={target}")

    def check(self, path: Path) -> None:
        """Unpack every row, to nowhere."""
        self._run("pg_restore", f"--file={os.devnull}", str(path))

    def load(self, path: Path, marker: int) -> None:
        """Drop the schema and run the dump in one transaction: what fails or is killed changes nothing."""
        script = path.with_suffix(".sql")
        self._run("pg_restore", "--no-owner", "--no-acl", f"--file={script}", str(path))
        connection.close()
        commands = ["DROP SCHEMA public CASCADE", "CREATE SCHEMA public"]
        after = f"COMMENT ON SCHEMA public IS 'restored {marker}'"
        arguments = [argument for command in commands for argument in ("-c", command)]
        self._run(
            "psql", "-X", "-q", "--single-transaction", "-v", "ON_ERROR_STOP=1", *arguments, "-f", str(script),
            "-c", after,
        )  # fmt: skip
        script.unlink()

    def marker(self) -> int:
        """It stands in the schema's comment."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(obj_description(to_regnamespace('public'), 'pg_namespace'), '')")
            words = cursor.fetchone()[0].split()
        return int(words[1]) if len(words) == 2 and words[0] == "restored" else 0

    def _run(self, program: str, *arguments: str) -> None:
        values: dict[str, Any] = connection.settings_dict
        # By environment, since others on the machine can read a program's arguments.
        environment = {
            **os.environ,
            "PGDATABASE": str(values["NAME"]),
            "PGOPTIONS": f"-c lock_timeout={LOCK_TIMEOUT}s -c client_min_messages=warning",
            "PGCONNECT_TIMEOUT": "10",
        }
        names = {"USER": "PGUSER", "PASSWORD": "PGPASSWORD", "HOST": "PGHOST", "PORT": "PGPORT"}
        environment |= {variable: str(values[name]) for name, variable in names.items() if values.get(name)}
        result = subprocess.run(  # noqa: S603 - a program of PostgreSQL's and arguments of ours
            [find_program(program), *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if result.returncode:
            raise BackupError(f"{program} failed: {' '.join(result.stderr.split())[:1000]}")


def find_program(name: str) -> str:
    """Where a program of PostgreSQL's lies: on the path, or where Debian puts it."""
    found = shutil.which(name)
    if not found:
        places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
        found = str(places[-1]) if places else None
    if not found:
        raise BackupError(f"{name} is missing: install PostgreSQL's client programs (Debian: postgresql-client).")
    return found


def site_database() -> Database:
    """The site's own."""
    kinds: dict[str, type[Database]] = {"sqlite": SqliteDatabase, "postgresql": PostgresDatabase}
    kind = kinds.get(connection.vendor)
    if kind is None:
        raise BackupError(f"A backup of {connection.display_name} is not supported: use its own tools.")
    return kind()
