"""What the accessibility checker cannot see: the keyboard's way, where the focus is, errors, languages, movement."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.every_template import axe, check, open_kind
from tests.browser.running import Portal, log_in
from tests.every_kind import KINDS, Kind

BY_NAME = {str(kind): kind for kind in KINDS}
#: One of each way to act: map, list with filters, profile, forms with errors, news, documentation with fields to copy.
TABBED = [
    "home",
    "municipalities-filtered",
    "profile",
    "letter-wrong",
    "join-wrong",
    "news-item",
    "open-data",
    "not-found",
]


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def tab_through(page: Page) -> tuple[int, list[str]]:
    """Go through the page with the tab key; how many stops there are, and what is wrong with where the focus is."""
    check(page, "rememberLooks")
    wrong: list[str] = []
    for stops in range(400):
        page.keyboard.press("Tab")
        lines = check(page, "focus")
        if lines == ["END"]:
            return stops, wrong
        wrong += lines
    raise AssertionError("the tab key never leaves the page")


@pytest.mark.parametrize("width", [1440, 320])
@pytest.mark.parametrize("name", TABBED)
def test_focus_shows_everywhere_and_nothing_covers_it(page: Page, portal: Portal, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    open_kind(page, portal, BY_NAME[f"{name}-nl"])
    # From the top, also where the page opened with its list of errors in focus.
    page.evaluate("document.activeElement.blur(); getSelection().setPosition(document.body, 0)")

    stops, wrong = tab_through(page)

    assert wrong == []
    assert stops >= 15


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_first_stop_is_a_visible_link_that_skips_to_the_content(page: Page, portal: Portal, language: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{portal.url}/{language}/")
    page.keyboard.press("Tab")
    link = page.locator(".skip-link")
    expect(link).to_be_focused()
    box = link.bounding_box()
    assert box is not None
    assert box["height"] >= 24
    assert box["x"] >= 0
    assert link.evaluate("element => getComputedStyle(element).clipPath") == "none"

    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_menu_on_a_phone_opens_closes_and_gives_the_focus_back(page: Page, portal: Portal) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{portal.url}/fr/")
    button = page.locator("header button[popovertarget=site-menu]").first
    expect(page.locator("#site-menu")).to_be_hidden()

    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#site-menu")).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#site-menu') !== null")
    page.keyboard.press("Escape")

    expect(page.locator("#site-menu")).to_be_hidden()
    expect(button).to_be_focused()


def test_keyboard_alone_finds_a_municipality(page: Page, portal: Portal) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{portal.url}/nl/")
    for _stop in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name === 'q'"):
            break
    page.keyboard.type("Gent")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.wait_for_url("**/nl/gemeenten/gent/")


@pytest.mark.parametrize(("language", "status"), [("nl", "Solidaire gemeente"), ("fr", "Commune solidaire")])
def test_every_house_on_the_map_says_its_name_and_status(
    page: Page, portal: Portal, language: str, status: str
) -> None:
    open_kind(page, portal, BY_NAME[f"municipalities-{language}"])

    dots = page.locator("svg.map a").evaluate_all(
        "dots => dots.map(dot => [(dot.getAttribute('aria-label') || dot.textContent).trim(), dot.tabIndex,"
        " dot.closest('[aria-hidden=true]') !== null])"
    )
    houses = [label for label, stop, unseen in dots if stop == 0 and not unseen]

    rows = page.request.get(f"{portal.url}/open-data/gemeenten.json").json()["municipalities"]
    solidary = sum(row["status"] == "solidary" for row in rows)
    assert solidary >= 17
    assert len(dots) == 565
    assert len(houses) == len(set(houses)) == solidary
    assert all(re.fullmatch(rf"[\w’' -]+\W+{status}.*", label) for label in houses)
    # The small dots have a name for the pointer, and are left to the list for everybody else.
    assert all(label and stop == -1 for label, stop, unseen in dots if unseen)


@pytest.mark.parametrize("scripted", [True, False])
@pytest.mark.parametrize(("name", "word"), [("letter-wrong-nl", "Fout"), ("join-wrong-fr", "Erreur")])
def test_errors_get_the_focus_and_lead_to_their_fields(
    browser: Browser, portal: Portal, name: str, word: str, scripted: bool
) -> None:
    context = browser.new_context(java_script_enabled=scripted)
    page = context.new_page()
    kind: Kind = BY_NAME[name]
    open_kind(page, portal, kind)

    expect(page.locator("#errors")).to_be_focused()
    assert word in page.title()
    links = page.locator("#errors a")
    assert links.count() >= 1
    for position in range(links.count()):
        target = page.locator(f"[id='{(links.nth(position).get_attribute('href') or '')[1:]}']")
        field = target if target.get_attribute("aria-invalid") else target.locator("[aria-invalid]").first
        assert field.get_attribute("aria-invalid") == "true"
        described = (target.get_attribute("aria-describedby") or field.get_attribute("aria-describedby") or "").split()
        texts = " ".join(page.locator(f"[id='{one}']").inner_text() for one in described)
        message = page.locator(f"[id='{next(one for one in described if one.endswith('_error'))}']").inner_text()
        assert message in texts
        assert message in links.nth(position).inner_text()
    links.first.click()
    assert page.evaluate("location.hash") == links.first.get_attribute("href")
    # What was typed is still there.
    for field_name, value in kind.fields.items():
        expect(page.locator(f"main [name='{field_name}']")).to_have_value(value)
    context.close()


def test_words_in_another_language_say_so(page: Page, portal: Portal) -> None:
    page.goto(f"{portal.url}/fr/communes/")
    card = page.locator(".card", has=page.locator("a[hreflang=nl]")).first

    expect(card.locator(".card-summary")).to_have_attribute("lang", "nl")
    expect(card.locator(".in-language")).to_contain_text("en néerlandais")
    assert page.locator(".languages li").evaluate_all("all => all.map(one => one.lang)") == ["nl", "fr"]
    # Whatever leads into the other language announces it.
    assert (
        page.locator("a[href^='/nl/']:not([hreflang=nl], [lang=nl])").evaluate_all(
            "links => links.filter(link => !link.matches('.map__dot')).map(link => link.outerHTML)"
        )
        == []
    )

    open_kind(page, portal, BY_NAME["letter-shown-fr"])
    expect(page.locator("#letter-text")).to_have_attribute("lang", "nl")


def test_things_move_only_for_those_who_do_not_mind(page: Page, portal: Portal) -> None:
    page.goto(f"{portal.url}/nl/")
    page.emulate_media(reduced_motion="no-preference")
    assert check(page, "motion") != []

    page.emulate_media(reduced_motion="reduce")
    assert check(page, "motion") == []


@pytest.mark.drill
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (320, "light")])
@pytest.mark.parametrize("language", ["nl", "fr"])
def test_style_page_is_as_good_as_what_it_shows(
    browser: Browser, portal: Portal, language: str, width: int, scheme: str
) -> None:
    page = log_in(browser, portal, "redactie", width=width)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(f"{portal.url}/styleguide/{language}/")
    # The bar of the staff is Wagtail's; it comes before our link that skips to the content.
    page.locator("wagtail-userbar").evaluate("bar => bar.remove()")

    assert axe(page) == []
    assert check(page, "layout") == []
    assert check(page, "targets") == []
    page.context.close()
