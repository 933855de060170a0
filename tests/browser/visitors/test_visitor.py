"""A visitor's way through the site in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tests.browser.running import Portal

TEMPLATES = [
    "/",
    "/{l}/",
    "{municipalities}",
    "{municipalities}?q=9000",
    "{municipalities}11002/",
    "{profile}",
    "{activity}",
    "{news}",
    "{letter}",
    "{changes}",
    "{data}",
    "{embed}",
    "{search}?q=gent",
    "{search}?q=school",
    "/{l}/404/",
]
ADDRESSES = {
    "nl": {
        "l": "nl",
        "municipalities": "/nl/gemeenten/",
        "profile": "/nl/gemeenten/gent/",
        "activity": "/nl/activiteiten/opvangplaatsen/",
        "news": "/nl/nieuws/",
        "letter": "/nl/brief/",
        "changes": "/nl/gemeenten/wijzigingen/",
        "data": "/nl/open-data/",
        "embed": "/nl/insluiten/",
        "search": "/nl/zoeken/",
    },
    "fr": {
        "l": "fr",
        "municipalities": "/fr/communes/",
        "profile": "/fr/communes/gand/",
        "activity": "/fr/activites/places-d-accueil/",
        "news": "/fr/actualites/",
        "letter": "/fr/lettre/",
        "changes": "/fr/communes/changements/",
        "data": "/fr/donnees-ouvertes/",
        "embed": "/fr/integrer/",
        "search": "/fr/recherche/",
    },
}
ALL = [template.format(**addresses) for addresses in ADDRESSES.values() for template in TEMPLATES]


def test_visitor_finds_her_municipality_and_downloads_the_letter(tab: Page, portal: Portal, tmp_path: Path) -> None:
    tab.goto(f"{portal.url}/nl/")
    tab.locator("main input[name=q]").first.fill("2000")
    tab.locator("main input[name=q]").first.press("Enter")
    tab.get_by_role("link", name=re.compile("Antwerpen")).first.click()
    tab.locator("main a[href*='/nl/brief/?gemeente=11002']").first.click()
    assert tab.locator("input[name=gemeente]").input_value() == "Antwerpen"

    tab.locator("input[name=sender_name]").fill("An Peeters")
    with tab.expect_download() as download:
        tab.locator("button[name=format][value=pdf]").click()
    file = tmp_path / "brief.pdf"
    download.value.save_as(file)

    text = PdfReader(file).pages[0].extract_text()
    assert "An Peeters" in text
    assert "Antwerpen" in text


def test_everything_works_without_javascript(browser: Browser, portal: Portal) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{portal.url}/fr/")
    page.locator("main input[name=q]").first.fill("Furnes")
    page.locator("main input[name=q]").first.press("Enter")

    page.locator("main").get_by_role("link", name="Furnes", exact=True).first.click()

    assert page.url.endswith("/fr/communes/furnes/")
    context.close()


def test_language_switch_keeps_the_page(tab: Page, portal: Portal) -> None:
    tab.goto(f"{portal.url}/nl/gemeenten/gent/")

    tab.locator("header a[hreflang=fr]").first.click()

    assert tab.url.endswith("/fr/communes/gand/")
    assert tab.locator("html").get_attribute("lang") == "fr"


def test_visitors_get_no_cookies_and_meet_no_third_party(browser: Browser, portal: Portal) -> None:
    context = browser.new_context()
    page = context.new_page()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))

    for address in ALL:
        page.goto(portal.url + address)

    assert context.cookies() == []
    assert hosts == {portal.url.split("//")[1]}
    context.close()


def test_editor_logs_in_and_sees_the_pages(tab: Page, portal: Portal) -> None:
    tab.goto(f"{portal.url}/admin/")
    tab.locator("input[name=login]").fill("redactie")
    tab.locator("input[name=password]").fill(portal.logins["redactie"])
    tab.locator("button[type=submit]").click()

    tab.wait_for_url("**/admin/")
    assert tab.locator("h1").first.is_visible()
