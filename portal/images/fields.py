"""The field in which staff upload an image: measured before it is decoded, and taken without its metadata."""

from __future__ import annotations

import io
from typing import Any

import willow
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.forms.fields import FileField
from PIL import Image
from wagtail.images.fields import WagtailImageField

from portal.images.metadata import UnreadableImageError, without_metadata

_UNREADABLE = (OSError, SyntaxError, ValueError, EOFError)


class CleanImageField(WagtailImageField):
    """Wagtail's own, but looking at bytes and pixels first: Wagtail decodes an image before it counts its pixels.

    What it returns holds neither place nor camera nor comments.
    """

    def to_python(self, data: Any) -> Any:
        """The checked file, without metadata."""
        file = FileField.to_python(self, data)
        if file is None:
            return None
        self.check_image_file_size(file)
        file.seek(0)
        content = file.read()
        file.seek(0)
        self._count_pixels(content)
        checked = super().to_python(file)
        try:
            clean = without_metadata(content)
        except UnreadableImageError as error:
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from error
        if clean == content:
            return checked
        file = InMemoryUploadedFile(io.BytesIO(clean), None, checked.name, checked.content_type, len(clean), None)
        file.image = willow.Image.open(io.BytesIO(clean))  # type: ignore[attr-defined]
        return file

    def _count_pixels(self, content: bytes) -> None:
        """Read the size from the file's head; nothing is unpacked for it."""
        try:
            with Image.open(io.BytesIO(content)) as image:
                pixels = image.width * image.height * getattr(image, "n_frames", 1)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise self._too_many("…") from error
        except _UNREADABLE as error:
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from error
        if self.max_image_pixels is not None and pixels > self.max_image_pixels:
            raise self._too_many(pixels)

    def _too_many(self, pixels: int | str) -> ValidationError:
        return ValidationError(
            self.error_messages["file_too_many_pixels"]
            % {"num_pixels": pixels, "max_pixels_count": self.max_image_pixels},
            code="file_too_many_pixels",
        )
