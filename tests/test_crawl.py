"""A walk through the whole site as a search engine's robot takes it: from the language choice along every link.

Every page of the tree is read; of the 565 municipalities' pages one in fifteen, chosen by code, so that it stays quick.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from lxml import html as lxml_html
from wagtail.models import Page

from portal import snapshot

START = ("/", "/nl/", "/fr/")
BASE = settings.WAGTAILADMIN_BASE_URL
#: How many of the addresses that there is one of for each municipality, or each page, are read: one in so many.
SAMPLES = (
    (re.compile(r"^/(?:nl/gemeenten|fr/communes)/([0-9]{5})/"), 15),
    (re.compile(r"[?&]gemeente=([0-9]{5})|^/share/(?:nl|fr)/([0-9]{5})"), 90),
    (re.compile(r"^/share/page/([0-9]+)"), 6),
)


@dataclass(slots=True)
class Visit:
    """What the robot saw at an address."""

    status: int
    final: str
    cookies: bool
    tree: Any = None
    links: list[str] = field(default_factory=list)

    def texts(self, path: str) -> list[str]:
        """What an XPath finds, spaces folded."""
        return [" ".join(str(found).split()) for found in self.tree.xpath(path)] if self.tree is not None else []

    @property
    def ids(self) -> set[str]:
        """What fragments may name."""
        return set(self.tree.xpath("//@id")) if self.tree is not None else set()


def internal(address: str, page: str) -> str:
    """The path and fragment of an address of ours; empty for one of others."""
    found = urlsplit(urljoin(f"{BASE}{page}", address))
    if found.scheme not in ("http", "https") or f"{found.scheme}://{found.netloc}" != BASE:
        return ""
    return found._replace(scheme="", netloc="").geturl()


def is_read(address: str) -> bool:
    """Whether the robot reads it: everything, but only a sample of what there is for each municipality."""
    for pattern, one_in in SAMPLES:
        if found := pattern.search(address):
            return int(next(filter(None, found.groups()))) % one_in == 0
    return True


def visit(client: Client, address: str) -> Visit:
    """Follow redirects and read what is there."""
    response = client.get(address, follow=True)
    final = response.redirect_chain[-1][0] if response.redirect_chain else address
    seen = Visit(response.status_code, internal(final, address), bool(response.cookies))
    if response.get("Content-Type", "").startswith("text/html"):
        seen.tree = lxml_html.fromstring(response.content.decode())
    else:
        b"".join(response.streaming_content) if response.streaming else response.content
    response.close()
    return seen


def references(page: Visit) -> list[str]:
    """Every address that a page names for a browser or a robot to fetch."""
    sets = [part.split()[0] for value in page.texts("//@srcset") for part in value.split(",") if part.strip()]
    picture = page.texts("//meta[@property='og:image']/@content")
    # A form that is refused comes back with its errors, which the fragment of its address names.
    forms = [urldefrag(action).url for action in page.texts("//form/@action")]
    return [*page.texts("//@href | //@src"), *forms, *sets, *picture]


@pytest.fixture(scope="module")
def seen(django_db_setup: None, django_db_blocker: Any) -> dict[str, Visit]:
    """Every address that was read, by path and query."""
    with django_db_blocker.unblock():
        snapshot.forget()
        client = Client(HTTP_HOST=urlsplit(BASE).netloc)
        visits: dict[str, Visit] = {}
        waiting = deque(START)
        while waiting:
            address = waiting.popleft()
            if address in visits:
                continue
            page = visits[address] = visit(client, address)
            for reference in references(page):
                page.links.append(internal(reference, page.final or address))
                target = urldefrag(page.links[-1]).url
                if target and not target.startswith((settings.STATIC_URL, "/admin/")) and is_read(target):
                    waiting.append(target)
        snapshot.forget()
    return visits


@pytest.fixture
def pages(seen: dict[str, Visit]) -> dict[str, Visit]:
    """The pages for readers, each at its own address: no filters, no search, no files, no frames for other sites."""
    found = {address: page for address, page in seen.items() if page.tree is not None and "?" not in address}
    return {
        address: page
        for address, page in found.items()
        if address == page.final and re.match(r"/(nl/|fr/|$)", address) and not is_hidden(page)
    }


def is_hidden(page: Visit) -> bool:
    """Whether search engines are asked to leave it out."""
    return "noindex" in "".join(page.texts("//meta[@name='robots']/@content"))


def test_the_walk_reaches_the_whole_site(pages: dict[str, Visit]) -> None:
    for language in ("nl", "fr"):
        assert sum(address.startswith(f"/{language}/") for address in pages) >= 60
        codes = [address for address in pages if re.search(rf"^/{language}/.*/\d{{5}}/$", address)]
        assert len(codes) >= 25


def test_every_address_that_a_page_names_answers(seen: dict[str, Visit]) -> None:
    assert {address: page.status for address, page in seen.items() if page.status != 200} == {}


@cache
def names_in_file(path: str) -> set[str]:
    """The identifiers in a static file, such as the signs of the sprite."""
    found = finders.find(path.removeprefix(settings.STATIC_URL))
    assert found, path
    return set(re.findall(r'\bid="([^"]+)"', Path(found).read_text(encoding="utf-8", errors="ignore")))


def test_every_asset_and_every_fragment_exists(seen: dict[str, Visit]) -> None:
    missing = set()
    for address, page in seen.items():
        for link in page.links:
            target, fragment = urldefrag(link)
            if target.startswith(settings.STATIC_URL):
                names = names_in_file(target)
            else:
                names = seen[target].ids if target in seen else {fragment}
            if fragment and fragment not in names:
                missing.add((address, link))
    assert missing == set()


def test_no_visitor_gets_a_cookie(seen: dict[str, Visit]) -> None:
    assert [address for address, page in seen.items() if page.cookies] == []


@pytest.mark.asvs("v5.0.0-14.2.3")
def test_nothing_is_fetched_from_another_host(seen: dict[str, Visit]) -> None:
    fetched = "//script/@src | //link/@href | //img/@src | //iframe/@src | //use/@href | //form/@action"
    foreign = {
        (address, found)
        for address, page in seen.items()
        for found in page.texts(fetched)
        if not internal(found, page.final or address)
    }
    assert foreign == set()


def test_every_page_has_one_heading_and_a_title_and_description_of_its_own(pages: dict[str, Visit]) -> None:
    titles: dict[tuple[str, str], list[str]] = defaultdict(list)
    for address, page in pages.items():
        assert len(page.tree.xpath("//h1")) == 1, address
        (title,) = page.texts("/html/head/title/text()")
        titles[address.split("/")[1], title].append(address)
        (description,) = page.texts("//meta[@name='description']/@content")
        assert 20 <= len(description) <= 170, (address, description)
        assert page.texts("//meta[@property='og:description']/@content") == [description], address
    assert {key: found for key, found in titles.items() if len(found) > 1} == {}


def test_every_page_names_itself_as_its_canonical_address(pages: dict[str, Visit]) -> None:
    for address, page in pages.items():
        assert page.texts("//link[@rel='canonical']/@href") == [f"{BASE}{address}"], address


def test_every_translation_points_back_and_names_a_default(pages: dict[str, Visit]) -> None:
    named = {}
    for address, page in pages.items():
        links = page.tree.xpath("//head/link[@rel='alternate'][@hreflang]")
        named[address] = {link.get("hreflang"): internal(link.get("href"), address) for link in links}
    for address, links in named.items():
        if not links:
            continue
        assert address in links.values(), address
        assert {"nl", "fr", "x-default"} >= set(links), address
        assert "x-default" in links, address
        for other in links.values():
            if other in named:
                assert named[other] == links, (address, other)
    assert sum(bool(links) for links in named.values()) >= 100


def test_every_page_of_the_tree_is_two_clicks_from_its_home_page(seen: dict[str, Visit]) -> None:
    for language in ("nl", "fr"):
        home = f"/{language}/"
        clicks = {home: 0}
        waiting = deque([home])
        while waiting:
            address = waiting.popleft()
            page = seen.get(address)
            for found in page.texts("//body//a/@href") if page else ():
                target = urldefrag(internal(found, page.final or address)).url if page else ""
                if target.startswith(home) and target not in clicks:
                    clicks[target] = clicks[address] + 1
                    waiting.append(target)
        tree = {page.url for page in _live(language)}
        assert {url: clicks.get(url) for url in tree if clicks.get(url, 99) > 2} == {}


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """The tree is asked for in some of these tests."""


def _live(language: str) -> Any:
    return Page.objects.live().public().filter(locale__language_code=language, depth__gt=1)
