"""The admin's first page in a real browser: what the staff see first, in both languages and themes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.every_template import AXE, RULES
from tests.browser.running import Portal, log_in

#: What is ours on the page; the rest is Wagtail's.
OURS = [".campaign-actions", ".campaign-panel", "#translations-section", ".sidebar-custom-branding"]


def violations(tab: Page) -> list[str]:
    """What axe says of our parts, a line a finding."""
    tab.evaluate(AXE)
    include = [[selector] for selector in OURS if tab.locator(selector).count()]
    found = tab.evaluate(
        "([include, rules]) => axe.run({include}, {runOnly: rules, resultTypes: ['violations']})", [include, RULES]
    )["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("name", "greeting", "first", "panels"),
    [
        ("redactie", "Dag redactie", "Gemeente toevoegen", 5),
        ("traductrice", "Bonjour traductrice", "Traductions", 0),
    ],
)
def test_the_dashboard_greets_its_reader_and_axe_finds_nothing_in_it(
    browser: Browser, portal: Portal, name: str, greeting: str, first: str, panels: int, scheme: str
) -> None:
    tab = log_in(browser, portal, name)
    tab.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]

    for width in (1280, 390):
        tab.set_viewport_size({"width": width, "height": 900})
        tab.goto(f"{portal.url}/admin/")
        expect(tab.get_by_role("heading", level=1)).to_have_text(greeting)
        expect(tab.locator(".campaign-actions a").first).to_have_text(first)
        expect(tab.locator(".campaign-panel")).to_have_count(panels)
        for table in tab.locator(".campaign-table summary").all():
            table.click()
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(tab) == []
    tab.context.close()


def test_the_letters_of_a_week_can_be_read_without_the_plot(browser: Browser, portal: Portal) -> None:
    tab = log_in(browser, portal, "redactie")
    panel = tab.locator("#campaign-letters-section")

    expect(panel.get_by_role("img", name="Brieven per week")).to_be_visible()
    expect(panel.get_by_role("table")).to_be_hidden()
    panel.get_by_text("Cijfers per week").click()
    expect(panel.get_by_role("row")).to_have_count(27)
    tab.context.close()
