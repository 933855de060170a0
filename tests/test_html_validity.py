"""The HTML of every kind of page, in both languages, before the Nu validator: no error and no warning.

The validator is a Java program that is no part of the site; ``VNU_JAR`` says where it is (``tests/tools`` pins it).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.test import Client

from portal import errors
from portal.models import BasePage
from tests.every_kind import KINDS, PAGES, Kind

VNU_JAR = os.environ.get("VNU_JAR", "")
JAVA = shutil.which("java") or ""


def why_not() -> str:
    """Why the validator cannot run; empty when it can."""
    if not JAVA:
        return "no java found: install a Java runtime to validate the HTML"
    if not VNU_JAR:
        return "VNU_JAR does not say where the validator is: run `npm ci` in tests/tools"
    return "" if Path(VNU_JAR).is_file() else f"no file at VNU_JAR ({VNU_JAR})"


def answer(client: Client, kind: Kind) -> HttpResponse:
    """The page as somebody gets it, redirects followed."""
    if kind.button:
        response = client.post(kind.address, kind.fields | kind.button_fields)
    else:
        response = client.get(kind.address, follow=True)
    assert response.status_code == kind.status, kind
    return response


def test_kinds_cover_every_page_type_in_both_languages(db: None, page_at: Any) -> None:
    wanted = {model for model in apps.get_models() if issubclass(model, BasePage)}

    for position in (0, 1):
        addresses = [pair[position] for pair in PAGES.values() if pair[position]]
        assert {type(page_at(address)) for address in addresses} == wanted


# CI sets PORTAL_NEEDS_VALIDATOR, so that leaving this out fails there.
@pytest.mark.skipif(bool(why_not()) and "PORTAL_NEEDS_VALIDATOR" not in os.environ, reason=why_not())
def test_validator_finds_nothing_in_any_kind_of_page(site: Client, tmp_path: Path) -> None:
    assert why_not() == ""
    for kind in KINDS:
        (tmp_path / f"{kind}.html").write_bytes(answer(site, kind).content)
    # What an error page looks like without any context.
    (tmp_path / "error.html").write_bytes(errors.server_error(HttpRequest()).content)
    command = [JAVA, "-Xss4m", "-jar", VNU_JAR, "--format", "json", "--exit-zero-always", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)

    # Validation ends with a list of messages, also an empty one; anything else is a validator that did not run.
    messages = json.loads(done.stderr)["messages"]
    found = [
        f"{Path(message['url']).name}:{message.get('lastLine')}: {message['message']} | {message.get('extract', '')}"
        for message in messages
    ]
    assert found == []
