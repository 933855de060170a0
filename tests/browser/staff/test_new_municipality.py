"""A new solidary municipality, from the register to the public list: an editor adds it, a moderator approves it."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.browser.running import Portal, log_in
from tests.serving import ROOT

SOURCE = "https://www.example.org/gemeenteraad"


def visit(browser: Browser, address: str) -> str:
    """What a visitor reads; a new one each time, since browsers keep pages for a while."""
    visitor = browser.new_page()
    visitor.goto(address)
    words = visitor.locator("main").inner_text()
    visitor.close()
    return words


def start_profile(tab: Page, portal: Portal, query: str, name: str) -> None:
    """Open the form the way an editor finds it, and choose a municipality; nothing else is filled in."""
    tab.goto(f"{portal.url}/admin/pages/")
    tab.goto(f"{portal.url}{add_address(tab, portal)}")
    save_by_hand(tab)
    tab.get_by_role("button", name="Kies een gemeente").click()
    tab.locator(".modal input[name=q]").fill(query)
    row = tab.locator(".modal #search-results tr").filter(has_text=name)
    expect(row).to_have_count(1)
    expect(row).to_contain_text("West-Vlaanderen")
    row.get_by_role("link", name=name, exact=True).click()
    tab.get_by_role("button", name="Bewaar concept").click()
    tab.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    # What follows from the register, and what is still missing.
    expect(tab.locator("#id_title")).to_have_value(name)
    expect(tab.locator(".messages")).to_contain_text("Voor het gepubliceerd kan worden")


def add_address(tab: Page, portal: Portal) -> str:
    """Where profiles are added: below the Dutch list of municipalities."""
    tab.goto(f"{portal.url}/admin/pages/search/?q=Gent")
    tab.get_by_role("link", name="Gent", exact=True).first.click()
    tab.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    parent = tab.locator("a[href^='/admin/pages/']").filter(has_text="Gemeenten").last.get_attribute("href") or ""
    return f"{parent.rstrip('/')}/add_subpage/"


def fill_in(tab: Page, values: dict[str, str]) -> None:
    """Fill fields in by their ids."""
    save_by_hand(tab)
    for name, value in values.items():
        tab.locator(f"#id_{name}").fill(value)
    # Somewhere else, so that the calendar closes.
    tab.locator("label[for=id_introduction]").click()


def save_by_hand(tab: Page) -> None:
    """Switch Wagtail's background saving off: on a slow machine it would race with the buttons that tests press."""
    tab.locator("form[data-edit-form]").evaluate("form => { form.dataset.wAutosaveActiveValue = 'false' }")


def submit(tab: Page) -> None:
    """Send the profile to the moderators."""
    tab.locator("footer").get_by_role("button", name=re.compile("Acties|Meer")).last.click()
    tab.locator("button[name=action-submit]").click()


def approve(browser: Browser, portal: Portal, name: str) -> Page:
    """Let a moderator approve what waits for her on her first page."""
    moderator = log_in(browser, portal, "eindredactie")
    moderator.locator("main a[href$='/edit/']").filter(has_text=name).first.click()
    moderator.wait_for_load_state()
    moderator.locator("footer").get_by_role("button", name=re.compile("Acties|Meer")).last.click()
    moderator.locator("footer [data-workflow-action-name=approve]").first.click()
    expect(moderator.locator(".messages")).to_contain_text(name)
    return moderator


