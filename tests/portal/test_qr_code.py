"""The QR code on printed profiles, read by a decoder that knows nothing of what drew it."""

from __future__ import annotations

import gzip
import re
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import Client

from portal.qr_code import QUIET_ZONE, qr_path
from tests.portal.qr_reading import read_qr


def drawn(side: int, path: str) -> list[list[bool]]:
    """The modules that path data covers, without the quiet zone, which must be empty."""
    modules = [[False] * side for _row in range(side)]
    bars = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path)
    assert "".join(f"M{x} {y}h{width}v1h-{back}z" for x, y, width, back in bars) == path
    for x, y, width, back in bars:
        assert width == back
        for column in range(int(x), int(x) + int(width)):
            modules[int(y)][column] = True
    inside = range(QUIET_ZONE, side - QUIET_ZONE)
    assert not any(modules[y][x] for y in range(side) for x in range(side) if not (y in inside and x in inside))
    return [[modules[y][x] for x in inside] for y in inside]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/fr/",
        "https://www.example.org/nl/gemeenten/gent/",
        "https://solidaire-gemeenten.example.org/fr/communes/saint-josse-ten-noode/",
        "https://example.org/nl/gemeenten/" + "a" * 60 + "/",
    ],
)
def test_code_says_the_address(address: str) -> None:
    assert read_qr(drawn(*qr_path(address))) == address


@pytest.mark.parametrize("path", ["/nl/gemeenten/gent/", "/fr/communes/gand/"])
def test_profile_carries_the_code_of_its_canonical_address(site: Client, path: str) -> None:
    page = site.get(path).content.decode()
    canonical = re.search(r'<link rel="canonical" href="([^"]+)"', page)
    code = re.search(r'<svg class="qr-code" viewBox="0 0 (\d+) \1"[^>]*>.*?<path d="([^"]+)"', page)

    assert canonical is not None
    assert canonical[1] == settings.WAGTAILADMIN_BASE_URL + path or canonical[1].endswith(path)
    assert code is not None
    assert read_qr(drawn(int(code[1]), code[2])) == canonical[1]


def test_code_has_a_name_in_the_reader_s_language(site: Client) -> None:
    assert re.search(r'role="img" aria-label="QR-code die naar http\S+ leidt"', get(site, "/nl/gemeenten/gent/"))
    assert re.search(r'role="img" aria-label="Code QR qui mène à http\S+"', get(site, "/fr/communes/gand/"))


def test_code_costs_readers_of_the_screen_little(site: Client) -> None:
    page = get(site, "/nl/gemeenten/gent/")
    without = re.sub(r'<svg class="qr-code".*?</svg>', "", page, flags=re.DOTALL)

    assert len(gzip.compress(page.encode())) - len(gzip.compress(without.encode())) < 1500


def test_pages_that_nobody_prints_to_hang_up_carry_none(site: Client) -> None:
    assert "qr-code" not in get(site, "/nl/gemeenten/11002/")


def test_address_cannot_break_out_of_the_picture() -> None:
    html = Template("{% load print_tags %}{% qr_code address %}").render(
        Context({"address": 'https://example.org/"><script>'})
    )

    assert "<script>" not in html


def get(site: Client, path: str) -> Any:
    """A page as text."""
    return site.get(path).content.decode()
