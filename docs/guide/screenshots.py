"""Takes the guide's pictures from the running site: ``make guide-screenshots``.

The site is set up afresh in a temporary folder, so that the pictures show the starter content and nobody's data. Each
picture is taken in Dutch and in French and replaces the file of its name in ``docs/guide/images``.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.running import ARGUMENTS, CHROMIUM, Portal, log_in, running_portal

FOLDER = Path(__file__).resolve().parent / "images"
LANGUAGES = {"nl": "nl", "fr": "fr"}
#: Colours of the saved pictures: enough for an interface, and a quarter of the size.
COLOURS = 96


@dataclass(frozen=True)
class Shot:
    """One picture: who sees it, where, how to get the page ready, and which part of it is shown."""

    name: str
    user: str
    address: str
    prepare: Callable[[Page], None] | None = None
    height: int = 760


def first_profile(tab: Page) -> None:
    """Open the first profile of the list."""
    tab.locator("main table tbody tr a[href*='/edit/'], main table tbody tr .title a").first.click()
    tab.wait_for_load_state("networkidle")


SHOTS = (
    Shot("dashboard", "redactie", "/admin/"),
    Shot("translations", "traductrice", "/admin/translations/?state=missing"),
)


def set_language(portal: Portal, language: str) -> None:
    """Let every demo user work in ``language``."""
    import os
    import subprocess

    environment = os.environ | {"PORTAL_VAR_DIR": str(portal.folder), "PORTAL_BASE_URL": portal.url}
    code = f"from wagtail.users.models import UserProfile;UserProfile.objects.update(preferred_language={language!r})"
    root = Path(__file__).resolve().parent.parent.parent
    command = [sys.executable, str(root / "manage.py"), "shell", "--no-imports", "-c", code]
    subprocess.run(command, env=environment | {"DJANGO_SETTINGS_MODULE": "portal.settings.production"}, check=True)


def take(browser: Browser, portal: Portal, language: str) -> None:
    """Take every picture in one language."""
    tabs: dict[str, Page] = {}
    for shot in SHOTS:
        tab = tabs.get(shot.user) or tabs.setdefault(shot.user, log_in(browser, portal, shot.user))
        tab.set_viewport_size({"width": 1200, "height": shot.height})
        tab.goto(f"{portal.url}{shot.address}", wait_until="networkidle")
        if shot.prepare:
            shot.prepare(tab)
        picture = Image.open(io.BytesIO(tab.screenshot(animations="disabled")))
        target = FOLDER / language / f"{shot.name}.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
        sys.stdout.write(f"{target.relative_to(FOLDER)} {target.stat().st_size // 1024} kB\n")


def main() -> None:
    """Set the site up, take the pictures in both languages."""
    if not CHROMIUM:
        raise SystemExit("Chromium is needed for the pictures: install it (Debian: apt install chromium)")
    with tempfile.TemporaryDirectory() as folder, running_portal(Path(folder)) as portal, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for language in LANGUAGES:
            set_language(portal, language)
            take(browser, portal, language)
        browser.close()


if __name__ == "__main__":
    main()
