"""Real image files for tests, made by Pillow."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow

from portal.models import CampaignImage


def bytes_of(size: tuple[int, int] = (1200, 800), colour: Any = "teal", kind: str = "JPEG", mode: str = "RGB") -> bytes:
    """The bytes of a one-coloured image."""
    data = io.BytesIO()
    Pillow.new(mode, size, colour).save(data, kind)
    return data.getvalue()


def upload(name: str = "beeld.jpg", **made: Any) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, bytes_of(**made), content_type="image/jpeg")


def make_image(title: str = "Beeld", name: str = "beeld.jpg", **values: Any) -> CampaignImage:
    """An image in the library, described and credited unless told otherwise; ``made`` says how it looks."""
    made = values.pop("made", {})
    content = bytes_of(**made) if isinstance(made, dict) else made
    values = {"description": "Een teal vlak", "credit": "Jan Peeters, CC BY 4.0", **values}
    return CampaignImage.objects.create(title=title, file=ImageFile(io.BytesIO(content), name=name), **values)
