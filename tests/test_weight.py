"""What a first visit weighs: no page may grow beyond its budget without somebody deciding it.

Everything is weighed as gzip packs it; what is served is smaller still for a browser that reads brotli. How quickly
pages show is measured by ``python -m benchmarks.lighthouse``.
"""

from __future__ import annotations

import gzip
import posixpath
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from portal.static_files import STYLE_SHEET, in_one_piece
from tests.pages import FIRST_VISITS, HOME

#: Bytes of everything that a first visit fetches, and how many requests that takes.
MOST_BYTES, MOST_REQUESTS = 60_000, 7
#: A first window of TCP: a page of this size is there after one round trip, and the home page has to be.
ONE_ROUND_TRIP = 14_000
#: Files that are compressed already.
COMPRESSED = (".woff2", ".avif", ".webp", ".png", ".jpg", ".jpeg")

_URL = re.compile(r"""url\(["']?([^"')]+)["']?\)""")


@dataclass
class Fetched(HTMLParser):
    """What a browser fetches for a page, as its HTML names it."""

    addresses: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    preloaded: list[str] = field(default_factory=list)
    images: list[dict[str, str | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        relation = given.get("rel") or ""
        if tag == "link" and relation in ("stylesheet", "preload", "modulepreload", "icon"):
            self.addresses.append(given["href"] or "")
            if relation == "stylesheet":
                self.sheets.append(given["href"] or "")
            if relation == "preload":
                self.preloaded.append(given["href"] or "")
        elif tag == "use" or (tag in ("script", "img", "iframe", "source") and given.get("src")):
            self.addresses.append(given.get("src") or given["href"] or "")
        if tag == "img":
            self.images.append(given)


def read_file(name: str) -> str:
    """A style sheet of the repository by its name among the static files."""
    found = finders.find(name)
    assert isinstance(found, str), f"{name} does not exist"
    return Path(found).read_text(encoding="utf-8")


def read(address: str) -> bytes:
    """A file of ours by its address, as it is when it is collected."""
    path = unquote(address)
    if path.startswith(settings.MEDIA_URL):
        return (Path(settings.MEDIA_ROOT) / path.removeprefix(settings.MEDIA_URL)).read_bytes()
    assert path.startswith(settings.STATIC_URL), f"{address} is not ours"
    name = path.removeprefix(settings.STATIC_URL)
    if name == STYLE_SHEET:
        return in_one_piece(STYLE_SHEET, read_file).encode()
    found = finders.find(name)
    assert isinstance(found, str), f"{name} does not exist"
    return Path(found).read_bytes()


def weight(name: str, content: bytes) -> int:
    """Bytes on the line."""
    return len(content) if name.endswith(COMPRESSED) else len(gzip.compress(content, mtime=0))


def first_visit(site: Client, address: str) -> tuple[Fetched, dict[str, int]]:
    """What the page at ``address`` has a browser fetch, and what each request weighs."""
    html = site.get(address).content
    page = Fetched()
    page.feed(html.decode())
    wanted = {urldefrag(each).url for each in page.addresses} - {""}
    for sheet in page.sheets:
        wanted |= {posixpath.normpath(posixpath.join(posixpath.dirname(sheet), url)) for url in named_in(sheet)}
    return page, {address: weight(address, html)} | {each: weight(each, read(each)) for each in wanted}


def named_in(sheet: str) -> list[str]:
    """The files that a style sheet names."""
    return _URL.findall(read(sheet).decode())


@pytest.mark.parametrize("address", FIRST_VISITS)
def test_first_visit_stays_within_its_budget(site: Client, address: str) -> None:
    _page, weights = first_visit(site, address)

    assert len(weights) <= MOST_REQUESTS, weights
    assert sum(weights.values()) < MOST_BYTES, weights


@pytest.mark.parametrize("address", HOME)
def test_home_page_is_there_after_one_round_trip(site: Client, address: str) -> None:
    _page, weights = first_visit(site, address)

    assert weights[address] < ONE_ROUND_TRIP


@pytest.mark.parametrize("address", FIRST_VISITS)
def test_page_preloads_only_what_its_style_sheet_uses(site: Client, address: str) -> None:
    page, _weights = first_visit(site, address)

    used = {posixpath.normpath(posixpath.join(posixpath.dirname(s), url)) for s in page.sheets for url in named_in(s)}
    assert page.preloaded
    assert set(page.preloaded) <= used


@pytest.mark.parametrize("address", FIRST_VISITS)
def test_every_image_says_how_much_room_it_takes(site: Client, address: str) -> None:
    page, _weights = first_visit(site, address)

    assert all(image.get("width") and image.get("height") for image in page.images)


@pytest.mark.parametrize("address", FIRST_VISITS)
def test_scripts_let_what_is_seen_go_first(site: Client, address: str) -> None:
    scripts = re.findall(r"<script\b[^>]*src=[^>]*>", site.get(address).content.decode())

    assert all('type="module"' in script and 'fetchpriority="low"' in script for script in scripts)


def test_text_shows_before_the_font_has_come() -> None:
    faces = re.findall(r"@font-face\s*{[^}]*}", in_one_piece(STYLE_SHEET, read_file))

    assert faces
    assert all("font-display: swap" in face for face in faces if "url(" in face)