def test_new_municipality_from_register_to_public_list(browser: Browser, portal: Portal) -> None:
    assert "Kortrijk" not in visit(browser, f"{portal.url}/nl/gemeenten/wijzigingen/")
    editor = log_in(browser, portal, "redactie")
    start_profile(editor, portal, "courtrai", "Kortrijk")

    # Without a source it does not get past the editor, and nothing is lost.
    asked = {"commitments-0-date": "2026-09-28", "introduction": "In Kortrijk leren buren elkaar kennen."}
    fill_in(editor, asked)
    submit(editor)
    expect(editor.locator(".error-message").filter(has_text="heeft een bron nodig")).to_be_visible()
    assert editor.locator("#id_introduction").input_value() == asked["introduction"]

    proof = {"commitments-0-source_url": SOURCE}
    fill_in(editor, proof)
    assert len(asked | proof) == 3
    submit(editor)
    expect(editor.locator(".messages")).to_contain_text("Kortrijk")
    assert "Kortrijk" not in visit(browser, f"{portal.url}/nl/gemeenten/wijzigingen/")

    moderator = approve(browser, portal, "Kortrijk")

    found = visit(browser, f"{portal.url}/nl/gemeenten/?q=Kortrijk")
    assert "In Kortrijk leren buren elkaar kennen." in found
    assert "Solidaire gemeente" in found
    assert "Kortrijk werd een solidaire gemeente" in visit(browser, f"{portal.url}/nl/gemeenten/wijzigingen/")
    profile = visit(browser, f"{portal.url}/nl/gemeenten/kortrijk/")
    assert "28 september 2026" in profile
    assert "Wat de gemeente doet" not in profile

    moderator.get_by_role("link", name="Maak hier een nieuwsbericht van").click()
    expect(moderator.locator("main")).to_contain_text("Kortrijk is een solidaire gemeente")
    moderator.get_by_role("button", name="Maak het concept").click()
    expect(moderator.locator("#id_title")).to_have_value("Kortrijk is een solidaire gemeente")


def test_scheduled_profile_appears_when_the_documented_command_has_run(browser: Browser, portal: Portal) -> None:
    editor = log_in(browser, portal, "beheerder")
    start_profile(editor, portal, "Kuurne", "Kuurne")
    values = {"commitments-0-date": "2026-09-28", "commitments-0-source_url": SOURCE, "introduction": "Kuurne helpt."}
    fill_in(editor, values)
    tomorrow = timezone.localtime(timezone.now() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    editor.evaluate("moment => { document.querySelector('#id_go_live_at').value = moment }", tomorrow)
    editor.locator("footer").get_by_role("button", name=re.compile("Acties|Meer")).last.click()
    editor.locator("button[name=action-publish]").click()
    expect(editor.locator(".messages")).to_contain_text("Kuurne")

    publish_scheduled(portal)
    assert "Kuurne" not in visit(browser, f"{portal.url}/nl/gemeenten/wijzigingen/")

    let_a_day_pass(portal)
    publish_scheduled(portal)

    assert "Kuurne werd een solidaire gemeente" in visit(browser, f"{portal.url}/nl/gemeenten/wijzigingen/")
    assert "Kuurne helpt." in visit(browser, f"{portal.url}/nl/gemeenten/kuurne/")


def publish_scheduled(portal: Portal) -> None:
    """Run the command as docs/content.md says, beside the running site."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "PYTEST_"))}
    environment |= {"PORTAL_VAR_DIR": str(portal.folder), "DJANGO_SETTINGS_MODULE": "portal.settings.production"}
    environment["PORTAL_BASE_URL"] = portal.url
    command = [sys.executable, str(ROOT / "manage.py"), "publish_scheduled"]
    subprocess.run(command, env=environment, check=True, capture_output=True, cwd=ROOT)


def let_a_day_pass(portal: Portal) -> None:
    """Move what is scheduled two days towards now, as if somebody came back later."""
    with closing(sqlite3.connect(portal.folder / "portal.sqlite3", timeout=30)) as database, database:
        database.execute(
            "update wagtailcore_revision set approved_go_live_at = datetime(approved_go_live_at, '-2 days'),"
            " content = json_set(content, '$.go_live_at', strftime('%Y-%m-%dT%H:%M:%SZ',"
            " json_extract(content, '$.go_live_at'), '-2 days')) where approved_go_live_at is not null"
        )
