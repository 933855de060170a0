"""An editor goes back to an earlier version of a profile, and a moderator makes it public."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Portal
from tests.browser.test_translators_day import log_in

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
    for text in ("Waregem helpt, eerste versie.", "Waregem helpt, tweede versie."):
        editor.locator("textarea[name=introduction]").fill(text)
        save_draft(editor)

    editor.goto(re.sub(r"/edit/.*", "/history/", editor.url))
    compare = editor.locator("a[href*='/revisions/compare/']").filter(has_text=re.compile("vorige"))
    address = compare.first.get_attribute("href")
    earlier = editor.locator("a[href*='/revert/']").first.get_attribute("href")
    editor.goto(f"{portal.url}{address}")
    compared = editor.locator("main").inner_text()
    assert "eerste" in compared
    assert "tweede" in compared

    editor.goto(f"{portal.url}{earlier}")
    expect(editor.locator("textarea[name=introduction]")).to_have_value("Waregem helpt, eerste versie.")
    save_draft(editor)
    assert "versie." not in introduction_on_the_site(browser, portal)

    moderator = log_in(browser, portal, "eindredactie")
    open_profile(moderator, portal, "Waregem")
    moderator.get_by_role("button", name=re.compile("Publiceer")).first.click()
    expect(moderator.locator(".messages")).to_contain_text(re.compile("epubliceerd"))

    assert "Waregem helpt, eerste versie." in introduction_on_the_site(browser, portal)
