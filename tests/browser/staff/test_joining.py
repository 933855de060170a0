"""From the public form to a draft profile in the editor, in a real browser, with and without scripts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.every_template import violations
from tests.browser.running import Portal, log_in


def apply(tab: Page, portal: Portal, name: str, file: Path) -> None:
    """Fill the municipality's form in as a person does, and send it."""
    tab.goto(f"{portal.url}/fr/rejoindre/")
    form = tab.locator("form").filter(has=tab.locator("[name=join-gemeente]"))
    form.locator("[name=join-gemeente]").fill(name)
    form.locator("[name=join-decided_by][value=council]").check()
    form.locator("[name=join-decided_on]").fill("2026-03-24")
    form.locator("[name=join-activities]").first.check()
    form.locator("[name=join-contact_email]").fill("service.social@commune.be")
    form.locator("[name=join-message]").fill("Nous participons volontiers.")
    form.locator("[name=join-consent]").check()
    # A browser is quicker than the shortest time the form allows. It comes back with everything but the file.
    while "thanks=" not in tab.url:
        form.locator("[name=join-decision_file]").set_input_files(file)
        form.get_by_role("button", name="Envoyer l’inscription").click()
        tab.wait_for_load_state()
        if "thanks=" not in tab.url:
            expect(tab.get_by_role("alert")).to_contain_text("plus rapide")
    expect(tab.get_by_role("heading", name="Merci")).to_be_visible()


@pytest.mark.parametrize(("scripted", "name"), [(True, "Durbuy"), (False, "Lierneux")])
def test_application_becomes_a_draft_profile_in_the_editor(
    browser: Browser, portal: Portal, tmp_path: Path, scripted: bool, name: str
) -> None:
    file = tmp_path / "decision.pdf"
    file.write_bytes(b"%PDF-1.7\n%%EOF\n")
    visitor = browser.new_context(java_script_enabled=scripted)
    tab = visitor.new_page()
    apply(tab, portal, name, file)
    assert visitor.cookies() == []
    visitor.close()

    staff = log_in(browser, portal, "redactie")
    staff.goto(f"{portal.url}/admin/applications/?status=new")
    staff.get_by_role("link", name=re.compile(name)).click()
    expect(staff.locator("main")).to_contain_text("service.social@commune.be")
    expect(staff.locator("main")).to_contain_text("Nous participons volontiers.")
    with staff.expect_download() as download:
        staff.get_by_role("link", name="Download het bestand").click()
    assert download.value.path().read_bytes() == file.read_bytes()
    staff.get_by_role("button", name="Aanvaard en maak een conceptprofiel").click()

    staff.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    expect(staff.locator("[name=title]")).to_have_value(name)
    expect(staff.locator("[name=contact_email]")).to_have_value("service.social@commune.be")
    expect(staff.locator("[name=commitments-0-kind]")).to_have_value("decided")
    expect(staff.locator("[name=commitments-0-date]")).to_have_value(re.compile("2026"))
    expect(staff.locator("main")).to_contain_text(f"Beslissing van {name}")
    assert staff.goto(f"{portal.url}/nl/gemeenten/{name.lower()}/").status == 404
    staff.context.close()


@pytest.mark.parametrize(
    ("address", "scheme", "width"), [("/nl/sluit-aan/", "light", 1280), ("/fr/rejoindre/", "dark", 390)]
)
def test_axe_finds_nothing_on_the_joining_page(
    browser: Browser, portal: Portal, address: str, scheme: str, width: int
) -> None:
    assert violations(browser, portal.url + address, scheme=scheme, width=width) == []
