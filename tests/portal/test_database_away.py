"""The real application over real HTTP, under production settings, with a database that is really gone."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from email.message import Message
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parent.parent.parent
#: Serves until its input ends; the first line it prints is the port.
SERVER = """
import sys, threading
from wsgiref.simple_server import WSGIRequestHandler, make_server
import django
from django.conf import settings
# Static files are not collected here.
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.DATABASES["default"]["OPTIONS"]["timeout"] = 0.1
from portal.wsgi import application

class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass

server = make_server("127.0.0.1", 0, application, handler_class=Quiet)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
"""


@contextmanager
def served(folder: Path, database: Path) -> Iterator[str]:
    """The address of a server on this database."""
    kept = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")}
    environment = {
        **kept,
        "SECRET_KEY": "k9-" * 20,
        "ALLOWED_HOSTS": "127.0.0.1",
        "PORTAL_BASE_URL": "http://127.0.0.1",
        "PORTAL_HTTPS": "false",
        "PORTAL_VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "LOG_LEVEL": "CRITICAL",
    }
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        cwd=BASE,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(server.stdout.readline())}"
    finally:
        server.stdin.close()
        server.wait(timeout=30)
        server.stdout.close()


def ask(url: str, cookie: str = "") -> tuple[int, Message, str]:
    """Status, headers and body of one answer, whatever it is."""
    request = urllib.request.Request(url, headers={"Cookie": cookie} if cookie else {})
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, response.headers, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read().decode()


@pytest.fixture(scope="module", params=["missing", "locked", "broken"])
def away(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site whose database lies in a folder that is gone, is locked by somebody else, or is no database."""
    folder = tmp_path_factory.mktemp(request.param)
    database = folder / "portal.sqlite3"
    with ExitStack() as held:
        if request.param == "missing":
            database = folder / "gone" / "portal.sqlite3"
        elif request.param == "broken":
            database.write_bytes(b"this is no database " * 1000)
        else:
            owner = held.enter_context(closing(sqlite3.connect(database)))
            owner.execute("CREATE TABLE something (here)")
            owner.commit()
            owner.execute("BEGIN EXCLUSIVE")
        yield held.enter_context(served(folder, database))


@pytest.mark.parametrize(
    ("path", "cookie", "language", "text"),
    [
        ("/nl/", "", "nl", "We kunnen even niet bij onze eigen pagina’s"),
        ("/nl/gemeenten/gent/", "", "nl", "We kunnen even niet bij onze eigen pagina’s"),
        ("/fr/lettre/", "", "fr", "Nos propres pages nous échappent un instant"),
        ("/", "", "nl", "Nos propres pages nous échappent un instant"),
        ("/admin/", "sessionid=abcdefghijklmnopqrstuvwxyz012345", "nl", "Nos propres pages nous échappent un instant"),
    ],
)
def test_every_page_says_in_words_when_to_come_back(
    away: str, path: str, cookie: str, language: str, text: str
) -> None:
    status, headers, page = ask(away + path, cookie)

    assert status == 503
    assert int(headers["Retry-After"]) > 0
    assert headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in headers
    assert f'<html lang="{language}"' in page
    assert text in page
    assert page.count("<h1") == 1
    assert "Traceback" not in page
    assert "OperationalError" not in page


def test_programs_read_it_as_data(away: str) -> None:
    status, headers, body = ask(away + "/open-data/gemeenten.json")

    assert status == 503
    assert headers["Retry-After"]
    assert "unavailable" in json.loads(body)["message"]


def test_process_lives_and_is_not_ready(away: str) -> None:
    assert ask(away + "/health/live/")[0] == 200
    assert ask(away + "/health/ready/")[0] == 503


def test_unreadable_address_is_refused_all_the_same(away: str) -> None:
    status, _headers, page = ask(away + "/fr/?q=%00")

    assert status == 400
    assert "Cette demande est illisible" in page
