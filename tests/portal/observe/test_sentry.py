"""Errors told to a Sentry server: a real one notes what comes, and nothing in it belongs to somebody."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import brotli
import pytest

from portal.observe.sentry import without_persons
from tests.serving import answering
from tests.test_deployment import PRODUCTION

ROOT = Path(__file__).resolve().parents[3]
#: A site one of whose views fails while it holds what a visitor sent.
FAIL = """
import django, os
from django.conf import settings
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
django.setup()
from django.test import Client
from django.urls import path
from portal.urls import urlpatterns

def broken(request):
    name = request.POST["name"]
    raise RuntimeError("no letter for mieke@example.org from 192.0.2.77")

urlpatterns.insert(0, path("broken/", broken))
client = Client(HTTP_HOST="example.org", raise_request_exception=False)
response = client.post("/broken/?search=Mieke", {"name": "Mieke Janssens"}, secure=True, REMOTE_ADDR="192.0.2.77",
    headers={"cookie": "__Host-sessionid=secret-session", "user-agent": "Browser of Mieke", "authorization": "Basic x"})
print(response.status_code, response.headers["X-Request-ID"])
import sentry_sdk
sentry_sdk.flush(10)
"""


class Sentry:
    """A server that takes whatever it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []
        sentry = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                unpack = {"gzip": gzip.decompress, "br": brotli.decompress}
                sentry.told.append(unpack.get(self.headers.get("Content-Encoding", ""), bytes)(body).decode())
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *args: Any) -> None:
                pass

        self.handler = Handler
        self.dsn = ""

    @property
    def events(self) -> list[dict[str, Any]]:
        """The errors among it."""
        lines = [json.loads(line) for envelope in self.told for line in envelope.splitlines() if line]
        return [line for line in lines if "exception" in line or "logentry" in line]


@pytest.fixture
def sentry() -> Iterator[Sentry]:
    """The server."""
    sentry = Sentry()
    with answering(sentry.handler) as address:
        sentry.dsn = f"{address.replace('://', '://key@')}/1"
        yield sentry


def run(folder: Path, code: str, **values: str) -> subprocess.CompletedProcess[str]:
    """Run ``code`` as a live site would."""
    kept = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")}
    environment = {**kept, **PRODUCTION, "PORTAL_VAR_DIR": str(folder), "LOG_LEVEL": "ERROR", **values}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def is_installed() -> bool:
    """Whether the package is there; where everything is required, it must be."""
    try:
        import sentry_sdk  # noqa: F401
    except ImportError:
        assert not os.environ.get("PORTAL_NEEDS_SERVERS"), "sentry-sdk is not installed"
        return False
    return True


def test_error_is_told_without_anything_of_the_visitor(sentry: Sentry, tmp_path: Path) -> None:
    if not is_installed():
        pytest.skip("sentry-sdk is not installed")
    result = run(tmp_path, FAIL, SENTRY_DSN=sentry.dsn, SENTRY_ENVIRONMENT="drill", SENTRY_RELEASE="one")

    assert result.returncode == 0, result.stderr
    status, name = result.stdout.split()
    assert status == "500"
    (event,) = sentry.events
    assert event["exception"]["values"][-1]["type"] == "RuntimeError"
    assert event["tags"]["request_id"] == name
    assert (event["environment"], event["release"]) == ("drill", "one")
    everything = "\n".join(sentry.told)
    for word in ("Mieke", "mieke@", "192.0.2.77", "secret-session", "Basic x", "search="):
        assert word not in everything, word


def test_site_without_the_package_says_what_to_install(tmp_path: Path) -> None:
    code = "import sys; sys.modules['sentry_sdk'] = None; import django; django.setup()"
    result = run(tmp_path, code, SENTRY_DSN="https://key@sentry.example.org/1")

    assert result.returncode != 0
    assert "ImproperlyConfigured: SENTRY_DSN is set: install the portal with [sentry]" in result.stderr


def test_site_without_an_address_loads_no_sentry(tmp_path: Path) -> None:
    result = run(tmp_path, "import sys, django; django.setup(); print('sentry_sdk' in sys.modules)")

    assert result.stdout.strip() == "False", result.stderr


def test_event_loses_what_belongs_to_somebody() -> None:
    event = {
        "user": {"ip_address": "192.0.2.77"},
        "request": {"method": "POST", "url": "https://example.org/?q=Mieke", "data": {"name": "Mieke"}, "env": {}},
        "breadcrumbs": [{"message": "Mieke"}],
        "server_name": "machine",
        "exception": {"values": [{"value": "mieke@example.org", "stacktrace": {"frames": [{"vars": {"n": "Mieke"}}]}}]},
    }

    told = without_persons(event, {})

    assert told["request"] == {"method": "POST"}
    assert "ieke" not in json.dumps(told)
    assert "192.0.2" not in json.dumps(told)
