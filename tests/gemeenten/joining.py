"""What the tests of joining share: forms as people send them, and files that are what they say."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from gemeenten.models import Activity, Application, Municipality
from portal.form_guard import make_token

ADDRESSES = {"nl": "/nl/sluit-aan/", "fr": "/fr/rejoindre/"}
#: Lichtervelde has a profile, Antwerpen has none.
WITHOUT_PROFILE, WITH_PROFILE = "11002", "36011"

FILLED = {
    "gemeente": "Antwerpen",
    "decided_by": "council",
    "decided_on": "2026-03-24",
    "decision_url": "https://www.antwerpen.be/besluit/1",
    "contact_email": "integratie@antwerpen.be",
    "message": "Wij doen graag mee.",
    "language": "nl",
    "consent": "on",
}


def token(purpose: str, age: float = 60) -> str:
    """The token of a form that was shown ``age`` seconds ago."""
    return make_token(purpose, time.time() - age)


def send_application(site: Client, language: str = "nl", **values: Any) -> HttpResponse:
    """Send the municipality's form as a browser does; ``None`` leaves a field out."""
    filled = {"token": token("join"), **FILLED, "language": language, **values}
    data = {f"join-{name}": value for name, value in filled.items() if value is not None}
    return site.post(ADDRESSES[language], {"form": "join", **data})


def send_tip(site: Client, language: str = "nl", **values: Any) -> HttpResponse:
    """Send the citizen's form as a browser does."""
    filled = {"token": token("tip"), "gemeente": "Antwerpen", "decision_url": "https://www.gva.be/1", **values}
    data = {f"tip-{name}": value for name, value in filled.items() if value is not None}
    return site.post(ADDRESSES[language], {"form": "tip", **data})


def pdf(name: str = "besluit.pdf") -> SimpleUploadedFile:
    """A small PDF."""
    return SimpleUploadedFile(name, b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n", "application/pdf")


def archive(*entries: tuple[str, bytes], name: str) -> SimpleUploadedFile:
    """A ZIP file with these entries, under any name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for path, content in entries:
            file.writestr(path, content)
    return SimpleUploadedFile(name, buffer.getvalue())


def docx(*more: tuple[str, bytes], name: str = "besluit.docx") -> SimpleUploadedFile:
    """The skeleton of a Word file."""
    return archive(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<document/>"), *more, name=name)


def odt(name: str = "besluit.odt", kind: bytes = b"application/vnd.oasis.opendocument.text") -> SimpleUploadedFile:
    """The skeleton of an OpenDocument text."""
    return archive(("mimetype", kind), ("content.xml", b"<document/>"), name=name)


def make_application(refnis: str = WITHOUT_PROFILE, *, file: bool = False, **values: Any) -> Application:
    """An application that waits in the inbox, with two activities."""
    known = {
        "kind": Application.Kind.APPLICATION,
        "municipality": Municipality.objects.get(pk=refnis),
        "decided_by": Application.DecidedBy.COUNCIL,
        "decided_on": date(2026, 3, 24),
        "decision_url": "https://www.antwerpen.be/besluit/1",
        "decision_file": pdf() if file else "",
        "contact_email": "integratie@antwerpen.be",
        "message": "Wij doen graag mee.",
        "language": "nl",
    }
    application = Application.objects.create(**{**known, **values})
    application.activities.set(Activity.objects.all()[:2])
    return application
