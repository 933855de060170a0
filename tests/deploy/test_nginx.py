"""nginx with the files of deploy/nginx: what it keeps, what it never keeps, what visitors get when nobody answers."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import pytest

from portal.maintenance import RETRY_AFTER_SECONDS
from portal.security_headers import FILE_POLICY, written
from portal.visits import count_visits
from tests.deploy.backend import PUBLIC, Answer, Backend, running_backend
from tests.deploy.servers import BASE, NGINX, Nginx, configure, running_nginx
from tests.serving import free_port

NOWHERE = "127.0.0.1:9"
#: A little more than what nginx keeps a page for: one second, counted in whole ones.
OLD = 2.1


@dataclass(frozen=True)
class World:
    """nginx, and the process behind it."""

    nginx: Nginx
    backend: Backend
    var: Path

    def get(self, path: str, body: bytes | None = None, **headers: str) -> tuple[int, Message, bytes]:
        """One answer, whatever it is."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.nginx.url + path, data=body, headers=sent)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, response.headers, response.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()


def led(nginx: Nginx, path: str) -> tuple[int, str]:
    """Status of one answer, and where it leads."""
    connection = http.client.HTTPConnection("127.0.0.1", nginx.port, timeout=30)
    connection.request("GET", path)
    with contextlib.closing(connection):
        response = connection.getresponse()
        return response.status, response.headers["Location"] or ""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder, var = tmp_path_factory.mktemp("nginx"), tmp_path_factory.mktemp("var")
    with running_backend() as backend:
        nginx = configure(folder, [f"127.0.0.1:{backend.port}", f"127.0.0.1:{backend.port}"], var=var)
        with running_nginx(nginx):
            yield World(nginx, backend, var)


# --- The configuration ----------------------------------------------------------------------------------------------


def test_nginx_accepts_the_configuration_behind_another_server(tmp_path: Path) -> None:
    result = configure(tmp_path, [NOWHERE, NOWHERE], var=tmp_path).test()

    assert result.returncode == 0, result.stderr
    assert "warn" not in result.stderr


def test_nginx_accepts_the_configuration_that_ends_tls(tmp_path: Path) -> None:
    result = configure(tmp_path, [NOWHERE, NOWHERE], var=tmp_path, tls=True).test()

    assert result.returncode == 0, result.stderr


# --- What is kept ---------------------------------------------------------------------------------------------------


def test_public_page_is_asked_for_once_a_second(world: World) -> None:
    world.backend.answers["/nl/public/"] = Answer(b"public")

    answers = [world.get("/nl/public/") for _ in range(5)]

    assert [body for _status, _headers, body in answers] == [b"public"] * 5
    assert world.backend.times("/nl/public/") <= 2
    assert "HIT" in [headers["X-Proxy-Cache"] for _status, headers, _body in answers]
    # Browsers and other proxies are told what the portal says, not what nginx does.
    assert answers[-1][1]["Cache-Control"] == PUBLIC["Cache-Control"]


def test_first_visitor_after_a_quiet_time_gets_the_new_page(world: World) -> None:
    world.backend.answers["/nl/quiet/"] = Answer(b"old")
    assert world.get("/nl/quiet/")[2] == b"old"
    world.backend.answers["/nl/quiet/"] = Answer(b"new")
    time.sleep(OLD)

    assert world.get("/nl/quiet/")[2] == b"new"


def test_one_of_many_makes_an_old_page_anew_and_the_others_do_not_wait_for_it(world: World) -> None:
    world.backend.answers["/nl/rush/"] = Answer(b"old")
    world.get("/nl/rush/")
    world.backend.answers["/nl/rush/"] = Answer(b"new", seconds=1.0)
    time.sleep(OLD)

    with ThreadPoolExecutor(8) as visitors:
        seen = list(visitors.map(lambda _number: world.get("/nl/rush/")[2], range(8)))

    assert seen.count(b"new") == 1
    assert seen.count(b"old") == 7
    assert world.backend.times("/nl/rush/") == 2


