"""Pages about errors in a real browser: what axe says of them, and that they fit a narrow screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.every_template import violations
from tests.browser.running import Portal
from tests.serving import ROOT

#: With a menu; without a database in one language; the same in both; the file for the web server.
PAGES = ["/nl/bestaat-niet/", "/fr/n-existe-pas/", "/fr/?q=%00", "/?q=%00", "maintenance.html"]


def address(portal: Portal, page: str) -> str:
    """Where the page is."""
    return portal.url + page if page.startswith("/") else (ROOT / "deploy" / page).as_uri()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing_on_pages_about_errors(
    browser: Browser, portal: Portal, page: str, scheme: str, width: int
) -> None:
    assert violations(browser, address(portal, page), scheme=scheme, width=width) == []


@pytest.mark.parametrize("page", PAGES)
def test_page_about_an_error_fits_a_narrow_screen(browser: Browser, portal: Portal, page: str) -> None:
    tab = browser.new_page(viewport={"width": 320, "height": 640})
    tab.goto(address(portal, page))
    width = tab.evaluate("document.documentElement.scrollWidth")
    tab.close()

    assert width <= 320
