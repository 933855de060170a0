"""The style page shows all there is, to staff only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from portal.roles import COMMUNICATION, TRANSLATORS
from portal.styleguide.samples import block_types, icons
from portal.styleguide.tokens import PAIRS, contrast, contrasts, read_tokens
from tests.portal.test_roles import log_in

BLOCKS = {
    "text",
    "image",
    "external_media",
    "quote",
    "figure",
    "call_to_action",
    "steps",
    "activities",
    "municipalities",
}
BLOCKS |= {"news", "partners", "finder", "initiative"}


@pytest.mark.parametrize("address", ["/styleguide/", "/styleguide/nl/", "/styleguide/fr/"])
@pytest.mark.asvs("v5.0.0-15.2.3")
def test_visitors_are_led_to_the_log_in(site: Client, address: str) -> None:
    response = site.get(address)

    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")


@pytest.mark.parametrize("role", [COMMUNICATION, TRANSLATORS])
@pytest.mark.parametrize("language", ["nl", "fr"])
def test_staff_see_every_kind_of_block_in_both_languages(db: None, role: str, language: str) -> None:
    response = log_in(role).get(f"/styleguide/{language}/")

    html = response.content.decode()
    assert response.status_code == 200
    assert "private" in response["Cache-Control"]
    assert f'<html lang="{language}"' in html
    assert set(re.findall(r'data-block="(\w+)"', html)) == set(block_types()) == BLOCKS
    # The municipalities stand there as a list and on the map.
    assert html.count('data-block="municipalities"') == 2
    assert 'class="map__dot' in html
    for name in icons():
        assert f"<code>{name}</code>" in html
    assert not re.search(r"\sstyle=\"|<style", html)


def test_style_page_leads_to_the_language_of_the_person(admin_client: Client) -> None:
    assert admin_client.get("/styleguide/")["Location"] in ("/styleguide/nl/", "/styleguide/fr/")
    assert admin_client.get("/styleguide/xx/").status_code == 404


def test_every_colour_that_meets_another_is_seen_well_in_both_schemes() -> None:
    found = contrasts(read_tokens())

    assert len(found) == 2 * len(PAIRS)
    assert [pair for pair in found if not pair.is_enough] == []


def test_contrast_is_what_the_guidelines_compute() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#1a1c4b", "#1a1c4b") == 1


def test_style_sheet_uses_no_token_that_it_does_not_define() -> None:
    folder = Path("portal/static/portal/css")
    text = "".join((folder / name).read_text() for name in ("site.css", "pages.css", "styleguide.css"))
    defined = set(re.findall(r"(--[a-z0-9-]+):", text))

    assert set(re.findall(r"var\((--[a-z0-9-]+)\)", text)) - defined == set()


def test_sheet_without_tokens_is_refused(tmp_path: Path) -> None:
    sheet = tmp_path / "x.css"
    sheet.write_text("body { color: red }")

    with pytest.raises(ValueError, match="no “@layer tokens”"):
        read_tokens(sheet)
