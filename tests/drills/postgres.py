"""A PostgreSQL of the drill's own: a cluster in a temporary folder, on a free port, run by nobody of importance."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.backup.databases import find_program
from portal.backup.faults import BackupError
from tests.serving import free_port


def programs_missing() -> str:
    """Why there can be none; empty: there can."""
    try:
        find_program("initdb")
    except BackupError as error:
        return str(error)
    return ""


@dataclass(frozen=True)
class Cluster:
    """A running server."""

    folder: Path
    port: int
    user: str | None

    def url(self, name: str) -> str:
        """The address of one of its databases, for ``DATABASE_URL``."""
        return f"postgres://portal@127.0.0.1:{self.port}/{name}"

    def create(self, name: str) -> str:
        """An empty database; its address."""
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "portal", name)
        return self.url(name)

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=on"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-l", log, "-o", options, "-w", "start")

    def stop(self) -> None:
        """As when the machine dies: nobody is waited for."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        # PostgreSQL refuses to run as root.
        result = subprocess.run(
            [find_program(program), *arguments],
            user=self.user,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            timeout=120,
        )
        log = self.folder / "log"
        assert result.returncode == 0, f"{program}: {log.read_text() if log.exists() else 'no log'}"


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Make one, and remove it in the end."""
    folder = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
    user = None
    if os.geteuid() == 0:
        names = {entry.pw_name for entry in pwd.getpwall()}
        user = "postgres" if "postgres" in names else "nobody"
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    cluster = Cluster(folder, free_port(), user)
    try:
        cluster._run(
            "initdb", "-D", str(folder / "data"), "-U", "portal", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"
        )
        cluster.start()
        yield cluster
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
