"""What comes out of the printer, and the QR code on it, read from the rendered page."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from portal.qr_code import QUIET_ZONE, qr_path
from tests.browser.running import Portal
from tests.portal.qr_reading import read_qr

MENU = {"nl": "Schrijf je gemeente", "fr": "Écrivez à votre commune"}
PAGES = [
    ("/nl/gemeenten/gent/", "nl", "Gent"),
    ("/fr/communes/gand/", "fr", "Gand"),
    ("/nl/gemeenten/11002/", "nl", "Antwerpen"),
    ("/nl/activiteiten/opvangplaatsen/", "nl", "Wat het is"),
    ("/nl/nieuws/leren-van-elkaar/", "nl", "Lerend Netwerk"),
]


def printed(tab: Page) -> str:
    """The words on paper."""
    pdf = tab.pdf(format="A4", print_background=True)
    return "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize(("path", "language", "text"), PAGES)
def test_paper_has_the_words_and_no_way_elsewhere(
    browser: Browser, portal: Portal, path: str, language: str, text: str
) -> None:
    tab = browser.new_page(color_scheme="dark")
    tab.goto(portal.url + path)

    words = printed(tab)
    tab.emulate_media(media="print")
    colours = tab.evaluate(
        """() => [...document.querySelectorAll("body, main *")]
            .filter(element => element.checkVisibility() && !element.closest("svg"))
            .map(element => getComputedStyle(element).backgroundColor)"""
    )
    tab.close()

    assert text in words
    assert MENU[language] not in words
    assert set(colours) <= {"rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"}


def test_links_to_other_sites_say_where_they_lead(browser: Browser, portal: Portal) -> None:
    tab = browser.new_page()
    tab.goto(portal.url + "/nl/nieuws/leren-van-elkaar/")

    words = printed(tab).replace("\n", "")
    tab.close()

    assert "(https://www.vvsg.be)" in words


@pytest.mark.parametrize("path", ["/nl/gemeenten/gent/", "/fr/communes/gand/"])
def test_code_on_paper_leads_to_the_page(browser: Browser, portal: Portal, path: str) -> None:
    tab = browser.new_page(device_scale_factor=3)
    tab.goto(portal.url + path)
    code = tab.locator(".qr-code")
    shown_on_screen = code.is_visible()
    tab.emulate_media(media="print")
    canonical = tab.locator("link[rel=canonical]").get_attribute("href") or ""
    picture = Image.open(io.BytesIO(code.screenshot())).convert("L")
    words = printed(tab).replace("\n", "")
    tab.close()

    assert not shown_on_screen
    assert canonical.endswith(path)
    side = qr_path(canonical)[0]
    step = picture.width / side
    inside = range(QUIET_ZONE, side - QUIET_ZONE)
    modules = [[picture.getpixel((int((x + 0.5) * step), int((y + 0.5) * step))) < 128 for x in inside] for y in inside]
    assert read_qr(modules) == canonical
    assert canonical in words


def test_profile_fits_one_sheet(browser: Browser, portal: Portal) -> None:
    tab = browser.new_page()
    tab.goto(portal.url + "/nl/gemeenten/gent/")
    sheets = PdfReader(io.BytesIO(tab.pdf(format="A4"))).pages
    tab.close()

    assert len(sheets) == 1


def test_shown_letter_prints_as_the_letter_alone(browser: Browser, portal: Portal) -> None:
    tab = browser.new_page()
    tab.goto(portal.url + "/nl/brief/?gemeente=11002")
    tab.locator("[name=sender_name]").fill("Een inwoner")
    tab.locator("button[value=show]").click()
    tab.wait_for_selector("#letter-text")
    words = printed(tab)
    tab.close()

    assert words.strip().startswith("Een inwoner")
    assert "Geacht college" in words
    assert "Solidaire Gemeenten" not in words
    assert "Word" not in words
