"""Every kind of page, in both languages, on a phone, a tablet and a desk, in every choice of colours, with and without
scripts: it fits, nothing fails, nothing comes from elsewhere, and the accessibility checker finds nothing.

A page is loaded once with scripts and once without; width and colours are changed on the open page. Pictures of every
state are kept in ``test-artifacts/``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.every_template import axe, check, open_kind, watched
from tests.browser.running import ROOT, Portal
from tests.every_kind import KINDS, Kind

#: 320 px is also what is left of 1280 px at 400 % (WCAG 1.4.10).
WIDTHS = (320, 768, 1440)
COLOURS = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced": {"color_scheme": "dark", "forced_colors": "active"},
}
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


def states(page: Page) -> Iterator[tuple[int, str]]:
    """Bring the open page into every width and every choice of colours."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for colours, media in COLOURS.items():
            page.emulate_media(**media)  # type: ignore[arg-type]
            yield width, colours


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_page_fits_and_the_checker_finds_nothing(
    scripted: BrowserContext, portal: Portal, pictures: Path, kind: Kind
) -> None:
    with watched(scripted, portal, expected=kind.status) as (page, wrong):
        open_kind(page, portal, kind)
        wrong.extend(check(page, "structure") + check(page, "motion"))
        for width, colours in states(page):
            state = f"{width} {colours}"
            wrong.extend(f"{state}: {line}" for line in check(page, "layout"))
            if colours == "light":
                wrong.extend(f"{state}: {line}" for line in check(page, "targets"))
            # The whole page once a width: long pictures take longer than everything else here.
            picture, whole = pictures / f"{kind}-{width}-{colours}.jpg", colours == "light"
            page.screenshot(path=picture, type="jpeg", quality=60, full_page=whole)
            if (width, colours) in CHECKED:
                wrong.extend(f"{state}: {line}" for line in axe(page, colours_only=colours == "dark"))
        check(page, "spaceOut")
        for width in (1440, 320):
            page.set_viewport_size({"width": width, "height": 900})
            wrong.extend(f"{width} spaced out: {line}" for line in check(page, "layout"))
    assert wrong == []


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_page_fits_without_scripts(plain: BrowserContext, portal: Portal, kind: Kind) -> None:
    with watched(plain, portal, expected=kind.status) as (page, wrong):
        open_kind(page, portal, kind)
        for width, colours in states(page):
            wrong.extend(f"{width} {colours}: {line}" for line in check(page, "layout"))
    assert wrong == []
