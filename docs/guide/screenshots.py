"""Takes the guide's pictures from the running site: ``make guide-screenshots``.

The site is set up afresh in a temporary folder, so that the pictures show the starter content and nobody's data. Each
picture is taken in Dutch and in French and replaces the file of its name in ``docs/guide/images``.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
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
LANGUAGES = ("nl", "fr")
#: Colours of the saved pictures: enough for an interface, and a quarter of the size.
COLOURS = 96


@dataclass(frozen=True)
class Shot:
    """One picture: who sees it, where, and how to get the page ready."""

    name: str
    user: str
    address: str
    prepare: Callable[[Page], None] | None = None
    height: int = 760


def choose_municipality(tab: Page) -> None:
    """Begin a profile from the dashboard and choose its municipality from the register."""
    tab.locator("a[href*='/add/gemeenten/municipalitypage/']").first.click()
    switch_autosave_off(tab)
    tab.locator("[data-chooser-action-choose]").first.click()
    tab.locator(".modal input[name=q]").fill("kortrijk")
    tab.locator(".modal #search-results a").filter(has_text=re.compile("Kortrijk|Courtrai")).first.wait_for()
    tab.wait_for_load_state("networkidle")


def open_application(tab: Page) -> None:
    """Open the newest application."""
    tab.locator("main table a[href*='/applications/']").first.click()
    tab.wait_for_load_state("networkidle")


def show_checks(tab: Page) -> None:
    """Open a profile with its side panel of checks."""
    tab.locator("main table a[href$='/edit/']").filter(has_text="Brugge").first.click()
    switch_autosave_off(tab)
    tab.locator("[data-side-panel-toggle=checks]").first.click()
    tab.wait_for_load_state("networkidle")


def open_translation(tab: Page) -> None:
    """Open a translation in its editor."""
    tab.locator("main table a.button[href$='/edit/']").first.click()
    tab.wait_for_load_state("networkidle")


def switch_autosave_off(tab: Page) -> None:
    """Leave no drafts behind by looking."""
    tab.locator("form[data-edit-form]").evaluate("form => { form.dataset.wAutosaveActiveValue = 'false' }")


SHOTS = (
    Shot("dashboard", "redactie", "/admin/", height=820),
    Shot("new-profile", "redactie", "/admin/", choose_municipality),
    Shot("profiles", "redactie", "/admin/profiles/"),
    Shot("applications", "redactie", "/admin/applications/", open_application, height=900),
    Shot("checks", "redactie", "/admin/profiles/?q=Brugge", show_checks, height=900),
    Shot("translations", "traductrice", "/admin/translations/?state=missing"),
    Shot("translating", "traductrice", "/admin/translations/?q=Gent", open_translation),
    Shot("review", "eindredactie", "/admin/", height=860),
)


def send_application(browser: Browser, portal: Portal) -> None:
    """What a municipality sends in through the public form, so that the inbox has something."""
    tab = browser.new_page()
    tab.goto(f"{portal.url}/nl/sluit-aan/")
    form = tab.locator("form").filter(has=tab.locator("[name=join-gemeente]"))
    form.locator("[name=join-gemeente]").fill("9300")
    form.locator("[name=join-decided_by][value=council]").check()
    form.locator("[name=join-decided_on]").fill("2026-10-20")
    form.locator("[name=join-decision_url]").fill("https://www.example.org/besluit")
    form.locator("[name=join-activities]").first.check()
    form.locator("[name=join-contact_email]").fill("integratie@example.org")
    form.locator("[name=join-consent]").check()
    while "thanks=" not in tab.url:  # a browser is quicker than the form allows, until it has waited long enough
        form.locator("button[type=submit]").click()
        tab.wait_for_load_state()
    tab.close()


def submit_profile(browser: Browser, portal: Portal) -> None:
    """A change that waits for a moderator."""
    tab = log_in(browser, portal, "redactie")
    tab.goto(f"{portal.url}/admin/profiles/?q=Gent")
    tab.locator("main table a[href$='/edit/']").filter(has_text="Gent").first.click()
    switch_autosave_off(tab)
    tab.locator("#id_introduction").fill(
        "Stad en OCMW bundelden in Gent hun krachten in een taskforce voor vluchtelingen."
    )
    tab.locator("footer").get_by_role("button", name=re.compile("Acties|Meer")).last.click()
    tab.locator("button[name=action-submit]").click()
    tab.wait_for_load_state("networkidle")
    tab.context.close()


def set_language(portal: Portal, language: str) -> None:
    """Let every demo user work in ``language``."""
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
        send_application(browser, portal)
        submit_profile(browser, portal)
        for language in LANGUAGES:
            set_language(portal, language)
            take(browser, portal, language)
        browser.close()


if __name__ == "__main__":
    main()
