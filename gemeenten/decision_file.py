"""What kind of document an uploaded file is, by its name and by its content, which must agree."""

from __future__ import annotations

import zipfile
from pathlib import PurePath
from typing import IO

#: The endings that are taken, as people know them.
KINDS = ("pdf", "docx", "odt")
#: Where PDF readers look for the file's signature.
_PDF_HEAD = 1024
_ODT_TYPE = b"application/vnd.oasis.opendocument.text"


def kind_of_document(name: str, content: IO[bytes]) -> str:
    """``pdf``, ``docx`` or ``odt``; empty when ``name`` ends otherwise or the content is something else.

    A Word file with macros counts as something else. The content's position is set back to its beginning.
    """
    kind = PurePath(name).suffix.lower().removeprefix(".")
    content.seek(0)
    try:
        return kind if kind in KINDS and _is_one(kind, content) else ""
    finally:
        content.seek(0)


def _is_one(kind: str, content: IO[bytes]) -> bool:
    if kind == "pdf":
        return b"%PDF-" in content.read(_PDF_HEAD)
    try:
        with zipfile.ZipFile(content) as archive:
            names = set(archive.namelist())
            if kind == "docx":
                has_macros = any(name.endswith("vbaProject.bin") for name in names)
                return {"[Content_Types].xml", "word/document.xml"} <= names and not has_macros
            with archive.open("mimetype") as entry:
                # As much as the right answer needs, whatever the archive would unpack to.
                return entry.read(len(_ODT_TYPE) + 1).strip() == _ODT_TYPE
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
        return False
