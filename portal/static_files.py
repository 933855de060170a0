"""How the static files are stored: the public style sheet as one small file, whatever number of files it is kept in.

A page waits for its style sheet before it shows anything, so one request is worth more than tidy folders. In the
repository ``portal.css`` imports its parts, and browsers follow the imports while developing; when the files are
collected, the parts are put in place of the imports and the comments and indents are left out. The storage then does
the rest: a name with a fingerprint, and the compressed copies.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

#: The style sheet that pages ask for.
STYLE_SHEET = "portal/css/portal.css"

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_LINE_START = re.compile(r"\n\s*")
_IMPORT = re.compile(r'@import "([^"/]+)";')


def in_one_piece(name: str, read: Callable[[str], str]) -> str:
    """The style sheet ``name`` with what it imports in place of the imports; ``read`` gives the text of a file.

    Raises:
        ValueError: it imports a file of another folder, from where addresses would lead elsewhere, or a part imports.
    """
    folder = posixpath.dirname(name)
    whole = _IMPORT.sub(lambda found: _smaller(read(posixpath.join(folder, found[1]))), _smaller(read(name)))
    if "@import" in whole:
        raise ValueError(f'{name}: only @import "a file beside it"; is understood, and only in this file')
    return whole


def _smaller(css: str) -> str:
    """A style sheet without comments, indents and empty lines; its rules and their order stay."""
    return _LINE_START.sub("\n", _COMMENT.sub("", css)).strip()


@dataclass(frozen=True)
class _Ready:
    """Stands in for the storage that a file would be read from."""

    text: str

    def open(self, path: str) -> ContentFile[bytes]:
        """The file, whatever its name."""
        return ContentFile(self.text.encode(), name=path)


class PortalStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Fingerprints and compresses what is collected, the public style sheet in one piece."""

    def url(self, name: str | None, force: bool = False) -> str:
        """The address of a file, worked out once: a page has dozens, and they change with a new start only."""
        known: dict[str | None, str] = self.__dict__.setdefault("_known_urls", {})
        address = known.get(name)
        if address is None:
            # Only names that exist get here: others raise. So the memory is no larger than the folder.
            address = known[name] = str(super().url(name, force))
        return address

    def post_process(
        self, paths: dict[str, tuple[Any, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str | None, bool | Exception]]:
        """Store the collected files (name: where to read it) under their final names."""

        def read(name: str) -> str:
            if name not in paths:
                raise ValueError(f"{STYLE_SHEET} imports {name}, which is not among the static files")
            storage, path = paths[name]
            with storage.open(path) as file:
                return file.read().decode()

        if STYLE_SHEET in paths:
            paths = paths | {STYLE_SHEET: (_Ready(in_one_piece(STYLE_SHEET, read)), paths[STYLE_SHEET][1])}
        yield from super().post_process(paths, dry_run=dry_run, **options)
