"""How a page is opened in the browser and what is asked of it there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from tests.browser.running import Portal
from tests.every_kind import Kind

AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

#: What the browser itself can measure: ``layout``, ``structure``, ``targets``, ``motion`` and more, a line a finding.
CHECKS = (Path(__file__).parent / "page_checks.js").read_text()


@contextmanager
def watched(context: BrowserContext, portal: Portal, *, expected: int = 200) -> Iterator[tuple[Page, list[str]]]:
    """A tab, and what goes wrong in it: console errors, refusals of the content policy, failed and foreign requests.

    ``expected`` is the status with which a page may answer, which the console calls an error from 400 on.
    """
    page = context.new_page()
    wrong: list[str] = []
    host = urlsplit(portal.url).netloc

    def console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and f"status of {expected} " not in message.text:
            wrong.append(f"console: {message.text}")

    def request(asked: Request) -> None:
        if not asked.url.startswith(("data:", "blob:")) and urlsplit(asked.url).netloc != host:
            wrong.append(f"foreign: {asked.url}")

    def response(answer: Response) -> None:
        allowed = {200, 204, 206, 301, 302, 303, 304}
        if answer.request.is_navigation_request():
            allowed |= {expected}
        if answer.status not in allowed:
            wrong.append(f"{answer.status}: {answer.url}")

    def failed(asked: Request) -> None:
        # A search field gives up what it asked when the page is left.
        if not (asked.failure == "net::ERR_ABORTED" and "/finder/" in asked.url):
            wrong.append(f"failed: {asked.url} {asked.failure}")

    page.on("console", console)
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on("request", request)
    page.on("response", response)
    page.on("requestfailed", failed)
    # The browser also tells the console of what its content policy refuses; a policy that only reports, it may not.
    page.add_init_script(
        "addEventListener('securitypolicyviolation', event => "
        "console.error(`content policy: ${event.violatedDirective} ${event.blockedURI}`))"
    )
    yield page, wrong
    page.close()


def open_kind(page: Page, portal: Portal, kind: Kind) -> None:
    """Go to a page as a visitor does, by its address and through its form."""
    page.goto(portal.url + kind.address)
    if not kind.button:
        return
    for name, value in kind.fields.items():
        page.locator(f"main [name='{name}']").fill(value)
    # The list of suggestions lies over what follows the field.
    page.keyboard.press("Escape")
    with page.expect_navigation():
        page.locator(kind.button).press("Enter")


def axe(page: Page, *, colours_only: bool = False) -> list[str]:
    """What the accessibility checker says of the page as it stands, a line a finding.

    With ``colours_only`` it looks at contrast alone: nothing else changes with the colours.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    only = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]} if colours_only else RULES
    found: dict[str, Any] = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", only)
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found["violations"] for node in rule["nodes"][:3]]


def check(page: Page, name: str) -> list[str]:
    """What one of the checks in ``page_checks.js`` says of the page as it stands."""
    if not page.evaluate("'pageChecks' in window"):
        page.evaluate(CHECKS)
    lines: list[str] = page.evaluate(f"pageChecks.{name}()")
    return lines


def violations(browser: Browser, address: str, *, scheme: str, width: int) -> list[str]:
    """What the accessibility checker says of a page that nobody else needs, a line a finding."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(address)
    found = axe(page)
    page.close()
    return found
