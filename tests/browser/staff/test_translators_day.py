"""The translator's whole day in the real admin, up to the French list that leads to French pages."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import polib
from playwright.sync_api import Browser, Page, expect

from tests.browser.running import Portal, log_in


def start(tab: Page, portal: Portal, name: str) -> None:
    """Start the translation of a profile from the board; ends in the translation's editor."""
    tab.goto(f"{portal.url}/admin/translations/?state=missing")
    tab.get_by_role("row").filter(has_text=name).locator("a[href*='/admin/localize/submit/']").click()
    tab.locator("main form button[type=submit], main form input[type=submit]").last.click()
    tab.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))


def translate_by_hand(tab: Page) -> int:
    """Fill in every segment of the open editor as a person would; how many there were."""
    number = 0
    tab.get_by_role("button", name="Traduire", exact=True).first.wait_for()
    for panel in tab.get_by_role("tab").all():
        panel.click()
        while tab.get_by_role("button", name="Traduire", exact=True).count():
            waiting = tab.get_by_role("button", name="Traduire", exact=True)
            left = waiting.count()
            waiting.first.click()
            source = "lichtervelde" if panel.inner_text().strip().casefold() == "promotion" else "Texte français"
            tab.locator("main textarea:visible").first.fill(
                source if source == "lichtervelde" else f"{source} {number}"
            )
            tab.get_by_role("button", name="Enregistrer", exact=True).first.click()
            expect(waiting).to_have_count(left - 1)
            number += 1
    return number


def submit_for_review(tab: Page, portal: Portal, name: str) -> None:
    """Send a translation from the board to the moderators."""
    tab.goto(f"{portal.url}/admin/translations/?q={name}")
    tab.locator("main table").get_by_role("link", name=name, exact=True).first.click()
    tab.locator("form[action$='/submit/'] button").click()
    expect(tab.locator(".messages")).to_be_visible()


def translate_by_file(tab: Page, portal: Portal, folder: Path, name: str) -> str:
    """Export one translation as PO, fill it in, import it again; the text of the report before it is applied."""
    tab.goto(f"{portal.url}/admin/translations/?q={name}")
    key = re.search(r"/admin/translations/([0-9a-f-]{36})/", tab.locator("main table").inner_html())
    assert key is not None
    tab.goto(f"{portal.url}/admin/translations/export/?ids={key[1]}&locale=fr")
    tab.locator("input[name=kind][value=po]").check()
    with tab.expect_download() as download:
        tab.locator("form[action$='/export/'] button[type=submit]").click()
    data = download.value.path().read_bytes()
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = archive.read(next(entry for entry in archive.namelist() if entry.endswith(".po")))
    catalogue = polib.pofile(data.decode())
    for number, entry in enumerate(catalogue):
        is_slug = entry.msgctxt == "slug"
        entry.msgstr = entry.msgid if is_slug or "<a" in entry.msgid else f"Traduction {number}"
    file = folder / "traduction.po"
    catalogue.save(str(file))

    tab.goto(f"{portal.url}/admin/translations/import/")
    tab.locator("input[type=file]").set_input_files(file)
    tab.locator("form[enctype] button[type=submit]").click()
    expect(tab.locator("button[name=apply]")).to_be_visible()
    report = tab.locator("main").inner_text()
    tab.locator("button[name=apply]").click()
    tab.wait_for_load_state()
    return report


def french_links(browser: Browser, portal: Portal, name: str) -> list[str]:
    """Where the French list leads a visitor; a new one each time, since browsers keep pages for a while."""
    visitor = browser.new_page()
    visitor.goto(f"{portal.url}/fr/communes/?q={name}")
    links = visitor.locator(f"main #live-results a[href$='/{name.lower()}/']")
    found = [link.get_attribute("href") or "" for link in links.all()]
    visitor.close()
    return found


def test_translators_day(browser: Browser, portal: Portal, tmp_path: Path) -> None:
    translator = log_in(browser, portal, "traductrice")
    translator.goto(f"{portal.url}/admin/translations/?state=missing")
    missing = translator.locator("main table").inner_text()
    assert "Lichtervelde" in missing
    assert "Oosterzele" in missing

    start(translator, portal, "Lichtervelde")
    assert translate_by_hand(translator) >= 7
    submit_for_review(translator, portal, "Lichtervelde")

    start(translator, portal, "Oosterzele")
    report = translate_by_file(translator, portal, tmp_path, "Oosterzele")
    assert "10" in report
    submit_for_review(translator, portal, "Oosterzele")

    assert set(french_links(browser, portal, "Lichtervelde")) == {"/nl/gemeenten/lichtervelde/"}

    moderator = log_in(browser, portal, "eindredactie")
    for _number in range(2):
        moderator.goto(f"{portal.url}/admin/")
        waiting = moderator.locator("main a[href$='/edit/']").filter(has_text=re.compile("Texte français|Traduction"))
        waiting.first.click()
        moderator.wait_for_load_state()
        moderator.get_by_role("button", name=re.compile("Publiceer")).first.click()
        expect(moderator.locator(".messages")).to_contain_text(re.compile("gepubliceerd|Gepubliceerd"))

    for name in ("Lichtervelde", "Oosterzele"):
        assert set(french_links(browser, portal, name)) == {f"/fr/communes/{name.lower()}/"}
