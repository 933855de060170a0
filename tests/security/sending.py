"""What the attacks by upload share: the library's forms, and files to send."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.documents import get_document_model


def upload_image(staff: Client, content: bytes, name: str = "foto.jpg", **values: str) -> Any:
    """Send an image through the library's form."""
    data = {"title": "Foto", "description": "Een foto", "credit": "An Maes", "collection": "1", "tags": "", **values}
    return staff.post("/admin/images/add/", {**data, "file": SimpleUploadedFile(name, content, "image/jpeg")})


def upload_document(staff: Client, file: SimpleUploadedFile) -> Any:
    """Send a document through the library's form."""
    return staff.post("/admin/documents/add/", {"title": "Stuk", "collection": "1", "tags": "", "file": file})


def refusal(response: Any) -> str:
    """What the form says of its file."""
    assert response.status_code == 200
    return " ".join(response.context["form"].errors.get("file", []))


def body(response: Any) -> bytes:
    """What was sent; the file that it comes from is closed at its end."""
    return b"".join(response.streaming_content) if response.streaming else bytes(response.content)


def make_document(name: str = "nota.txt", content: bytes = b"vertrouwelijk", **values: Any) -> Any:
    """A document in the library."""
    return get_document_model().objects.create(title="Nota", file=ContentFile(content, name=name), **values)
