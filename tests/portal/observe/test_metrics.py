"""Numbers for Prometheus: all processes together, on a port of their own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client

from portal.observe import metrics
from portal.observe.metrics_server import prepare
from tests.gemeenten.joining import send_application
from tests.gemeenten.test_letter_count import LETTER
from tests.portal.page_cache.test_application import Site
from tests.serving import free_port

ROOT = Path(__file__).resolve().parents[3]
#: A process of the site that answers ``/robots.txt`` as often as a line comes in, and is the real application.
PROCESS = """
import sys
from portal.wsgi import application
environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/robots.txt", "QUERY_STRING": "", "SERVER_NAME": "localhost",
    "SERVER_PORT": "80", "HTTP_HOST": "localhost", "wsgi.url_scheme": "http", "wsgi.input": sys.stdin.buffer}
for line in sys.stdin:
    said = []
    b"".join(application(dict(environ), lambda status, headers, *rest: said.append(status)))
    print(said[0], flush=True)
"""


def value(name: str, text: str, **labels: str) -> float:
    """The sum of the samples of that name and those labels."""
    found = 0.0
    for line in text.splitlines():
        match = re.fullmatch(rf"{name}(?:{{(.*)}})? (\S+)", line)
        if match and all(f'{label}="{wanted}"' in (match[1] or "") for label, wanted in labels.items()):
            found += float(match[2])
    return found


# --- What is counted ------------------------------------------------------------------------------------------------


@pytest.fixture
def counted() -> Callable[..., float]:
    """How far a number has grown since the test began."""
    from prometheus_client import REGISTRY, generate_latest

    before = generate_latest(REGISTRY).decode()

    def grown(name: str, **labels: str) -> float:
        return value(name, generate_latest(REGISTRY).decode(), **labels) - value(name, before, **labels)

    return grown


def test_requests_are_counted_by_view_and_status(site: Client, counted: Callable[..., float]) -> None:
    site.get("/nl/")
    site.get("/nl/")
    site.get("/nl/geen-pagina/")

    assert counted("portal_requests_total", view="home.homepage", status="200") == 2
    assert counted("portal_requests_total", view="portal.page_view.serve", status="404") == 1
    assert counted("portal_request_seconds_count", view="home.homepage") == 2
    assert counted("portal_request_seconds_sum", view="home.homepage") > 0


def test_made_up_addresses_make_no_series_of_their_own(site: Client, counted: Callable[..., float]) -> None:
    before = len(next(iter(metrics.REQUESTS.collect())).samples)
    for number in range(20):
        site.get(f"/nl/geen-pagina-{number}/")
        site.get(f"/kwaad-{number}.php")

    assert len(next(iter(metrics.REQUESTS.collect())).samples) <= before + 4


def test_page_cache_counts_what_it_did(counted: Callable[..., float]) -> None:
    site = Site()
    site.get()
    site.get()
    site.get()
    site.get(method="POST")

    assert counted("portal_page_cache_total", result="miss") == 1
    assert counted("portal_page_cache_total", result="hit") == 2
    assert counted("portal_page_cache_total", result="passed") == 1


def test_letters_are_counted_by_their_form(site: Client, counted: Callable[..., float]) -> None:
    response = site.post("/nl/brief/", {**LETTER, "format": "txt"})

    assert response.status_code == 200, response.content[:300]
    assert counted("portal_letters_total", form="txt") == 1


def test_mails_are_counted_as_they_go_out(counted: Callable[..., float], settings: Any) -> None:
    settings.EMAIL_BACKEND = "portal.observe.mail.CountedMail"
    settings.PORTAL_MAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    EmailMessage("s", "b", to=["a@example.org"]).send()

    assert len(mail.outbox) == 1
    assert counted("portal_mails_total", result="sent") == 1
    assert counted("portal_mails_total", result="failed") == 0


@pytest.mark.django_db
def test_mails_that_no_server_takes_are_counted_as_failed(
    counted: Callable[..., float], settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_BACKEND = "portal.observe.mail.CountedMail"
    settings.PORTAL_MAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    with django_capture_on_commit_callbacks(execute=True):
        response = send_application(Client(HTTP_HOST="localhost"))

    assert response.status_code == 303
    assert counted("portal_mails_total", result="failed") >= 1
    assert counted("portal_mails_total", result="sent") == 0
    assert counted("portal_tasks_total", task="gemeenten.application_mail.send_noted_mail") >= 1


@pytest.mark.parametrize("path", ["/metrics", "/metrics/", "/nl/metrics/", "/admin/metrics/"])
def test_no_public_address_leads_to_the_numbers(site: Client, path: str) -> None:
    response = site.get(path, follow=True)

    assert b"portal_requests_total" not in response.content
    assert b"python_info" not in response.content


# --- Processes ------------------------------------------------------------------------------------------------------


class Process:
    """One process of a site, with a database of its own that nobody asks."""

    def __init__(self, folder: Path, port: int) -> None:
        kept = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROCESS],
            cwd=ROOT,
            env={
                **kept,
                "SECRET_KEY": "k9-" * 20,
                "ALLOWED_HOSTS": "localhost",
                "PORTAL_BASE_URL": "http://localhost",
                "PORTAL_HTTPS": "false",
                "PORTAL_VAR_DIR": str(folder),
                "DATABASE_URL": "sqlite://:memory:",
                "PAGE_CACHE_MEGABYTES": "0",
                "METRICS_PORT": str(port),
                "LOG_LEVEL": "ERROR",
                "DJANGO_SETTINGS_MODULE": "portal.settings.production",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def answer(self) -> str:
        """Answer a request; its status."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        """Without a word."""
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()


def numbers(port: int, *, until: Callable[[str], bool]) -> str:
    """What Prometheus reads on the port, once it is as awaited."""
    deadline = time.monotonic() + 30
    text = ""
    while time.monotonic() < deadline:
        try:
            with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as response:
                text = response.read().decode()
        except (URLError, OSError):
            text = ""
        if until(text):
            return text
        time.sleep(0.1)
    raise AssertionError(text)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[int], Process]]:
    """Start processes of one site."""
    started: list[Process] = []

    def begin(port: int) -> Process:
        (tmp_path / "static").mkdir(exist_ok=True)
        started.append(Process(tmp_path, port))
        return started[-1]

    yield begin
    for process in started:
        if process.process.poll() is None:
            process.end()


def test_processes_count_together_and_another_takes_over_when_one_is_killed(
    start: Callable[[int], Process], tmp_path: Path
) -> None:
    port = free_port()

    def answered(text: str) -> float:
        return value("portal_requests_total", text, view="robots")

    first = start(port)
    assert first.answer() == "200 OK"
    numbers(port, until=lambda text: answered(text) == 1)
    second = start(port)
    assert [second.answer(), second.answer()] == ["200 OK", "200 OK"]
    numbers(port, until=lambda text: answered(text) == 3)

    first.end()
    assert second.answer() == "200 OK"

    text = numbers(port, until=lambda text: answered(text) == 4)
    assert value("portal_request_seconds_count", text, view="robots") == 4


def test_numbers_begin_anew_once_no_process_is_left(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    old = tmp_path / f"counter_{gone.pid}.db"
    old.touch()

    prepare(tmp_path)

    assert not old.exists()


def test_numbers_of_one_who_is_gone_stay_while_another_counts(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    old, present = tmp_path / f"counter_{gone.pid}.db", tmp_path / f"counter_{os.getpid()}.db"
    old.touch()
    present.touch()

    prepare(tmp_path)

    assert old.exists()
    assert present.exists()
