"""How the static files are stored: the public style sheet as one small file, whatever number of files it is kept in.

A page waits for its style sheet before it shows anything, so one request is worth more than tidy folders. In the
repository ``portal.css`` imports its parts, and browsers follow the imports while developing; when the files are
collected, the parts are put in place of the imports and the comments and indents are left out. The storage then does the
rest: a name with a fingerprint, and the compressed copies.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

#: The style sheet that pages ask for.
STYLE_SHEET = "portal/css/portal.css"

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_LINE_START = re.compile(r"\n\s*")
_IMPORT = re.compile(r'@import "([^"/]+)";')


def smaller(css: str) -> str:
    """A style sheet without comments, indents and empty lines; its rules and their order stay."""
    return _LINE_START.sub("\n", _COMMENT.sub("", css)).strip()


class WithoutImports:
    """Hands out a style sheet in one piece, read from where ``files`` says its parts are (name: storage and path)."""

    def __init__(self, name: str, files: Mapping[str, tuple[Storage, str]]) -> None:
        self.name = name
        self.files = files

    def open(self, path: str) -> File[bytes]:
        """The style sheet with its imports replaced by what they name.

        Raises:
            ValueError: it imports a file that is not there or is not beside it.
        """
        css = smaller(self._read(self.name))
        folder = posixpath.dirname(self.name)
        whole = _IMPORT.sub(lambda found: smaller(self._read(posixpath.join(folder, found[1]))), css)
        if "@import" in whole:
            # Addresses in a part of another folder would lead elsewhere, and parts of parts have no need to be.
            raise ValueError(f'{self.name}: only @import "a file beside it"; is understood, and only in this file')
        return ContentFile(whole.encode(), name=path)

    def _read(self, name: str) -> str:
        if name not in self.files:
            raise ValueError(f"{self.name} imports {name}, which is not among the static files")
        storage, path = self.files[name]
        with storage.open(path) as file:
            return file.read().decode()


class PortalStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Fingerprints and compresses what is collected, the public style sheet in one piece."""

    def post_process(
        self, paths: dict[str, tuple[Any, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str | None, bool | Exception]]:
        """Store the collected files under their final names."""
        if STYLE_SHEET in paths:
            paths = paths | {STYLE_SHEET: (WithoutImports(STYLE_SHEET, dict(paths)), paths[STYLE_SHEET][1])}
        yield from super().post_process(paths, dry_run=dry_run, **options)
