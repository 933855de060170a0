"""Attacks by upload: documents that are not what they say, and bombs."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.models import UploadedFile

from portal.documents import kinds
from tests.gemeenten.joining import archive, docx, odt, pdf
from tests.security.pictures import picture
from tests.security.sending import refusal, upload_document

Document = get_document_model()


# --- Documents that are not what they say ---------------------------------------------------------------------------


def xlsx(*more: tuple[str, bytes], name: str = "lijst.xlsx") -> SimpleUploadedFile:
    return archive(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>"), *more, name=name)


def pptx(name: str = "dia.pptx") -> SimpleUploadedFile:
    return archive(("[Content_Types].xml", b"<Types/>"), ("ppt/presentation.xml", b"<p/>"), name=name)


def text(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def linked() -> SimpleUploadedFile:
    """An archive with a symbolic link out of it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        entry = zipfile.ZipInfo("a.txt")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(entry, "/etc/passwd")
    return SimpleUploadedFile("a.zip", target.getvalue())


def zeros(name: str, megabytes: int, *first: tuple[str, bytes]) -> SimpleUploadedFile:
    """An archive of a few kilobytes that unpacks to many megabytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for path, content in first:
            file.writestr(path, content)
        for number in range(megabytes // 10):
            file.writestr(f"word/{number}.xml", b"\0" * (10 * 1024 * 1024))
    return SimpleUploadedFile(name, target.getvalue())


def lying(name: str = "besluit.docx") -> SimpleUploadedFile:
    """A Word file that says of a part that it is one byte long."""
    data = bytearray(docx(("word/big.xml", b"x" * 5000)).read())
    place = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/big.xml"))
    data[place + 24 : place + 28] = (1).to_bytes(4, "little")
    return SimpleUploadedFile(name, bytes(data))


GOOD: list[Callable[[], SimpleUploadedFile]] = [
    pdf,
    docx,
    odt,
    xlsx,
    pptx,
    lambda: text("lijst.csv", b"naam;plaats\nAn;Genk\n"),
    lambda: text("lijst.csv", "naam;café\n".encode("cp1252")),
    lambda: text("lijst.csv", "naam;café\n".encode("utf-16")),
    lambda: text("nota.TXT", "\ufeffEén regel\r\n".encode()),
    lambda: archive(("map/a.txt", b"a"), ("b.png", picture("PNG")), ("c.pdf", pdf().read()), name="alles.zip"),
]
BAD: dict[str, Callable[[], SimpleUploadedFile]] = {
    "page": lambda: text("a.html", b"<script>alert(1)</script>"),
    "drawing": lambda: text("a.svg", b"<svg onload=alert(1)>"),
    "program": lambda: text("a.exe", b"MZ"),
    "page in the guise of PDF": lambda: text("a.pdf", b"<html><script>alert(1)</script>"),
    "page before PDF": lambda: text("a.pdf", b"<script>alert(1)</script>%PDF-1.7"),
    "page in the guise of text": lambda: text("a.txt", b" \n<!DOCTYPE html><script>alert(1)</script>"),
    "drawing in the guise of CSV": lambda: text("a.csv", b"\xef\xbb\xbf<SVG onload=alert(1)>"),
    "program in the guise of text": lambda: text("a.txt", b"MZ\x90\x00\x03\x00"),
    "script in the guise of text": lambda: text("a.txt", b"#!/bin/sh\nrm -rf /"),
    "archive in the guise of Word": lambda: archive(("a.txt", b"a"), name="a.docx"),
    "Word in the guise of Excel": lambda: docx(name="a.xlsx"),
    "Word in the guise of OpenDocument": lambda: docx(name="a.odt"),
    "macros in Word": lambda: docx(("word/vbaProject.bin", b"macro")),
    "macros in Excel": lambda: xlsx(("xl/vbaProject.bin", b"macro")),
    "macros in OpenDocument": lambda: archive(
        ("mimetype", b"application/vnd.oasis.opendocument.text"), ("Basic/script-lc.xml", b"<x/>"), name="a.odt"
    ),
    "broken archive": lambda: text("a.zip", b"PK\x03\x04 broken"),
    "page in an archive": lambda: archive(("a.html", b"<script>"), name="a.zip"),
    "page in the guise of a picture, in an archive": lambda: archive(("a.png", b"<script>"), name="a.zip"),
    "archive in an archive": lambda: archive(("b.zip", archive(("a.txt", b"a"), name="b").read()), name="a.zip"),
    "way out of an archive": lambda: archive(("../../a.txt", b"a"), name="a.zip"),
    "link out of an archive": linked,
    "bomb": lambda: zeros("a.zip", 200),
    "bomb in Word": lambda: zeros("a.docx", 200, ("[Content_Types].xml", b"<T/>"), ("word/document.xml", b"<d/>")),
    "too many files": lambda: archive(*((f"{number}.txt", b"") for number in range(2001)), name="a.zip"),
    "lie about a size": lying,
    "no ending": lambda: text("besluit", pdf().read()),
    "two endings": lambda: text("besluit.pdf.html", pdf().read()),
}


@pytest.mark.asvs("v5.0.0-5.2.2")
@pytest.mark.parametrize("file", GOOD)
def test_document_that_is_what_it_says_is_taken(staff: Client, file: Callable[[], SimpleUploadedFile]) -> None:
    response = upload_document(staff, file())

    assert response.status_code == 302, refusal(response)


@pytest.mark.asvs("v5.0.0-5.2.2")
@pytest.mark.asvs("v5.0.0-5.2.3")
@pytest.mark.asvs("v5.0.0-5.2.5")
@pytest.mark.parametrize("name", BAD)
def test_document_that_is_something_else_is_refused_in_words(staff: Client, name: str) -> None:
    before = Document.objects.count()

    response = upload_document(staff, BAD[name]())

    assert len(refusal(response)) > 20
    assert Document.objects.count() == before


@pytest.mark.asvs("v5.0.0-5.2.2")
@pytest.mark.parametrize(
    "address", ["/admin/documents/multiple/add/", "/admin/documents/chooser/create/"], ids=["several", "chooser"]
)
def test_no_way_of_uploading_leaves_out_the_look_into_the_file(staff: Client, address: str) -> None:
    bad = text("a.pdf", b"<script>alert(1)</script>")
    name = "document-chooser-upload-file" if "chooser" in address else "files[]"
    prefix = "document-chooser-upload-" if "chooser" in address else ""
    before = Document.objects.count(), UploadedFile.objects.count()

    response = staff.post(
        address,
        {name: bad, f"{prefix}title": "Stuk", f"{prefix}collection": "1", f"{prefix}tags": ""},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )

    assert response.status_code == 200
    assert "beschadigd" in response.content.decode("unicode_escape") or "damaged" in response.content.decode()
    assert (Document.objects.count(), UploadedFile.objects.count()) == before


@pytest.mark.parametrize(("language", "said"), [("nl", "beschadigd, beveiligd"), ("fr", "endommagé, protégé")])
def test_refusal_is_said_in_the_editor_s_language(staff: Client, admin_user: Any, language: str, said: str) -> None:
    from wagtail.users.models import UserProfile

    UserProfile.objects.update_or_create(user=admin_user, defaults={"preferred_language": language})

    response = upload_document(staff, BAD["page in the guise of PDF"]())

    assert said in refusal(response)


@pytest.mark.asvs("v5.0.0-5.2.1")
def test_document_beyond_the_limit_is_refused(staff: Client, settings: Any) -> None:
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 1000

    assert "1000" in refusal(upload_document(staff, text("a.txt", b"a" * 1001)))


@pytest.mark.asvs("v5.0.0-5.2.3")
def test_bomb_costs_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    import tracemalloc

    # As if the archive told nothing of its size.
    monkeypatch.setattr(kinds, "_names", lambda archive: set(archive.namelist()))
    file = zeros("a.docx", 200, ("[Content_Types].xml", b"<T/>"), ("word/document.xml", b"<d/>"))
    tracemalloc.start()
    try:
        with pytest.raises(kinds.RefusedFileError):
            kinds.check_file("a.docx", file, ["docx"])
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 15 * 1024 * 1024
