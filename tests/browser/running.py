"""The real site in a folder of its own, served as `make run` serves it, and how its browser is started."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.serving import ROOT, free_port, wait_for

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Portal:
    """The running site: its address and its demo log-ins by user name."""

    url: str
    logins: dict[str, str]
    folder: Path


@contextmanager
def running_portal(folder: Path, database: Path | None = None, **more: str) -> Iterator[Portal]:
    """Set the site up in ``folder`` and serve it on a free port until the block ends.

    ``database`` is one that is filled already: it spares the minute that filling takes. ``more`` goes into its
    environment.
    """
    if database:
        shutil.copy(database, folder / "portal.sqlite3")
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "PYTEST_"))}
    environment |= {"PORT": str(port), "PORTAL_VAR_DIR": str(folder), "PORTAL_BASE_URL": f"http://localhost:{port}"}
    # Tests look a moment after they have published, maybe at the other process.
    environment |= {"PAGE_CACHE_CHECK_SECONDS": "0", **more}
    log = (folder / "server.log").open("wb")
    server = subprocess.Popen(
        [sys.executable, str(ROOT / "portal" / "run_locally.py")], env=environment, stdout=log, stderr=log, cwd=folder
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/health/ready/", server, folder / "server.log")
        lines = (folder / "demo-logins.txt").read_text().splitlines()
        yield Portal(f"http://localhost:{port}", dict(line.split("\t") for line in lines), folder)
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.close()


def log_in(browser: Browser, portal: Portal, name: str, width: int = 1280, height: int = 1000) -> Page:
    """A tab of somebody who has logged in."""
    tab = browser.new_context(viewport={"width": width, "height": height}).new_page()
    tab.goto(f"{portal.url}/admin/login/")
    tab.locator("input[name=login]").fill(name)
    tab.locator("input[name=password]").fill(portal.logins[name])
    tab.locator("button[type=submit]").click()
    tab.wait_for_url("**/admin/")
    return tab
