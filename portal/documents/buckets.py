"""The same division of uploads as ``portal.documents.storage``, in two buckets of a storage that speaks S3.

What pages show lies in a bucket that everybody may read; documents, originals and what visitors send in another, of
which nothing can be fetched without a signed link that is valid for a minute.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.utils.deconstruct import deconstructible

from portal.documents.storage import is_picture_as_taken, is_private, without_what_cameras_add

#: Private files that people fetch, after a view has asked who may; the others have no address at all.
HANDED_OUT = "documents"


@deconstructible
class UploadBuckets(Storage):
    """Hands each file to the storage called ``public`` or ``private``, by its name."""

    def _of(self, name: str) -> Storage:
        return storages["private" if is_private(name) else "public"]

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        return self._of(name).open(name, mode)

    def _save(self, name: str, content: Any) -> str:
        if is_picture_as_taken(name):
            content = without_what_cameras_add(content)
        return str(self._of(name).save(name, content))

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """A name that is free in the bucket of its kind."""
        return str(self._of(name).get_available_name(name, max_length))

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""
        return self._of(name).exists(name)

    def delete(self, name: str) -> None:
        """Delete it."""
        self._of(name).delete(name)

    def size(self, name: str) -> int:
        """Bytes."""
        return self._of(name).size(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Folders and files in a folder."""
        return self._of(path).listdir(path)

    def get_modified_time(self, name: str) -> datetime:
        """When it was stored."""
        return self._of(name).get_modified_time(name)

    def url(self, name: str | None) -> str:
        """The address: a lasting one of what pages show, a signed and short-lived one of documents.

        Raises:
            NotImplementedError: it has none, on purpose.
        """
        if not name or (is_private(name) and not name.startswith(f"{HANDED_OUT}/")):
            raise NotImplementedError(f"{(name or '').split('/')[0]} have no address of their own")
        return self._of(name).url(name)
