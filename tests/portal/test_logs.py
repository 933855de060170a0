"""The log names nobody, and nothing that a visitor sends can pretend to be one of its entries."""

from __future__ import annotations

import io
import logging
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.test import Client
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.module_loading import import_string

from portal import run_locally
from portal.logs import OneLine, network_of, without_names
from tests.gemeenten.joining import send_application, send_tip, token
from tests.portal.account.people import browser, code_of, enter, person, recovery_codes_of, wait_for_mails, with_app
from tests.portal.logged import logging_to

HERE = {"REMOTE_ADDR": "192.0.2.77", "HTTP_X_FORWARDED_FOR": "2001:db8:1:2:3:4:5:6"}


def handler_of_the_site() -> tuple[logging.StreamHandler[io.StringIO], io.StringIO]:
    """The handler that the settings describe, writing where a test can read it."""
    known = dict(django_settings.LOGGING["formatters"]["line"])
    formatter = import_string(known.pop("()"))(**known)
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter)
    return handler, written


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the site writes at the level of a live one, and below."""
    handler, written = handler_of_the_site()
    with logging_to(handler):
        yield written


# --- Over a session -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.asvs("v5.0.0-16.2.5", "v5.0.0-14.2.4", "v5.0.0-14.2.1")
def test_no_address_name_mail_or_token_is_logged_over_a_session(log: io.StringIO, settings: Any) -> None:
    settings.PORTAL_SECOND_FACTOR = True
    settings.ALLOWED_HOSTS = ["localhost"]
    visitor = browser(raise_request_exception=False, **HERE)
    user = person("jonnaonvindbaar", first_name="Jonna", last_name="Onvindbaar", email="jonna@onvindbaar.example")
    secret = with_app(user)

    # A visitor: pages, finder, letter, both forms, and what goes wrong with them.
    visitor.get("/nl/gemeenten/?q=Onvindbaar")
    visitor.get("/finder/nl.json?q=Onvindbaar")
    visitor.get("/nl/bestaat-niet/?naam=Onvindbaar&mail=jonna@onvindbaar.example")
    letter = {"sender_name": "Jonna Onvindbaar", "street": "Onvindbaarstraat 1", "place": "2000 Antwerpen"}
    visitor.post("/nl/brief/", {"gemeente": "Antwerpen", "language": "nl", "format": "pdf", **letter})
    visitor.post("/nl/brief/", {"gemeente": "Onvindbaar", "language": "nl", "format": "pdf", **letter})
    mail_address = "onvindbaar@antwerpen.be"
    sent = token("join")
    assert send_application(visitor, contact_email=mail_address, message="Groeten van Onvindbaar", token=sent)
    send_application(visitor, contact_email="jonna.onvindbaar@gmail.com", token="vervalst.onvindbaar")
    send_tip(visitor, decision_url="https://onvindbaar.example/besluit")
    visitor.get("/nl/", HTTP_HOST="elders.example")
    visitor.post("/admin/", {"csrfmiddlewaretoken": "onvindbaar"})
    Client(HTTP_HOST="localhost", enforce_csrf_checks=True, **HERE).post("/account/login/", {"login": "onvindbaar"})
    # Somebody who logs in, after some tries, and asks for a new password.
    enter(visitor, "jonnaonvindbaar", "geheimonvindbaar1", **HERE)
    enter(visitor, "geheimonvindbaar1", "jonnaonvindbaar", **HERE)
    enter(visitor, "jonnaonvindbaar", **HERE)
    visitor.post("/account/2fa/authenticate/", {"code": "123123"})
    visitor.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    assert visitor.get("/admin/").status_code == 200
    visitor.post("/account/logout/")
    visitor.post("/admin/password_reset/", {"email": "jonna@onvindbaar.example"})
    key, secret_link = urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)
    visitor.get(f"/admin/password_reset/confirm/{key}/{secret_link}/")
    visitor.get(f"/admin/password_reset/confirm/{key}/{secret_link}x/weg/")

    wait_for_mails()
    text = log.getvalue()
    assert mail.outbox
    assert "bestaat-niet" in text, "the log was read"
    assert "log-in failed" in text
    codes = [*recovery_codes_of(user), code_of(secret), "123123", secret, secret_link, sent]
    found = [
        word
        for word in ["onvindbaar", "192.0.2.77", "2001:db8:1:2", "geheim", "vervalst", *codes]
        if word.lower() in text.lower()
    ]
    assert found == []


@pytest.mark.asvs("v5.0.0-16.2.3")
def test_the_application_server_writes_no_line_about_a_request(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arguments = run_locally.server_arguments(port)
    # The same server with the same arguments, and a page of three lines behind it.
    (tmp_path / "tiny.py").write_text(
        "def application(environ, start_response):\n"
        "    start_response('200 OK', [('Content-Type', 'text/plain')])\n"
        "    return [b'here']\n"
    )
    folder = arguments.index("--working-dir")
    arguments[folder + 1] = str(tmp_path)
    program = [str(Path(sys.executable).with_name("granian")), *arguments[:-1], "tiny:application"]
    with subprocess.Popen(program, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as server:
        try:
            asked = ask(port, "/nl/gemeenten/?q=onvindbaar")
        finally:
            server.terminate()
            output = server.communicate(timeout=30)[0].decode()

    assert b"200 OK" in asked
    assert b"here" in asked
    assert "127.0.0.1" not in output.replace(f"127.0.0.1:{port}", "")
    assert "onvindbaar" not in output
    assert "/nl/" not in output


def ask(port: int, path: str) -> bytes:
    """The answer of the server on this machine, once it listens."""
    for _attempt in range(600):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
                line.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
                return b"".join(iter(lambda: line.recv(65536), b""))
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise AssertionError("the server does not listen")


# --- What happened to an account ------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.asvs("v5.0.0-16.3.1", "v5.0.0-16.2.1", "v5.0.0-16.3.3")
def test_log_ins_are_logged_by_number_and_network(log: io.StringIO, settings: Any) -> None:
    settings.PORTAL_SECOND_FACTOR = True
    settings.PORTAL_LOGIN_FAILURES = settings.AXES_FAILURE_LIMIT = 3
    user = person()
    secret = with_app(user)
    log.truncate(0)
    visitor = browser(REMOTE_ADDR="192.0.2.77")

    enter(visitor, password="verkeerd")
    enter(visitor)
    visitor.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    visitor.post("/account/logout/")
    for _try in range(3):
        enter(visitor, password="verkeerd")
    enter(visitor, "niemand")
    user.set_password("een ander lang wachtwoord")
    user.save()

    lines = [
        line.split(" portal.security ")[1].split("] ")[1]
        for line in log.getvalue().splitlines()
        if " portal.security " in line
    ]
    who = f"account={user.pk} network=192.0.2.0"
    assert lines[:3] == [f"log-in failed {who}", f"logged in {who}", f"logged out {who}"]
    assert f"log-in locked {who}" in lines
    assert "log-in failed account=unknown network=192.0.2.0" in lines
    assert f"password changed account={user.pk} network=none" in lines


# --- The form of a line ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("from 192.0.2.77 now", "from 192.0.2.0 now"),
        ("from [2001:db8:1:2:3:4:5:6]:443", "from [2001:db8:1::]:443"),
        ("from ::ffff:192.0.2.77 now", "from 192.0.2.0 now"),
        ("to jan.peeters+x@voorbeeld.be.", "to …@…."),
        ("/nl/?mail=jan%40voorbeeld.be&q=1 gone", "/nl/?… gone"),
        ("/admin/password_reset/confirm/MQ/abc-123/", "/admin/password_reset/confirm/…"),
        ("at 12:30:45 in version 7.4.4", "at 12:30:45 in version 7.4.4"),
        ("portal.account.events:12 std::string", "portal.account.events:12 std::string"),
    ],
)
def test_names_are_taken_out_and_the_rest_stays(text: str, written: str) -> None:
    assert without_names(text) == written


def test_network_of_what_is_no_address_is_nothing() -> None:
    assert network_of("testserver") == ""
    assert network_of("2001:db8:aaaa:bbbb::1") == "2001:db8:aaaa::"


@pytest.mark.asvs("v5.0.0-16.4.1")
@pytest.mark.parametrize("end", ["\n", "\r\n", "\x0b", "\u2028", "\x1b[2K\r"])
def test_no_text_begins_an_entry_of_its_own(end: str) -> None:
    handler, written = handler_of_the_site()
    forged = f"2026-01-01T00:00:00.000+00:00 INFO portal.security logged in account=1{end}"
    try:
        raise ValueError(f"broken{end}{forged}")
    except ValueError:
        record = logging.LogRecord("name", logging.INFO, "", 1, "typed: %s", (f"x{end}{forged}",), sys.exc_info())

    handler.emit(record)

    first, *more = written.getvalue().splitlines()
    assert " INFO name [-] typed: x" in first
    assert all(line.startswith("    ") for line in more)


@pytest.mark.asvs("v5.0.0-16.2.2", "v5.0.0-16.2.1", "v5.0.0-16.2.4")
def test_every_entry_has_moment_offset_level_and_source() -> None:
    handler, written = handler_of_the_site()

    handler.emit(logging.LogRecord("portal.x", logging.WARNING, "", 1, "words", (), None))

    pattern = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d WARNING portal\.x \[-\] words\n"
    assert re.fullmatch(pattern, written.getvalue())
    assert isinstance(handler.formatter, OneLine)
