"""Passkey and app in a real browser, on a site that asks everybody for a second factor."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.every_template import AXE, RULES
from tests.browser.running import Portal
from tests.serving import ROOT, free_port, serving

PASSWORD = "vier losse woorden zonder band"


@pytest.fixture(scope="module")
def strict(portal: Portal) -> Iterator[Portal]:
    """The same site, served once more as in production: with the second factor."""
    port = free_port()
    url = f"http://localhost:{port}"
    environment = os.environ | {
        "PORTAL_VAR_DIR": str(portal.folder),
        "PORTAL_BASE_URL": url,
        "PORTAL_SECOND_FACTOR": "true",
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
    }
    manage = [sys.executable, str(ROOT / "manage.py"), "createsuperuser", "--noinput", "--email", ""]
    for name in ("sleutel", "toestel"):
        subprocess.run([*manage, "--username", name], env=environment, check=True, capture_output=True)
    with serving(environment, portal.folder / "strict.log", port=port, workers=1):
        yield Portal(url, {"sleutel": PASSWORD, "toestel": PASSWORD}, portal.folder)


def new_tab(browser: Browser, complaints: list[str], width: int = 1280) -> Page:
    """A tab of a device that can make passkeys."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="nl-BE")
    tab = context.new_page()
    tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    device = context.new_cdp_session(tab)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    options |= {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return tab


def enter(tab: Page, site: Portal, name: str) -> None:
    """Fill in the log-in form."""
    tab.goto(f"{site.url}/admin/")
    tab.locator("input[name=login]").fill(name)
    tab.locator("input[name=password]").fill(site.logins[name])
    tab.locator("button[type=submit]").click()


def leave(tab: Page, site: Portal) -> None:
    """Log out."""
    tab.goto(f"{site.url}/account/logout/")
    tab.locator("main button[type=submit]").click()
    tab.wait_for_url("**/account/login/")


def findings(tab: Page) -> list[str]:
    """What axe says of the page that is open."""
    tab.locator("main h1").wait_for()
    tab.wait_for_load_state()
    tab.evaluate(AXE)
    result: dict[str, Any] = tab.evaluate(
        "rules => axe.run({runOnly: rules, resultTypes: ['violations']})",
        RULES,
    )
    return [f"{tab.url} {found['id']}: {found['nodes'][0]['html'][:160]}" for found in result["violations"]]


@pytest.mark.asvs("v5.0.0-11.6.1")
def test_passkey_is_set_up_and_logs_in_as_second_factor_and_alone(browser: Browser, strict: Portal) -> None:
    complaints: list[str] = []
    tab = new_tab(browser, complaints)
    enter(tab, strict, "sleutel")
    tab.wait_for_url("**/account/second-factor/**")
    found = findings(tab)
    tab.locator("a[href$='/webauthn/add/']").click()
    found += findings(tab)
    tab.locator("input[name=passwordless]").check()
    tab.locator("#mfa_webauthn_add").click()
    tab.wait_for_url("**/recovery-codes/")
    assert len(tab.locator("#recovery_codes").input_value().split()) == 10
    found += findings(tab)

    leave(tab, strict)
    found += findings(tab)
    enter(tab, strict, "sleutel")
    tab.wait_for_url("**/2fa/authenticate/")
    found += findings(tab)
    tab.goto(f"{strict.url}/admin/")
    assert "/account/" in tab.url, "the password alone opens nothing"
    tab.goto(f"{strict.url}/account/2fa/authenticate/")
    tab.locator("#mfa_webauthn_authenticate").click()
    tab.wait_for_url("**/admin/")

    for address in ("/account/2fa/", "/account/2fa/webauthn/", "/account/sessions/"):
        tab.goto(strict.url + address)
        found += findings(tab)
    leave(tab, strict)
    tab.locator("#passkey_login").click()
    tab.wait_for_url("**/admin/")
    tab.context.close()

    assert found == []
    assert [text for text in complaints if "Security Policy" in text or "status of 5" in text] == []


def test_app_is_set_up_on_a_telephone(browser: Browser, strict: Portal) -> None:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    complaints: list[str] = []
    tab = new_tab(browser, complaints, width=390)
    enter(tab, strict, "toestel")
    tab.wait_for_url("**/account/second-factor/**")
    tab.locator("a[href$='/totp/activate/']").click()
    found = findings(tab)
    assert tab.locator("img.account-qr").evaluate("image => image.naturalWidth") > 0
    secret = tab.locator("#authenticator_secret").input_value().strip()
    counter = next(iter(yield_hotp_counters_from_time()))
    tab.locator("input[name=code]").fill(format_hotp_value(hotp_value(secret, counter)))
    tab.locator("button[type=submit]").click()
    tab.wait_for_url("**/recovery-codes/")
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tab.goto(f"{strict.url}/admin/")
    tab.wait_for_url("**/admin/")
    tab.context.close()

    assert found == []
    assert [text for text in complaints if "Security Policy" in text] == []
