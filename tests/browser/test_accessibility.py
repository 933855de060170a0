"""What axe, the accessibility checker, finds on every kind of page: nothing may be found."""

from __future__ import annotations

from importlib.resources import files

import pytest
from playwright.sync_api import Browser

from tests.browser.running import Portal
from tests.browser.test_visitor import ALL

AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(browser: Browser, address: str, *, scheme: str, width: int, scripted: bool = True) -> list[str]:
    """What axe says of a page, a line a finding. Without ``scripted`` the page's own scripts are not loaded."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    if not scripted:
        # Axe is a script itself, so the page's are kept away instead of switching the language off.
        page.route("**/*.js", lambda route: route.abort())
    page.goto(address)
    page.evaluate(AXE)
    result = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES)
    page.close()
    return [f"{found['id']}: {found['nodes'][0]['html'][:160]}" for found in result["violations"]]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
@pytest.mark.parametrize("address", dict.fromkeys(ALL))
def test_axe_finds_nothing(browser: Browser, portal: Portal, address: str, scheme: str, width: int) -> None:
    assert violations(browser, portal.url + address, scheme=scheme, width=width) == []


@pytest.mark.parametrize(
    "address",
    ["/nl/gemeenten/", "/nl/gemeenten/?province=10000", "/fr/communes/gand/", "/nl/gemeenten/11002/", "/fr/lettre/"],
)
def test_axe_finds_nothing_without_the_page_s_scripts(browser: Browser, portal: Portal, address: str) -> None:
    assert violations(browser, portal.url + address, scheme="light", width=1280, scripted=False) == []
