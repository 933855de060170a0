"""The content checks beside the form: an editor sees, in Dutch, what hampers readers before anything is saved."""

from __future__ import annotations

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.running import Portal, log_in

#: Milliseconds that the preview and the checks after it may take on a busy machine.
PATIENCE = 60_000
#: What Wagtail's preview says on a slow machine when a refresh overtakes its checks: it checks again right
#: afterwards, so that an editor loses nothing. See `runContentChecks` of its preview controller.
OVERTAKEN = "Axe is already running."


def open_new_news(tab: Page, portal: Portal) -> Locator:
    """The form of a news item that does not exist yet, with its side panel of checks open; returns that panel."""
    answer = tab.request.get(f"{portal.url}/api/v2/pages/?type=news.NewsIndexPage&locale=nl")
    [index] = answer.json()["items"]
    tab.goto(f"{portal.url}/admin/pages/add/news/newspage/{index['id']}/")
    tab.locator("[data-side-panel-toggle=checks]").click()
    panel = tab.locator("[data-side-panel=checks]")
    # Wagtail's preview takes no notice of changes made before it has been shown once.
    expect(panel.locator("[data-reading-level]")).to_contain_text("te kort", timeout=PATIENCE)
    # Nor of those of the first two seconds: what the form holds by then is what later states are compared with.
    # See `setInitialFormData` of Wagtail's unsaved controller.
    tab.locator("form[data-w-unsaved-has-edits-value]").wait_for(timeout=PATIENCE)
    return panel


def test_editor_is_told_of_a_bare_address_before_saving_and_led_to_its_field(browser: Browser, portal: Portal) -> None:
    tab = log_in(browser, portal, "redactie")
    errors: list[str] = []
    tab.on("pageerror", lambda error: None if OVERTAKEN in str(error) else errors.append(str(error)))
    panel = open_new_news(tab, portal)

    tab.locator("textarea[name=title], input[name=title]").fill("Nazicht van een kaal adres")
    finding = panel.locator("[data-finding=link]")
    tab.locator("textarea[name=introduction]").fill("Kijk op https://www.vvsg.be voor meer.")

    expect(finding).to_contain_text("Er staat een kaal webadres in de tekst.", timeout=PATIENCE)
    expect(finding).to_contain_text("https://www.vvsg.be")

    finding.get_by_role("link").click()
    expect(tab.locator("textarea[name=introduction]")).to_be_focused()
    tab.locator("textarea[name=introduction]").fill("De VVSG helpt gemeenten.")
    expect(finding).to_have_count(0, timeout=PATIENCE)
    assert errors == []
    tab.context.close()


def test_editor_is_told_in_dutch_of_a_link_that_says_nothing(browser: Browser, portal: Portal) -> None:
    tab = log_in(browser, portal, "redactie")
    panel = open_new_news(tab, portal)
    tab.locator("textarea[name=title], input[name=title]").fill("Nazicht van een vage link")
    tab.locator("textarea[name=introduction]").fill("De inleiding.")
    tab.locator(".c-sf-add-button").first.click()
    tab.get_by_role("option", name="Oproep tot actie").first.click()
    tab.locator("input[name='body-0-value-title']").fill("Doe mee")
    tab.locator("input[name='body-0-value-url']").fill("https://example.org")
    finding = panel.locator("[data-finding=link]")
    tab.locator("input[name='body-0-value-button_text']").fill("Klik hier")

    expect(finding).to_contain_text("De tekst van een link zegt niet waar hij naartoe leidt.", timeout=PATIENCE)
    expect(finding).to_contain_text("Klik hier")
    tab.context.close()
