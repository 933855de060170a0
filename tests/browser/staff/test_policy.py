"""Wagtail's admin under the content security policy: a day's work in it, and the browser refuses nothing.

The public pages are looked at by test_every_template.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.running import Portal
from tests.browser.staff.test_new_municipality import save_by_hand
from tests.security.pictures import picture

pytestmark = pytest.mark.drill

#: What an administrator opens: lists, forms and reports of every kind.
PLACES = (
    *("/admin/", "/admin/pages/", "/admin/images/", "/admin/images/add/", "/admin/images/multiple/add/"),
    *("/admin/documents/", "/admin/documents/add/", "/admin/documents/multiple/add/", "/admin/account/"),
    *("/admin/users/", "/admin/users/1/log-in/", "/admin/groups/", "/admin/workflows/list/"),
    "/admin/workflows/tasks/index/",
    *("/admin/collections/", "/admin/redirects/", "/admin/sites/", "/admin/locales/", "/admin/snippets/"),
    *(
        "/admin/reports/locked/",
        "/admin/reports/workflow/",
        "/admin/reports/site-history/",
        "/admin/reports/aging-pages/",
    ),
    *("/admin/reports/content-checks/", "/admin/reports/page-types-usage/", "/admin/translations/"),
    *("/admin/translations/import/", "/admin/translations/export/", "/admin/pages/search/?q=gent", "/django-admin/"),
    *("/styleguide/", "/styleguide/nl/", "/account/sessions/", "/account/2fa/", "/account/reauthenticate/"),
)
REPORT = """addEventListener('securitypolicyviolation', ({effectiveDirective, blockedURI, sample}) =>
    console.error(`content policy: ${effectiveDirective} ${blockedURI} ${sample} in ${location.href}`))"""


@contextmanager
def working(browser: Browser, portal: Portal, name: str) -> Iterator[tuple[Page, list[str]]]:
    """Somebody who has logged in, and what the browser refused in any of their tabs and frames."""
    refused: list[str] = []
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    context.add_init_script(REPORT)
    context.on("console", lambda message: refused.append(message.text) if _is_refusal(message.text) else None)
    tab = context.new_page()
    tab.goto(f"{portal.url}/admin/")
    tab.locator("input[name=login]").fill(name)
    tab.locator("input[name=password]").fill(portal.logins[name])
    tab.locator("button[type=submit]").click()
    tab.wait_for_url("**/admin/")
    yield tab, refused
    context.close()


def _is_refusal(text: str) -> bool:
    return "content policy" in text or "Content Security Policy" in text or "Refused to" in text


def edit_address(tab: Page, portal: Portal, title: str) -> str:
    """Where a page is edited."""
    tab.goto(f"{portal.url}/admin/pages/search/?q={title}")
    tab.locator("main").get_by_role("link", name=title, exact=True).first.click()
    tab.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    return tab.url


def test_the_watch_notices_a_refusal(browser: Browser, portal: Portal) -> None:
    with working(browser, portal, "beheerder") as (tab, refused):
        tab.evaluate("document.body.append(Object.assign(new Image(), {src: 'https://example.org/a.png'}))")
        tab.wait_for_timeout(200)

        assert any("img-src" in line for line in refused)


def test_every_place_of_the_admin_works_under_the_policy(browser: Browser, portal: Portal) -> None:
    missing = []
    with working(browser, portal, "beheerder") as (tab, refused):
        for place in PLACES:
            response = tab.goto(portal.url + place, wait_until="load")
            if response is None or response.status != 200:
                missing.append(f"{place} {response and response.status}")
    assert (missing, refused) == ([], [])
    assert refused == []


def test_a_page_is_written_under_the_policy(browser: Browser, portal: Portal, tmp_path: Path) -> None:
    file = tmp_path / "nieuw.png"
    file.write_bytes(picture("PNG"))
    with working(browser, portal, "beheerder") as (tab, refused):
        address = edit_address(tab, portal, "Over ons")
        save_by_hand(tab)
        blocks = tab.locator("[data-streamfield-child]:visible")
        before = blocks.count()

        # Rich text, as typed and as marked.
        text = tab.locator(".public-DraftEditor-content").first
        text.click()
        tab.keyboard.press("End")
        tab.keyboard.type(" Een woord.")
        tab.keyboard.press("Control+b")

        # Another block, with an image that is uploaded in the chooser.
        add_block(tab, "Afbeelding")
        expect(blocks).not_to_have_count(before)
        tab.get_by_role("button", name=re.compile("Kies een afbeelding")).last.click()
        tab.locator(".modal").get_by_role("tab", name=re.compile("Upload")).click()
        upload = tab.locator(".modal form[enctype]")
        upload.locator("input[type=file]").set_input_files(file)
        upload.locator("input[name$=title]").fill("Nieuw beeld")
        upload.locator("textarea[name$=description], input[name$=description]").first.fill("Een rood en een blauw vlak")
        upload.locator("[name$=credit]").fill("An Maes")
        upload.locator("button[type=submit]").click()
        expect(tab.locator(".modal")).to_have_count(0)

        # Links and the panels at the side: preview, checks, comments.
        for panel in tab.locator("[data-side-panel-toggle]").all():
            panel.click()
            tab.wait_for_timeout(800)
        frame = tab.locator("iframe#w-preview-iframe, iframe[title*='oorbeeld']")
        assert frame.count()

        tab.goto(address.replace("/edit/", "/history/"))
        tab.goto(f"{portal.url}/admin/images/")
        expect(tab.locator("main")).to_contain_text("Nieuw beeld")
        tab.locator("main a[href*='/admin/images/']").filter(has_text="Nieuw beeld").first.click()
        tab.wait_for_load_state()
        assert tab.locator(".focal-point-chooser img").first.evaluate("image => image.naturalWidth") > 0
    assert refused == []


def add_block(tab: Page, label: str) -> None:
    """Add a block at the end of the page's first stream."""
    tab.locator("[data-streamfield-stream-container]").first.locator("button.c-sf-add-button").last.click()
    tab.get_by_role("option", name=label, exact=True).first.click()


def test_a_translation_is_edited_under_the_policy(browser: Browser, portal: Portal) -> None:
    with working(browser, portal, "traductrice") as (tab, refused):
        tab.goto(f"{portal.url}/admin/translations/")
        tab.goto(edit_address(tab, portal, "À propos"))
        tab.wait_for_load_state("networkidle")
        assert tab.locator("main").inner_text()
    assert refused == []
