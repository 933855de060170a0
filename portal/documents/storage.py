"""Where uploaded files lie: what visitors may load in the media folder, everything else where no address leads."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.urls import reverse

from portal.images.metadata import without_metadata

#: Folders that no web server may ever serve: documents may be private, and uploads are handed out as drawn anew.
KEPT_PRIVATE = ("documents", "original_images", "wagtail_uploads")
ORIGINALS = "original_images/"
_AS_TAKEN = ("original_images/", "wagtail_uploads/", "avatar_images/")
_PICTURES = (".avif", ".gif", ".jpg", ".jpeg", ".png", ".webp")


class UploadStorage(FileSystemStorage):
    """The media folder, without the folders of :data:`KEPT_PRIVATE`: those lie in the private storage.

    Wagtail keeps documents, images as uploaded and their smaller versions in one storage. Documents have no address: a
    view hands them out after asking who may see them. That of an original leads into the admin; pages show the smaller
    versions.
    """

    def path(self, name: str) -> str:
        """Where the file is on the disk."""
        return _private().path(name) if is_private(name) else super().path(name)

    def url(self, name: str | None) -> str:
        """The address of the file; empty when it has none, which the widgets of forms bear better than an error."""
        if name and name.startswith(ORIGINALS):
            return reverse("image_original", args=[name.removeprefix(ORIGINALS)])
        if name and is_private(name):
            return ""
        return super().url(name)

    def _save(self, name: str, content: Any) -> str:
        if is_picture_as_taken(name):
            content = without_what_cameras_add(content)
        # Not only the path: a name is told relative to its folder's root.
        save = _private()._save if is_private(name) else super()._save  # type: ignore[misc]
        return str(save(name, content))


def is_private(name: str) -> bool:
    """Whether a file of this name lies in the private storage."""
    return name.replace("\\", "/").lstrip("./").split("/")[0] in KEPT_PRIVATE


def is_picture_as_taken(name: str) -> bool:
    """Whether a file of this name is a picture that somebody took, and not one that was made of it."""
    return name.startswith(_AS_TAKEN) and name.lower().endswith(_PICTURES)


def without_what_cameras_add(content: Any) -> Any:
    """The picture without place, camera and comments, whichever way it came; forms have done so already.

    Wagtail keeps the file of an upload that lacks a description as it came, and makes an image of it later.
    """
    content.seek(0)
    data = content.read()
    content.seek(0)
    clean = without_metadata(data)
    return content if clean == data else ContentFile(clean, name=content.name)


def _private() -> Any:
    return storages["private"]