def test_many_who_ask_for_what_is_not_kept_do_not_wait_for_each_other(world: World) -> None:
    world.backend.answers["/"] = Answer(b"yours", 302, {"Location": "/nl/", "Vary": "Accept-Language"}, seconds=0.1)

    begun = time.monotonic()
    with ThreadPoolExecutor(8) as visitors:
        assert list(visitors.map(lambda _number: led(world.nginx, "/")[0], range(8))) == [302] * 8

    # In line, half a second each, it would be four.
    assert time.monotonic() - begun < 2
    assert world.backend.times("/") == 8


@pytest.mark.parametrize(
    ("name", "headers"),
    [
        ("private", {"Cache-Control": "private, no-cache"}),
        ("no-store", {"Cache-Control": "no-store"}),
        ("both", {"Cache-Control": "public, private"}),
        ("silent", {}),
        ("cookie", {**PUBLIC, "Set-Cookie": "a=b"}),
        ("varying", {**PUBLIC, "Vary": "Accept-Encoding, Cookie"}),
        ("language", {**PUBLIC, "Vary": "Accept-Language"}),
    ],
)
def test_answer_that_is_not_for_everybody_is_never_kept(world: World, name: str, headers: dict[str, str]) -> None:
    path = f"/nl/{name}/"
    world.backend.answers[path] = Answer(b"one", headers=headers)
    assert world.get(path)[2] == b"one"
    world.backend.answers[path] = Answer(b"two", headers=headers)

    assert world.get(path)[2] == b"two"


@pytest.mark.parametrize("cookie", ["sessionid=abc", "__Host-sessionid=abc", "other=1; __Host-sessionid=abc"])
def test_who_is_logged_in_gets_nothing_from_the_cache_and_leaves_nothing(world: World, cookie: str) -> None:
    path = f"/nl/staff-{len(cookie)}/"
    world.backend.answers[path] = Answer(b"of staff")
    assert world.get(path, Cookie=cookie)[2] == b"of staff"
    world.backend.answers[path] = Answer(b"of visitors")
    assert world.get(path)[2] == b"of visitors"
    world.backend.answers[path] = Answer(b"of staff again")

    assert world.get(path, Cookie=cookie)[2] == b"of staff again"


def test_admin_is_never_kept_even_when_it_called_itself_public(world: World) -> None:
    for path in ("/admin/pages/", "/documents/1/a.pdf", "/account/login/", "/django-admin/"):
        world.backend.answers[path] = Answer(b"one")
        world.get(path)
        world.backend.answers[path] = Answer(b"two")

        _status, headers, body = world.get(path)

        assert body == b"two"
        assert "X-Proxy-Cache" not in headers


def test_packed_pages_pass_through_in_three_versions(world: World) -> None:
    world.backend.answers["/nl/packed/"] = Answer(b"br-bytes", headers={**PUBLIC, "Content-Encoding": "br"})
    for accepts in ("gzip, deflate, br", "br;q=1.0, gzip;q=0.8", "gzip, deflate, br, zstd"):
        _status, headers, body = world.get("/nl/packed/", Accept_Encoding=accepts)
        assert (body, headers["Content-Encoding"]) == (b"br-bytes", "br")
    for accepts in ("gzip", "gzip, deflate", "identity"):
        world.get("/nl/packed/", Accept_Encoding=accepts)

    asked = [headers["Accept-Encoding"] for _method, path, headers in world.backend.asked if path == "/nl/packed/"]

    assert sorted(set(asked), key=str) == sorted({"br", "gzip", None}, key=str)


# --- What is broken -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_kept_page_takes_the_place_of_an_error(world: World, status: int) -> None:
    path = f"/nl/broken-{status}/"
    world.backend.answers[path] = Answer(b"good")
    world.get(path)
    world.backend.answers[path] = Answer(b"bad", status, {"Cache-Control": "no-store"})
    time.sleep(OLD)

    assert world.get(path)[::2] == (200, b"good")


