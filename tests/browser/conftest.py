"""The real site, served as `make run` serves it, and a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.running import ARGUMENTS, CHROMIUM, Portal, running_portal
from tests.starter_database import FOLDER, kept_in


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them, and leave them out where there is no browser."""
    for item in items:
        if "tests/browser" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                # CI sets PORTAL_NEEDS_BROWSER, so that leaving these tests out fails there.
                item.add_marker(pytest.mark.skip(reason="no Chromium found: install it to run the browser tests"))


@pytest.fixture(scope="session")
def portal(
    request: pytest.FixtureRequest, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Portal]:
    """Serve a copy of the database with which all tests begin, from a folder of its own and on a free port."""
    database = kept_in(request.config.cache.mkdir(FOLDER))
    with running_portal(tmp_path_factory.mktemp("portal"), database if database.exists() else None) as running:
        yield running


@pytest.fixture(scope="package")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright; closed with the last test here, since Django refuses its event loop."""
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
