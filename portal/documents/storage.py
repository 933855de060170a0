"""Where uploaded files lie: what visitors may load in the media folder, everything else where no address leads."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import FileSystemStorage, storages

#: Folders that no web server may ever serve: documents may be private, and uploads are handed out as drawn anew.
KEPT_PRIVATE = ("documents", "original_images", "wagtail_uploads")


class UploadStorage(FileSystemStorage):
    """The media folder, without the folders of :data:`KEPT_PRIVATE`: those lie in the private storage.

    Wagtail keeps documents, images as uploaded and their smaller versions in one storage. Documents and originals have
    no address: views hand documents out after asking who may see them, and pages show the smaller versions.
    """

    def path(self, name: str) -> str:
        """Where the file is on the disk."""
        return _private().path(name) if is_private(name) else super().path(name)

    def url(self, name: str | None) -> str:
        """The address of the file.

        Raises:
            NotImplementedError: it has none, on purpose; Wagtail then hands it out through its view.
        """
        if name and is_private(name):
            raise NotImplementedError(f"{name.split('/')[0]} have no address of their own")
        return super().url(name)

    def _save(self, name: str, content: Any) -> str:
        # Not only the path: a name is told relative to its folder's root.
        return str(_private()._save(name, content) if is_private(name) else super()._save(name, content))


def is_private(name: str) -> bool:
    """Whether a file of this name lies in the private storage."""
    return name.replace("\\", "/").lstrip("./").split("/")[0] in KEPT_PRIVATE


def _private() -> Any:
    return storages["private"]
