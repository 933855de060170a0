"""Limits and addresses over real HTTP: what a visitor writes into headers, and bodies that nobody reads."""

from __future__ import annotations

import http.client
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest

from tests.browser.running import Portal
from tests.serving import free_port, serving

LETTER = urlencode({"gemeente": "Gent", "format": "edit"})
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
FORGED = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP")


@contextmanager
def served(portal: Portal, **settings: str) -> Iterator[int]:
    """The same site served once more, with limits that a test can reach; its port."""
    port = free_port()
    environment = os.environ | {
        "PORTAL_VAR_DIR": str(portal.folder),
        "PORTAL_BASE_URL": f"http://localhost:{port}",
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "POSTS_A_MINUTE": "3",
        **settings,
    }
    # One process, or each would count for itself.
    with serving(environment, portal.folder / f"limits-{port}.log", port=port, workers=1):
        yield port


def send(port: int, path: str, body: bytes | str = b"", **headers: str) -> http.client.HTTPResponse:
    """Send a form; the answer has been read."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", path, body, {"Host": f"localhost:{port}", **FORM, **headers})
    response = connection.getresponse()
    response.text = response.read().decode("utf-8", "replace")  # type: ignore[attr-defined]
    connection.close()
    return response


@pytest.fixture(scope="module")
def direct(portal: Portal) -> Iterator[int]:
    """Without a server in front."""
    with served(portal, TRUSTED_PROXIES="0") as port:
        yield port


@pytest.mark.asvs("v5.0.0-15.3.4")
@pytest.mark.asvs("v5.0.0-4.1.3")
def test_no_header_makes_a_visitor_somebody_else(direct: int) -> None:
    answers = [
        send(direct, "/nl/brief/", LETTER, **{header: f"{'for=' if header == 'Forwarded' else ''}203.0.113.{number}"})
        for number, header in enumerate(FORGED * 3)
    ]

    # Two windows of a minute may have begun meanwhile.
    refused = [answer for answer in answers if answer.status == 429]
    assert len(refused) >= len(answers) - 2 * 3
    assert 0 < int(refused[0].headers["Retry-After"]) <= 60
    assert "Dat was veel tegelijk" in refused[0].text  # type: ignore[attr-defined]


@pytest.mark.asvs("v5.0.0-15.3.4")
def test_behind_a_proxy_only_what_it_wrote_counts(portal: Portal) -> None:
    with served(portal, TRUSTED_PROXIES="1") as port:
        forged = [
            send(port, "/nl/brief/", LETTER, **{"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.7"}).status
            for number in range(12)
        ]
        others = [
            send(port, "/nl/brief/", LETTER, **{"X-Forwarded-For": f"198.51.100.{number}"}).status
            for number in range(20, 26)
        ]

    assert forged.count(429) >= 6
    assert 429 not in others


@pytest.mark.asvs("v5.0.0-5.2.1")
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/nl/brief/", "Dat was meer dan we aankunnen"),
        ("/fr/rejoindre/", "plus que ce que nous pouvons"),
        ("/account/login/", "Dat was meer dan we aankunnen"),
    ],
)
def test_large_body_is_refused_while_it_is_still_to_come(direct: int, path: str, words: str) -> None:
    """The answer comes although the body never does: nobody waits for it."""
    with socket.create_connection(("127.0.0.1", direct), timeout=30) as line:
        line.sendall(
            f"POST {path} HTTP/1.1\r\nHost: localhost:{direct}\r\nContent-Type: multipart/form-data; boundary=x\r\n"
            f"Content-Length: {4 * 1024**3}\r\nConnection: close\r\n\r\n--x".encode()
        )
        answer = b""
        while chunk := line.recv(65536):
            answer += chunk

    head, _gap, text = answer.partition(b"\r\n\r\n")
    assert b" 413 " in head.splitlines()[0] + b" "
    assert words in text.decode("utf-8", "replace")


@pytest.mark.asvs("v5.0.0-4.2.1")
def test_body_without_a_length_is_not_taken_for_a_form(direct: int) -> None:
    head = f"POST /nl/ HTTP/1.1\r\nHost: localhost:{direct}\r\nConnection: close\r\n"
    chunked = "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n3\r\na=b\r\n0\r\n\r\n"
    with socket.create_connection(("127.0.0.1", direct), timeout=30) as line:
        line.sendall(f"{head}{chunked}".encode())
        answer = line.recv(65536)

    assert answer.split()[1] in (b"400", b"405", b"411", b"413", b"429")


@pytest.mark.parametrize("host", ["kwaad.example", "localhost.kwaad.example", "localhost@kwaad.example", ""])
def test_other_hosts_get_nothing(direct: int, host: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", direct, timeout=30)
    connection.request("GET", "/nl/", headers={"Host": host})
    response = connection.getresponse()
    text = response.read()
    connection.close()

    assert response.status == 400
    assert b"kwaad" not in text


@pytest.mark.asvs("v5.0.0-5.3.2")
@pytest.mark.parametrize("start", ["/media/", "/media/images/", "/documents/1/", "/static/"])
@pytest.mark.parametrize("way", ["../", "..%2f", "%2e%2e/", "..%5c", "..\\", "%252e%252e/", "....//"])
def test_no_path_leads_to_the_site_s_secrets(portal: Portal, direct: int, start: str, way: str) -> None:
    assert (portal.folder / "portal.env").exists()
    for steps in (1, 2, 3):
        with socket.create_connection(("127.0.0.1", direct), timeout=30) as line:
            # As it stands: a library would tidy the path.
            path = f"{start}{way * steps}portal.env"
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost:{direct}\r\nConnection: close\r\n\r\n".encode())
            answer = b""
            while chunk := line.recv(65536):
                answer += chunk
        assert answer.split()[1] in (b"301", b"302", b"400", b"404"), path
        assert b"SECRET_KEY" not in answer
