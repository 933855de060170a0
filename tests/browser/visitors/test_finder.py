"""Finding a municipality by keyboard: the search field, the list's filters, the map."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.running import Portal


def test_search_field_proposes_municipalities_to_the_keyboard(tab: Page, portal: Portal) -> None:
    tab.goto(f"{portal.url}/nl/")
    field = tab.locator("main input[name=q]").first
    expect(field).to_have_attribute("role", "combobox")

    field.press_sequentially("Furne")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(tab.get_by_role("option").first).to_contain_text("Veurne")
    field.press("ArrowDown")
    expect(tab.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    field.press("Enter")

    tab.wait_for_url("**/nl/gemeenten/veurne/")


def test_escape_closes_the_proposals_and_keeps_what_was_typed(tab: Page, portal: Portal) -> None:
    tab.goto(f"{portal.url}/fr/")
    field = tab.locator("main input[name=q]").first
    field.press_sequentially("Gand")
    expect(field).to_have_attribute("aria-expanded", "true")

    field.press("Escape")

    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("Gand")


def test_letter_field_is_filled_from_the_proposals(tab: Page, portal: Portal) -> None:
    tab.goto(f"{portal.url}/nl/brief/")
    field = tab.locator("input[name=gemeente]")

    field.press_sequentially("Leuv")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    field.press("Enter")

    expect(field).to_have_value(re.compile("Leuven"))
    assert tab.url.endswith("/nl/brief/")


def test_filter_changes_the_list_without_loading_the_page_anew(tab: Page, portal: Portal) -> None:
    tab.goto(f"{portal.url}/nl/gemeenten/")
    tab.evaluate("window.kept = true")

    tab.locator("select[name=province]").select_option("30000")

    expect(tab).to_have_url(re.compile(r"province=30000"))
    expect(tab.locator("main")).not_to_contain_text("Sint-Truiden")
    expect(tab.locator("main")).to_contain_text("Veurne")
    assert tab.evaluate("window.kept") is True

    tab.go_back()
    expect(tab.locator("main")).to_contain_text("Sint-Truiden")


def test_map_is_read_by_keyboard_alone(tab: Page, portal: Portal) -> None:
    tab.goto(f"{portal.url}/nl/gemeenten/?status=solidary")
    tab.locator("h1").evaluate("heading => { heading.tabIndex = -1; heading.focus(); }")

    names: list[str] = []
    for _press in range(120):
        tab.keyboard.press("Tab")
        label = tab.evaluate(
            "document.activeElement.closest('svg.map, .map') ? document.activeElement.getAttribute('aria-label') : null"
        )
        if label and label not in names:
            names.append(label)
        if len(names) == 17:
            break

    assert len(names) == 17
    assert names[0].startswith("Beveren-Kruibeke-Zwijndrecht")
    assert all("Solidaire gemeente" in name for name in names)
    tab.keyboard.press("Enter")
    tab.wait_for_url(re.compile(r"/nl/gemeenten/[a-z-]+/$"))


@pytest.mark.drill
@pytest.mark.parametrize("scripted", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.parametrize(
    "address",
    [
        "/nl/gemeenten/",
        "/nl/gemeenten/?province=40000",
        "/fr/communes/gand/",
        "/fr/communes/11002/",
        "/nl/gemeenten/wijzigingen/",
    ],
)
def test_every_municipality_has_a_link_a_keyboard_reaches(
    browser: Browser, portal: Portal, address: str, scripted: bool
) -> None:
    context = browser.new_context(java_script_enabled=scripted)
    page = context.new_page()
    page.goto(portal.url + address)

    links = page.locator("main a[href]:not([tabindex='-1'])")

    assert links.count() > 3
    for link in links.all()[:40]:
        assert (link.get_attribute("aria-label") or link.inner_text() or link.text_content() or "").strip()
    context.close()
