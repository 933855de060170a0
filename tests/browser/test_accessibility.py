"""What axe, the accessibility checker, finds on every kind of page: nothing may be found."""

from __future__ import annotations

from importlib.resources import files

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Portal
from tests.browser.test_visitor import ALL

AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(browser: Browser, address: str, *, scheme: str, width: int) -> list[str]:
    """What axe says of a page, a line a finding."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(address)
    page.evaluate(AXE)
    result = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES)
    page.close()
    return [f"{found['id']}: {found['nodes'][0]['html'][:160]}" for found in result["violations"]]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
@pytest.mark.parametrize("address", dict.fromkeys(ALL))
def test_axe_finds_nothing(browser: Browser, portal: Portal, address: str, scheme: str, width: int) -> None:
    assert violations(browser, portal.url + address, scheme=scheme, width=width) == []
