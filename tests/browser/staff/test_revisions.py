"""An editor goes back to an earlier version of a profile, and a moderator makes it public."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.running import Portal, log_in

pytestmark = pytest.mark.drill

ADDRESS = "/nl/gemeenten/waregem/"


def open_profile(tab: Page, portal: Portal, name: str) -> None:
    """Open a Dutch profile from the staff's list."""
    tab.goto(f"{portal.url}/admin/profiles/?locale=nl&q={name}")
    tab.locator("main table").get_by_role("link", name=name, exact=True).first.click()
    tab.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))


def save_draft(tab: Page) -> None:
    """Save and wait for the confirmation."""
    tab.locator("form[data-edit-form] button.action-save").first.click()
    expect(tab.locator(".messages")).to_contain_text(re.compile("opgeslagen|bijgewerkt|gewijzigd|hersteld|vervangen"))


def newest_version(tab: Page, edit: str) -> str:
    """The number of the newest version in the history; the editor saves by itself too, so counting is no help."""
    tab.goto(edit.replace("/edit/", "/history/"))
    tab.locator("main table tbody tr").first.get_by_role("button").first.click()
    link = tab.locator("a[href*='/view/']:visible").first.get_attribute("href") or ""
    found = re.search(r"/revisions/(\d+)/view/", link)
    assert found is not None
    return found[1]


def follow_in_history(tab: Page, edit: str, ending: str) -> None:
    """Follow a link in the menu of one of the versions."""
    tab.goto(edit.replace("/edit/", "/history/"))
    for menu in tab.locator("main table tbody tr").get_by_role("button").all():
        menu.click()
        link = tab.locator(f"a[href$='{ending}']:visible")
        if link.count():
            link.first.click()
            tab.wait_for_url(f"**{ending}")
            return
        menu.click()
    raise AssertionError(f"nothing in the history leads to {ending}")


def introduction_on_the_site(browser: Browser, portal: Portal) -> str:
    """What a new visitor reads."""
    visitor = browser.new_page()
    visitor.goto(f"{portal.url}{ADDRESS}")
    text = visitor.locator("main").inner_text()
    visitor.close()
    return text


def test_earlier_version_is_compared_brought_back_and_published(browser: Browser, portal: Portal) -> None:
    editor = log_in(browser, portal, "redactie")
    open_profile(editor, portal, "Waregem")
    edit = editor.url
    editor.locator("textarea[name=introduction]").fill("Waregem helpt, eerste versie.")
    save_draft(editor)
    first = newest_version(editor, edit)
    editor.goto(edit)
    editor.locator("textarea[name=introduction]").fill("Waregem helpt, tweede versie.")
    save_draft(editor)

    follow_in_history(editor, edit, f"/revisions/compare/{first}...latest/")
    compared = editor.locator("main").inner_text()
    assert "eerste" in compared
    assert "tweede" in compared

    follow_in_history(editor, edit, f"/revisions/{first}/revert/")
    expect(editor.locator("textarea[name=introduction]")).to_have_value("Waregem helpt, eerste versie.")
    save_draft(editor)
    assert "versie." not in introduction_on_the_site(browser, portal)

    moderator = log_in(browser, portal, "eindredactie")
    open_profile(moderator, portal, "Waregem")
    moderator.locator("footer [data-w-dropdown-target='toggle']").first.click()
    moderator.locator("button[name=action-publish]").first.click()
    expect(moderator.locator(".messages")).to_contain_text(re.compile("epubliceerd"))

    assert "Waregem helpt, eerste versie." in introduction_on_the_site(browser, portal)
