"""The real site, served as `make run` serves it, and a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
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
#: Seconds the site may take to set itself up from nothing on a busy machine.
PATIENCE = 240


@dataclass(frozen=True)
class Portal:
    """The running site: its address and its demo log-ins by user name."""

    url: str
    logins: dict[str, str]
    folder: Path


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep browser tests together, so that one site and one browser serve them all; say so when there is no browser."""
    for item in items:
        if "tests/browser" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            if not CHROMIUM:
                # CI sets PORTAL_NEEDS_BROWSER, so that leaving these tests out fails there.
                item.add_marker(pytest.mark.skip(reason="no Chromium found: install it to run the browser tests"))


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Set the site up in a folder of its own and serve it on a free port."""
    folder = tmp_path_factory.mktemp("portal")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "PYTEST_"))}
    environment |= {"PORT": str(port), "PORTAL_VAR_DIR": str(folder), "PORTAL_BASE_URL": f"http://localhost:{port}"}
    log = (folder / "server.log").open("wb")
    server = subprocess.Popen(
        [sys.executable, str(ROOT / "portal" / "run_locally.py")], env=environment, stdout=log, stderr=log, cwd=folder
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/health/ready/", server, folder / "server.log")
        lines = (folder / "demo-logins.txt").read_text().splitlines()
        yield Portal(f"http://localhost:{port}", dict(line.split("\t") for line in lines), folder)
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.close()


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if server.poll() is not None:
                break
            time.sleep(0.2)
    raise AssertionError(f"the site did not start:\n{log.read_text()[-4000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh visitor."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def tab(context: BrowserContext) -> Iterator[Page]:
    """A tab that fails the test when the page complains on its console."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    # A 4xx that a test asks for on purpose is reported on the console as well.
    assert [text for text in complaints if "the server responded with a status of 4" not in text] == []
