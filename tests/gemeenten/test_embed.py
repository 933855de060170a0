"""What other sites show of ours: badges, frames, and the page that explains them."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gemeenten.embed.badge import badge_width, render_badge, text_width
from gemeenten.embed.samples import badge_sample, frame_sample
from gemeenten.map.outlines import read_outlines
from gemeenten.models import Commitment, MunicipalityPage
from tests.factories import make_profile

FRAMES = ["/embed/nl/list/", "/embed/fr/list/", "/embed/nl/map/", "/embed/fr/map/?province=40000"]
PAGES = ["/nl/insluiten/", "/fr/integrer/"]


# --- Badge ------------------------------------------------------------------------------------------------------


def test_badge_holds_claim_and_name_and_is_named_for_screen_readers() -> None:
    image = ElementTree.fromstring(render_badge("Solidaire gemeente", "Gent", "Solidaire gemeente: Gent", "nl"))

    assert image.attrib["role"] == "img"
    assert image.attrib["aria-label"] == "Solidaire gemeente: Gent"
    assert [text.text for text in image.iter("{http://www.w3.org/2000/svg}text")] == ["Solidaire gemeente", "Gent"]


@pytest.mark.asvs("v5.0.0-1.2.1")
def test_badge_escapes_what_it_is_given() -> None:
    image = render_badge('<b>"', "</text><script>alert(1)</script>&\x00", '"><script>', "nl")

    ElementTree.fromstring(image)
    assert "<script" not in image


def test_badge_grows_with_the_name_and_keeps_a_smallest_width() -> None:
    assert badge_width("Ja", "Ans") == badge_width("", "")
    assert badge_width("Commune solidaire", "Beveren-Kruibeke-Zwijndrecht") > 400
    assert text_width("Écaussinnes", 20) == text_width("Ecaussinnes", 20)


def test_badge_loads_nothing_and_runs_nothing() -> None:
    image = render_badge("Solidaire gemeente", "Gent", "Solidaire gemeente: Gent", "nl")

    assert not re.search(r"href|url\(|<style|<script|\son\w+=", image)


@pytest.mark.parametrize(
    ("language", "claim", "name"), [("nl", "Solidaire gemeente", "Gent"), ("fr", "Commune solidaire", "Gand")]
)
def test_solidary_municipality_has_a_badge_in_each_language(site: Client, language: str, claim: str, name: str) -> None:
    response = site.get(f"/embed/badge/{language}.svg?gemeente=44021")

    assert response.status_code == 200
    assert response["Content-Type"].startswith("image/svg+xml")
    assert response["Content-Language"] == language
    assert f">{claim}</text>" in response.content.decode()
    assert f">{name}</text>" in response.content.decode()


@pytest.mark.parametrize("code", ["11002", "99999", "", "abcde", "<script>", "44021 "])
def test_others_have_no_badge(site: Client, code: str) -> None:
    response = site.get("/embed/badge/nl.svg", {"gemeente": code})

    assert response.status_code == 404
    assert response["Cache-Control"] == "no-cache"
    assert response["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize("address", ["/embed/badge/de.svg?gemeente=44021", "/embed/de/list/", "/embed/nl/table/"])
def test_unknown_language_or_kind_is_not_found(site: Client, address: str) -> None:
    assert site.get(address).status_code == 404


def test_question_on_the_table_earns_no_badge(site: Client) -> None:
    make_profile("11002", kinds=("asked",))

    assert site.get("/embed/badge/nl.svg?gemeente=11002").status_code == 404


def test_badge_goes_when_the_commitment_is_withdrawn(site: Client) -> None:
    page = MunicipalityPage.objects.get(municipality_id="44021", locale__language_code="nl")
    page.commitments.add(Commitment(kind="withdrawn", sort_order=9, date=date(2025, 1, 1)))
    page.save_revision().publish()

    assert site.get("/embed/badge/nl.svg?gemeente=44021").status_code == 404


def test_badge_of_a_former_code_leads_to_the_successor(site: Client) -> None:
    response = site.get("/embed/badge/nl.svg?gemeente=44043")

    assert response.status_code == 301
    assert response["Location"] == "/embed/badge/nl.svg?gemeente=44088"
    assert site.get(response["Location"]).status_code == 200


def test_badge_may_be_kept_and_shown_by_every_site(site: Client) -> None:
    first = site.get("/embed/badge/nl.svg?gemeente=44021")
    again = site.get("/embed/badge/nl.svg?gemeente=44021", headers={"if-none-match": first["ETag"]})

    assert "public" in first["Cache-Control"]
    assert first["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Accept-Language" not in first.get("Vary", "")
    assert not first.cookies
    assert again.status_code == 304


# --- Frames -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", FRAMES)
def test_frame_may_stand_on_every_site_and_runs_no_script(site: Client, address: str) -> None:
    response = site.get(address)
    html = response.content.decode()

    assert response.status_code == 200
    assert "X-Frame-Options" not in response
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "script-src" not in response["Content-Security-Policy"]
    assert "<script" not in html
    assert not re.search(r"\sstyle=\"|<style|\son[a-z]+=\"", html)
    assert not response.cookies
    assert html.count("<h1") == 1


@pytest.mark.parametrize("address", ["/nl/", "/nl/gemeenten/", "/nl/brief/", "/nl/insluiten/"])
@pytest.mark.asvs("v5.0.0-3.4.6")
def test_all_other_pages_refuse_to_stand_in_a_frame_elsewhere(site: Client, address: str) -> None:
    response = site.get(address)

    assert response["X-Frame-Options"] in ("SAMEORIGIN", "DENY")
    assert "frame-ancestors *" not in response.get("Content-Security-Policy", "")


@pytest.mark.parametrize("address", FRAMES)
def test_links_of_a_frame_open_in_the_whole_window(site: Client, address: str) -> None:
    html = site.get(address).content.decode()

    assert '<base target="_top">' in html
    # The links of an SVG do not heed the base target.
    for svg in re.findall(r"<svg.*?</svg>", html, re.DOTALL):
        assert all('target="_top"' in link for link in re.findall(r"<a\b[^>]*>", svg))


def test_list_holds_the_solidary_municipalities_of_the_province(site: Client) -> None:
    html = site.get("/embed/nl/list/?province=40000").content.decode()
    names = [name.strip() for name in re.findall(r'class="row-name"[^>]*>([^<]+)', html)]

    assert names == ["Beveren-Kruibeke-Zwijndrecht", "Deinze", "Gent", "Merelbeke-Melle", "Oosterzele"]


def test_province_without_any_says_so(site: Client) -> None:
    html = site.get("/embed/nl/list/?province=80000").content.decode()

    assert 'class="row-name"' not in html
    assert "/nl/gemeenten/?province=80000" in html


@pytest.mark.parametrize("province", ["99999", "<script>", "40000x"])
def test_unknown_province_is_not_found(site: Client, province: str) -> None:
    assert site.get("/embed/nl/list/", {"province": province}).status_code == 404


def test_map_shows_every_municipality_of_the_country(site: Client) -> None:
    assert read_outlines().shapes
    assert site.get("/embed/nl/map/").content.decode().count('<a target="_top"') == 565


@pytest.mark.parametrize("address", [*FRAMES, *PAGES, "/embed/badge/nl.svg?gemeente=44021"])
def test_embeds_ask_the_database_little(site: Client, address: str) -> None:
    site.get(address)
    with CaptureQueriesContext(connection) as queries:
        site.get(address)

    assert len(queries) <= 15


# --- The page that explains -------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", PAGES)
def test_page_offers_lines_that_work(site: Client, address: str) -> None:
    html = site.get(address, {"gemeente": "44021", "province": "40000"}).content.decode()
    samples = re.findall(r"<textarea[^>]*readonly[^>]*>([^<]+)</textarea>", html)

    assert len(samples) == 3
    for sample in samples:
        target = re.search(r"src=&quot;http://localhost:8000(/embed/[^&]+)&quot;", sample)
        assert target is not None
        assert site.get(target[1]).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_copy_buttons_wait_for_the_script(site: Client, address: str) -> None:
    html = site.get(address).content.decode()
    buttons = re.findall(r"<button[^>]*data-copy[^>]*>", html)

    assert len(buttons) == 3
    assert all(" hidden" in button for button in buttons)
    assert 'src="/static/portal/js/copy.js"' in html


def test_page_leads_to_its_translation(site: Client) -> None:
    html = site.get("/nl/insluiten/").content.decode()

    assert 'href="/fr/integrer/" hreflang="fr"' in html
    assert 'hreflang="fr" href="http://localhost:8000/fr/integrer/"' in html
    assert '<html lang="fr"' in site.get("/fr/integrer/").content.decode()


@pytest.mark.parametrize("query", ["gemeente=99999", "gemeente=<script>&province=<script>", "province=1"])
def test_unknown_choice_falls_back(site: Client, query: str) -> None:
    response = site.get(f"/nl/insluiten/?{query}")

    assert response.status_code == 200
    assert b"<script>&" not in response.content


def test_samples_escape_what_they_are_given() -> None:
    assert '"><script' not in badge_sample("https://x/?a=1&b=2", "https://x/", '"><script>', (1, 2))
    assert "a=1&amp;b=2" in badge_sample("https://x/?a=1&b=2", "https://x/", "", (1, 2))
    assert '"><script' not in frame_sample("https://x/", '"><script>', 1)


def test_french_badge_is_named_as_french_writes_it(site: Client) -> None:
    label = "Commune solidaire\N{NO-BREAK SPACE}: Gand"

    assert f'aria-label="{label}"' in site.get("/embed/badge/fr.svg?gemeente=44021").content.decode()
    assert f'alt="{label}"' in site.get("/fr/integrer/?gemeente=44021").content.decode()
