"""Whole pages from memory: who gets them, what is never kept, and what happens while a page is made."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import brotli
import pytest

from portal.page_cache.application import PageCache
from portal.page_cache.watch import StampWatch

PUBLIC = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "public, max-age=60"}
BODY = "<p>Welkom in Gent.</p>" * 100


class Site:
    """A WSGI application that counts how often it is asked, behind the cache; says ``headers`` of each page."""

    def __init__(self, **values: Any) -> None:
        self.asked: list[dict[str, Any]] = []
        self.status, self.headers, self.body = "200 OK", dict(PUBLIC), BODY
        self.stamp = "one"
        self.before: Callable[[], None] = lambda: None
        known: dict[str, Any] = {"limit": 1_000_000, "longest": 300.0, "session_cookie": "session"} | values
        self.cache = PageCache(self.answer, StampWatch(lambda: self.stamp, 0), **known)

    def answer(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked.append(environ)
        self.before()
        start_response(self.status, list(self.headers.items()))
        return [self.body.encode()]

    def get(self, path: str = "/nl/", query: str = "", method: str = "GET", **headers: str) -> tuple[int, Any, bytes]:
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "wsgi.url_scheme": "http"}
        environ |= {"HTTP_HOST": "localhost"} | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        said: list[Any] = []
        body = b"".join(self.cache(environ, lambda status, pairs, *_rest: said.extend([status, dict(pairs)])))
        return int(said[0].split()[0]), said[1], body


def test_page_is_made_once_for_everybody() -> None:
    site = Site()

    answers = [site.get() for _visitor in range(5)]

    assert len(site.asked) == 1
    assert {body for _status, _headers, body in answers} == {BODY.encode()}
    assert [headers["X-Page-Cache"] for _status, headers, _body in answers] == ["miss", *["hit"] * 4]


@pytest.mark.parametrize(
    ("accepts", "packing", "unpack"),
    [
        ("br, gzip", "br", brotli.decompress),
        ("gzip;q=1.0, br;q=0", "gzip", gzip.decompress),
        ("identity", "", bytes),
        ("", "", bytes),
    ],
)
def test_each_browser_gets_the_page_as_it_can_unpack_it(accepts: str, packing: str, unpack: Any) -> None:
    site = Site()
    site.get()

    _status, headers, body = site.get(accept_encoding=accepts)

    assert len(site.asked) == 1
    assert headers.get("Content-Encoding", "") == packing
    assert unpack(body) == BODY.encode()
    assert headers["Vary"] == "Accept-Encoding"
    assert headers["Content-Length"] == str(len(body))


def test_who_has_the_page_gets_no_bytes_whatever_it_was_packed_in() -> None:
    site = Site()
    tags = [site.get(accept_encoding=packing)[1]["ETag"] for packing in ("br", "gzip", "")]
    assert len(set(tags)) == 3

    for tag in (*tags, f'"other", W/{tags[0]}', "*"):
        status, headers, body = site.get(if_none_match=tag, accept_encoding="br")
        assert (status, body) == (304, b"")
        assert "Content-Length" not in headers
    assert site.get(if_none_match='"other"')[0] == 200


def test_head_is_the_page_without_its_body() -> None:
    site = Site()

    status, headers, body = site.get(method="HEAD")

    assert (status, body) == (200, b"")
    assert headers["Content-Length"] == str(len(BODY))
    assert site.get()[2] == BODY.encode()
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "request_",
    [
        {"cookie": "session=abc"},
        {"cookie": "other=1; session=abc"},
        {"method": "POST"},
        {"authorization": "Basic abc"},
        {"range": "bytes=0-1"},
        {"path": "/admin/"},
        {"query": "q=" + "a" * 300},
    ],
    ids=str,
)
def test_these_always_reach_django(request_: dict[str, str]) -> None:
    site = Site(excluded=("/admin/",))

    for _time in range(2):
        site.get(**request_)

    assert len(site.asked) == 2


def test_cookies_of_others_keep_nobody_from_the_kept_page() -> None:
    site = Site()

    site.get(cookie="_ga=1; sessions=2")
    site.get()

    assert len(site.asked) == 1


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("404 Not Found", {}),
        ("302 Found", {"Location": "/fr/"}),
        ("200 OK", {"Cache-Control": "private, no-cache"}),
        ("200 OK", {"Cache-Control": "public, no-store"}),
        ("200 OK", {"Set-Cookie": "csrftoken=1"}),
        ("200 OK", {"Vary": "Accept-Language"}),
        ("200 OK", {"Vary": "Accept-Encoding, Cookie"}),
        ("200 OK", {"X-Last-Good": "2026-11-24T10:00:00Z"}),
    ],
    ids=str,
)
def test_these_are_never_kept(status: str, headers: dict[str, str]) -> None:
    site = Site()
    site.status = status
    site.headers |= headers

    for _time in range(3):
        assert site.get()[0] == int(status[:3])

    assert len(site.asked) == 3


def test_publication_is_seen_at_the_next_visit() -> None:
    site = Site()
    site.get()
    site.body, site.stamp = "Nieuw", "two"

    assert site.get()[2] == b"Nieuw"
    assert len(site.asked) == 2


def test_page_whose_time_is_up_is_made_anew_though_nothing_changed() -> None:
    site = Site(longest=0.0)

    site.get()
    site.body = "Later"

    assert site.get()[2] == b"Later"


def test_a_fault_gives_the_old_page() -> None:
    site = Site()
    site.get()
    site.status, site.stamp = "500 Internal Server Error", "two"

    status, headers, body = site.get()

    assert (status, body, headers["X-Page-Cache"]) == (200, BODY.encode(), "stale-if-error")


def test_a_fault_without_an_old_page_goes_out_and_is_tried_again() -> None:
    site = Site()
    site.status = "503 Service Unavailable"
    assert site.get()[0] == 503
    site.status = "200 OK"

    assert site.get()[0] == 200
    site.get()

    assert len(site.asked) == 2


def test_what_others_add_to_an_address_changes_nothing() -> None:
    site = Site()

    site.get(query="utm_source=vrt&fbclid=xyz")
    site.get()
    site.get(query="q=gent&utm_medium=mail")
    site.get(query="q=gent")

    assert [environ["QUERY_STRING"] for environ in site.asked] == ["", "q=gent"]


def test_secure_and_plain_addresses_and_hosts_are_kept_apart() -> None:
    site = Site(secure_header=("HTTP_X_FORWARDED_PROTO", "https"))

    for headers in ({}, {"x_forwarded_proto": "https"}, {"x_forwarded_proto": "nonsense"}, {"host": "other"}):
        site.get(**headers)

    assert len(site.asked) == 3, "only https itself is secure"


def test_a_flood_of_searches_pushes_no_page_out() -> None:
    site = Site(limit=200_000)
    site.get("/nl/")

    for number in range(500):
        site.get("/nl/gemeenten/", query=f"q={number}")
    site.get("/nl/")

    assert [environ["PATH_INFO"] for environ in site.asked].count("/nl/") == 1
    assert site.cache.searches.bytes <= 50_000


def test_many_at_once_wait_for_the_one_who_makes_the_page() -> None:
    site = Site()
    begun, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        begun.set()
        assert go_on.wait(30)

    site.before = slowly
    bodies: list[bytes] = []
    visitors = [threading.Thread(target=lambda: bodies.append(site.get()[2])) for _visitor in range(8)]
    visitors[0].start()
    assert begun.wait(30)
    for visitor in visitors[1:]:
        visitor.start()
    go_on.set()
    for visitor in visitors:
        visitor.join(30)

    assert bodies == [BODY.encode()] * 8
    assert len(site.asked) == 1


def test_others_get_the_old_page_while_one_makes_it_anew_because_its_time_is_up() -> None:
    site = Site(longest=0.0)
    site.get()
    begun, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        begun.set()
        assert go_on.wait(30)

    site.before = slowly
    first = threading.Thread(target=site.get)
    first.start()
    assert begun.wait(30)

    assert site.get()[1]["X-Page-Cache"] == "stale"
    go_on.set()
    first.join(30)
    assert len(site.asked) == 2


def test_stamp_is_asked_for_at_most_so_often_and_at_once_after_a_change_of_our_own() -> None:
    asked: list[int] = []

    def ask() -> str:
        asked.append(1)
        return str(len(asked))

    watch = StampWatch(ask, 1_000.0)

    assert [watch.current() for _time in range(5)] == ["1"] * 5
    watch.look_again()
    assert watch.current() == "2"


def test_database_that_hangs_or_fails_holds_up_nobody() -> None:
    release = threading.Event()
    answers: list[str | Exception] = ["one"]

    def ask() -> str:
        if not answers:
            assert release.wait(30)
            return "three"
        answer = answers.pop()
        if isinstance(answer, Exception):
            raise answer
        return answer

    watch = StampWatch(ask, 1_000.0)
    assert watch.current() == "one"
    answers.append(ConnectionError("gone"))
    watch.look_again()
    assert watch.current() == "one"

    watch.look_again()
    began = time.monotonic()
    assert watch.current() == "one"
    assert time.monotonic() - began < 10
    release.set()
    watch.look_again()
    while watch.current() != "three":
        watch.look_again()