def test_pages_outlive_the_processes_but_what_was_taken_down_does_not_return(tmp_path: Path) -> None:
    port = free_port()
    nginx = configure(tmp_path, [f"127.0.0.1:{port}", f"127.0.0.1:{port}"], var=tmp_path)
    with running_nginx(nginx):
        with running_backend(port) as backend:
            world = World(nginx, backend, tmp_path)
            for path in ("/nl/stays/", "/nl/goes/"):
                backend.answers[path] = Answer(b"page")
                assert world.get(path)[0] == 200
            backend.answers["/nl/goes/"] = Answer(b"gone", 404, {"Cache-Control": "no-cache"})
            time.sleep(OLD)
            assert world.get("/nl/goes/")[0] == 404

        assert world.get("/nl/stays/")[::2] == (200, b"page")
        assert world.get("/nl/goes/")[0] == 404
        for body in (None, b"a=b"):
            status, headers, said = world.get("/nl/never-seen/", body)
            assert status == 503
            assert 0 < int(headers["Retry-After"]) <= RETRY_AFTER_SECONDS
            assert headers["Cache-Control"] == "no-store"
            assert said == (BASE / "deploy" / "maintenance.html").read_bytes()


@pytest.mark.parametrize("place", ["/account/login/?next=/nl/closed/", "/fr/_util/authenticate_with_password/3/7/"])
def test_page_that_was_closed_to_some_does_not_return_when_the_processes_are_away(tmp_path: Path, place: str) -> None:
    with running_backend() as backend:
        nginx = configure(tmp_path, [f"127.0.0.1:{backend.port}"] * 2, var=tmp_path)
        closed = Answer(b"", 302, {"Location": place, "Cache-Control": "private, no-cache", "Vary": "Cookie"})
        with running_nginx(nginx):
            world = World(nginx, backend, tmp_path)
            backend.answers["/nl/closed/"] = Answer(b"for everybody")
            assert world.get("/nl/closed/")[2] == b"for everybody"
            backend.answers["/nl/closed/"] = closed
            time.sleep(OLD)
            assert led(nginx, "/nl/closed/") == (302, place)
            backend.answers["/nl/closed/"] = Answer(b"broken", 500)
            time.sleep(OLD)

            assert led(nginx, "/nl/closed/") == (302, place)


def test_errors_of_the_portal_come_through_as_they_are(world: World) -> None:
    headers = {"Cache-Control": "no-store", "Retry-After": "77"}
    world.backend.answers["/fr/jamais-vu/"] = Answer(b"Nous reviendrons", 503, headers)

    status, headers_seen, body = world.get("/fr/jamais-vu/")

    assert (status, headers_seen["Retry-After"], body) == (503, "77", b"Nous reviendrons")


def test_form_is_not_sent_twice_and_a_page_is_asked_for_at_the_next_process(tmp_path: Path) -> None:
    with running_backend() as backend:
        nginx = configure(tmp_path, [f"127.0.0.1:{free_port()}", f"127.0.0.1:{backend.port}"], var=tmp_path)
        with running_nginx(nginx):
            world = World(nginx, backend, tmp_path)
            backend.answers["/nl/brief/"] = Answer(b"letter", headers={"Cache-Control": "no-store"})

            for _ in range(4):
                assert world.get("/nl/brief/")[0] == 200
                # Where nobody listens nothing was sent yet, so the form goes to the next.
                assert world.get("/nl/brief/", b"a=b")[0] == 200

            assert backend.times("/nl/brief/") == 8


# --- Who asks, and how much -----------------------------------------------------------------------------------------


def test_portal_learns_the_visitors_own_address_and_nothing_that_the_visitor_made_up(world: World) -> None:
    world.backend.answers["/nl/who/"] = Answer(b"you", headers={"Cache-Control": "no-store"})
    world.get(
        "/nl/who/",
        X_Forwarded_For="1.2.3.4, 5.6.7.8",
        X_Forwarded_Proto="https",
        X_Forwarded_Host="kwaad.example",
        Forwarded="for=1.2.3.4",
    )

    headers = world.backend.asked[-1][2]

    assert headers["X-Forwarded-For"] == "127.0.0.1"
    # nginx was reached over http in this test, see `configure`.
    assert headers["X-Forwarded-Proto"] == "http"
    assert headers["X-Forwarded-Host"] is None
    assert headers["Forwarded"] is None
    assert re.fullmatch("[0-9a-f]{32}", headers["X-Request-ID"])


