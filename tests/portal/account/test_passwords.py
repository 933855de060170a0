"""Which passwords are refused, with a real server for the list of breached ones."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tests.serving import answering

BREACHED = "correct horse battery staple"


class Service(BaseHTTPRequestHandler):
    """Answers like such a service: the rest of each known hash that begins with the five characters asked for."""

    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        digest = hashlib.sha1(BREACHED.encode(), usedforsecurity=False).hexdigest().upper()
        rest = digest[5:] if self.path.endswith(digest[:5]) else "0" * 35
        body = f"{'A' * 35}:0\r\n{rest}:42\r\n".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def service(settings: Any) -> Iterator[type[Service]]:
    Service.asked = []
    with answering(Service) as address:
        settings.PORTAL_BREACHED_PASSWORDS_URL = f"{address}/range"
        yield Service


@pytest.mark.parametrize(
    "password",
    [
        *(
            "kort",
            "elf tekens!",
            "123456789012",
            "password1234",
            "Welkom123456!!",
            "passwordpassword",
            "p-a-s-s-w-o-r-d1",
        ),
        *("SolidaireGemeenten2026", "qwertyuiop123", "123abcabcabcabc"),
    ],
)
@pytest.mark.asvs("v5.0.0-6.2.1", "v5.0.0-6.2.4", "v5.0.0-6.2.11")
def test_much_used_passwords_are_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password", ["vier losse woorden zonder band", "Kade-tuin-vlieger-9-soep", "ñandú über žluťoučký"]
)
@pytest.mark.asvs("v5.0.0-6.2.5")
def test_long_passwords_of_unconnected_words_are_fine(password: str) -> None:
    validate_password(password)


def test_nothing_is_asked_by_default(service: type[Service], settings: Any) -> None:
    settings.PORTAL_BREACHED_PASSWORDS_URL = ""

    validate_password(BREACHED)

    assert service.asked == []


@pytest.mark.asvs("v5.0.0-6.2.12")
def test_breached_password_is_refused_and_never_sent(service: type[Service]) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_password(BREACHED)

    assert refusal.value.error_list[0].code == "password_breached"
    assert [len(path.rsplit("/", 1)[1]) for path in service.asked] == [5]
    validate_password("vier losse woorden zonder band")


@pytest.mark.asvs("v5.0.0-16.5.2")
def test_service_that_does_not_answer_keeps_nobody_waiting(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        settings.PORTAL_BREACHED_PASSWORDS_URL = f"http://127.0.0.1:{silent.getsockname()[1]}"
        validate_password(BREACHED)

    assert "does not answer" in caplog.text
    assert BREACHED not in caplog.text
