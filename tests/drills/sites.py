"""Sites on which drills are held: each in a folder of its own, worked on by real processes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any

from tests.serving import ROOT, serving

#: Seconds any single step may take on a busy machine.
PATIENCE = 240
KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


@dataclass(frozen=True)
class Site:
    """A site: its folder and what its environment says besides."""

    folder: Path
    values: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """Production's settings; nothing of the machine's own."""
        kept = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG", "TMPDIR")}
        return {
            **kept,
            "SECRET_KEY": "k9-" * 20,
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "PORTAL_BASE_URL": "http://127.0.0.1",
            "PORTAL_HTTPS": "false",
            # Programs log in here, without a telephone.
            "PORTAL_SECOND_FACTOR": "false",
            "PORTAL_VAR_DIR": str(self.folder),
            "PORTAL_BACKUP_KEY": KEY,
            "DJANGO_SETTINGS_MODULE": "portal.settings.production",
            "LOG_LEVEL": "ERROR",
            "PYTHONUNBUFFERED": "1",
            **self.values,
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """A process of the site; its output comes line by line."""
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *arguments: str, fails: bool = False) -> str:
        """Let a process of the site end; what it said. It must succeed, or fail without a traceback."""
        with self.start(*arguments) as process:
            said, _nothing = process.communicate(timeout=PATIENCE)
        if fails:
            assert process.returncode not in (0, None), said
            assert "Traceback" not in said
        else:
            assert process.returncode == 0, said
        return said

    def manage(self, *arguments: str, fails: bool = False) -> str:
        """A command of the site."""
        return self.run("manage.py", *arguments, fails=fails)

    def state(self) -> dict[str, Any]:
        """Everything that the site holds, see ``work.state``."""
        state: dict[str, Any] = json.loads(self.run("-m", "tests.drills.work", "state").splitlines()[-1])
        return state

    @property
    def backups(self) -> list[Path]:
        """Its backups, the oldest first."""
        return sorted((self.folder / "backups").glob("solidaire-*"))


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Which tables, files, finds and pages differ between two states; short, so that a failed drill can be read."""
    found = [f"{kind} {name}" for kind in ("tables", "files", "search") for name in one[kind] | other[kind]
             if one[kind].get(name) != other[kind].get(name)]  # fmt: skip
    return found + [f"{kind} differs" for kind in ("tree", "problems") if one[kind] != other[kind]]


def build(folder: Path, **values: str) -> Site:
    """A site with the starter content and, where it is to keep files, some of each kind."""
    site = Site(folder, values)
    # Nobody collects static files here, and whitenoise asks after their folder.
    (folder / "static").mkdir(parents=True, exist_ok=True)
    ready = os.environ.get("PORTAL_DRILL_SITE")
    if ready and not values:
        # A folder that `make run` has set up: saves a developer the minute that loading takes.
        shutil.copy(Path(ready) / "portal.sqlite3", folder / "portal.sqlite3")
    site.manage("migrate", "--verbosity=0")
    site.manage("load_initial_data")
    site.run("-m", "tests.drills.work", "fill")
    return site


def copy_of(site: Site, folder: Path) -> Site:
    """The same site elsewhere (SQLite)."""
    shutil.copytree(site.folder, folder)
    return Site(folder, site.values)


def ask(url: str, cookie: str = "") -> tuple[int, Message, bytes]:
    """Status, headers and body of one answer, whatever it is."""
    request = urllib.request.Request(url, headers={"Cookie": cookie} if cookie else {})
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


@contextmanager
def served(site: Site) -> Iterator[str]:
    """The address of the site on its application server, two processes as `make run` has them."""
    with serving(site.environment, site.folder / "server.log", patience=PATIENCE) as server:
        yield f"http://127.0.0.1:{server.port}"