def test_what_is_far_too_large_does_not_reach_the_portal(world: World) -> None:
    before = len(world.backend.asked)
    request = urllib.request.Request(
        f"{world.nginx.url}/nl/brief/", data=b"", headers={"Content-Length": str(33 * 1024 * 1024)}, method="POST"
    )

    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=30)

    with refused.value as error:
        assert error.code == 413
    assert len(world.backend.asked) == before


# --- Files ----------------------------------------------------------------------------------------------------------


def test_static_files_come_packed_with_their_own_type_and_for_ever(world: World) -> None:
    folder = world.var / "static" / "portal"
    folder.mkdir(parents=True, exist_ok=True)
    for ending, kind in (("css", "text/css"), ("js", "text/javascript"), ("svg", "image/svg+xml")):
        name = f"portal.0123456789ab.{ending}"
        (folder / name).write_bytes(b"plain")
        (folder / f"{name}.gz").write_bytes(gzip.compress(b"plain"))
        (folder / f"{name}.br").write_bytes(b"br-bytes")
        for accepts, packing, body in (
            ("gzip, br", "br", b"br-bytes"),
            ("gzip", "gzip", gzip.compress(b"plain")),
            ("identity", None, b"plain"),
        ):
            status, headers, seen = world.get(f"/static/portal/{name}", Accept_Encoding=accepts)
            assert status == 200
            assert headers.get_content_type() == kind
            assert headers["Content-Encoding"] == packing
            assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert headers["Vary"] == "Accept-Encoding"
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert len(seen) == len(body)
    (folder / "font.0123456789ab.woff2").write_bytes(b"font")
    assert world.get("/static/portal/font.0123456789ab.woff2")[1].get_content_type() == "font/woff2"
    assert world.get("/static/portal/missing.css")[0] == 404
    assert world.backend.times("/static/portal/missing.css") == 0


def test_media_folder_hands_out_pictures_and_nothing_else(world: World) -> None:
    for name in ("images/a.webp", "images/a.html", "images/a.svg", "documents/a.png", "a.png"):
        path = world.var / "media" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"bytes")

    status, headers, _body = world.get("/media/images/a.webp")

    assert (status, headers.get_content_type()) == (200, "image/webp")
    for name in ("images/a.html", "images/a.svg", "documents/a.png", "a.png", "images/../a.png", ""):
        assert world.get(f"/media/{name}")[0] == 404, name
    # As the portal says itself where it hands out media.
    assert headers["Content-Security-Policy"] == written(FILE_POLICY)


# --- The log --------------------------------------------------------------------------------------------------------


def test_log_names_nobody(world: World) -> None:
    world.backend.answers["/nl/zoeken/"] = Answer(b"found")
    world.get("/nl/zoeken/?q=Jan+Peeters", User_Agent="Mozilla/5.0", Referer="https://example.org/secret")
    world.get("/nl/zoeken/?q=robot", User_Agent="Googlebot")

    deadline = time.monotonic() + 10
    while "/nl/zoeken/" not in (text := world.nginx.visits.read_text()):
        assert time.monotonic() < deadline

    lines = [line for line in text.splitlines() if "/nl/zoeken/" in line]
    assert len(lines) == 1
    assert re.fullmatch(r"\d{4}-\d\d-\d\d GET 200 /nl/zoeken/", lines[0])
    # And the command that adds it up can read it.
    assert count_visits(lines, ["nl", "fr"]).unreadable == 0
    errors = world.nginx.folder / "log" / "error.log"
    assert "127.0.0.1" not in text + (errors.read_text() if errors.exists() else "")


def test_log_is_that_of_the_documentation(world: World) -> None:
    documented = (BASE / "docs" / "statistics.md").read_text()
    for line in (NGINX / "http.conf").read_text().splitlines():
        if line.startswith(("map $time_iso8601", "map $http_user_agent", "log_format")):
            assert line in documented
