"""Every kind of page, in both languages, on a phone, a tablet and a desk, in every choice of colours, with and without
scripts: it fits, nothing fails, nothing comes from elsewhere, and the accessibility checker finds nothing.

A page is loaded once with scripts and once without; width and colours are changed on the open page. Every run looks at
each page in two states and one language; the drills look at everything, and keep pictures of every state in
``test-artifacts/``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.every_template import axe, check, open_kind, watched
from tests.browser.running import Portal
from tests.every_kind import KINDS, Kind
from tests.serving import ROOT

#: 320 px is also what is left of 1280 px at 400 % (WCAG 1.4.10).
WIDTHS = (320, 768, 1440)
COLOURS = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced": {"color_scheme": "dark", "forced_colors": "active"},
}
State = tuple[int, str]
EVERY_STATE: list[State] = [(width, colours) for width in WIDTHS for colours in COLOURS]
#: What every run looks at: the widest and the narrowest room, in both colours of ours.
TWO_STATES: list[State] = [(1440, "dark"), (320, "light")]
#: And in French, whose words are longer; in Dutch where there is no French.
IN_FRENCH = list({kind.name: kind for kind in sorted(KINDS, key=lambda kind: kind.language == "fr")}.values())
#: Where the checker looks: all colours that we choose, the widest and the narrowest room.
CHECKED = {(1440, "light"), (1440, "dark"), (320, "light")}


@pytest.fixture(scope="module")
def pictures() -> Path:
    folder = ROOT / "test-artifacts" / "every-template"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def scripted(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(reduced_motion="reduce")
    yield context
    assert context.cookies() == []
    context.close()


@pytest.fixture(scope="module")
def plain(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(java_script_enabled=False, reduced_motion="reduce")
    yield context
    assert context.cookies() == []
    context.close()


def states(page: Page, wanted: Sequence[State]) -> Iterator[State]:
    """Bring the open page into one width and choice of colours after the other."""
    for width, colours in wanted:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(**COLOURS[colours])  # type: ignore[arg-type]
        yield width, colours


def look(page: Page, kind: Kind, wanted: Sequence[State], pictures: Path | None = None) -> list[str]:
    """What is wrong with the open page, in each state that is wanted; with a folder, pictures are kept there."""
    wrong = check(page, "structure") + check(page, "motion")
    for width, colours in states(page, wanted):
        found = check(page, "layout") + (check(page, "targets") if colours == "light" else [])
        if pictures is not None:
            # The whole page once a width: long pictures take longer than everything else here.
            picture, whole = pictures / f"{kind}-{width}-{colours}.jpg", colours == "light"
            page.screenshot(path=picture, type="jpeg", quality=60, full_page=whole)
        if (width, colours) in CHECKED:
            found += axe(page, colours_only=colours == "dark")
        wrong += [f"{width} {colours}: {line}" for line in found]
    check(page, "spaceOut")
    for width in (1440, 320):
        page.set_viewport_size({"width": width, "height": 900})
        wrong += [f"{width} spaced out: {line}" for line in check(page, "layout")]
    return wrong


@pytest.mark.parametrize("kind", IN_FRENCH, ids=str)
def test_page_fits_and_the_checker_finds_nothing(scripted: BrowserContext, portal: Portal, kind: Kind) -> None:
    with watched(scripted, portal, expected=kind.status) as (page, wrong):
        open_kind(page, portal, kind)
        wrong.extend(look(page, kind, TWO_STATES))
    assert wrong == []


@pytest.mark.drill
@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_page_fits_every_width_in_every_choice_of_colours(
    scripted: BrowserContext, portal: Portal, pictures: Path, kind: Kind
) -> None:
    with watched(scripted, portal, expected=kind.status) as (page, wrong):
        open_kind(page, portal, kind)
        wrong.extend(look(page, kind, EVERY_STATE, pictures))
    assert wrong == []


@pytest.mark.drill
@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_page_fits_without_scripts(plain: BrowserContext, portal: Portal, kind: Kind) -> None:
    with watched(plain, portal, expected=kind.status) as (page, wrong):
        open_kind(page, portal, kind)
        for width, colours in states(page, EVERY_STATE):
            wrong.extend(f"{width} {colours}: {line}" for line in check(page, "layout"))
    assert wrong == []
