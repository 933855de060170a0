"""What kind of file an upload is, by its name and by its content, which must agree. Pure.

Nothing is taken on trust: an archive is unpacked within bounds, since the sizes that it tells of itself may be lies.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Callable, Collection
from io import BytesIO
from pathlib import PurePath, PurePosixPath
from typing import IO, Final

import filetype
from django.utils.translation import gettext as _

#: Most files in an archive or office document, and most bytes that they unpack to.
MAX_MEMBERS: Final = 2000
MAX_UNPACKED: Final = 100 * 1024 * 1024
#: Pictures that an archive may hold, with the ending that their content is known by.
PICTURES: Final = {"jpg": "jpg", "jpeg": "jpg", "png": "png", "gif": "gif", "webp": "webp"}
#: Where PDF readers look for the file's signature.
_PDF_HEAD = 1024
_CHUNK = 256 * 1024
_OFFICE_PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
_ODT_TYPE = b"application/vnd.oasis.opendocument.text"
#: What a text file that is really a web page begins with.
_MARKUP = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml", b"<?php", b"<head", b"<body", b"#!")
_BROKEN_ARCHIVE = (zipfile.BadZipFile, zlib.error, KeyError, OSError, RuntimeError, EOFError, ValueError)


class RefusedFileError(Exception):
    """Why a file is not taken, in the reader's language."""


def kind_of(name: str) -> str:
    """The ending of a file's name, in small letters and without its dot."""
    return PurePath(name).suffix.lower().removeprefix(".")


def check_file(name: str, content: IO[bytes], allowed: Collection[str]) -> str:
    """The kind of a file whose name and content agree. The content's position is set back to its beginning.

    Raises:
        RefusedFileError: another kind than ``allowed``, a content that is something else than the name says, macros, a
            password, or an archive that unpacks to more than anybody needs.
    """
    kind = kind_of(name)
    if kind not in allowed or kind not in _CHECKS:
        kinds = ", ".join(sorted(allowed))
        raise RefusedFileError(
            _("Files of this kind are not taken. Choose one of these: %(kinds)s.") % {"kinds": kinds}
        )
    content.seek(0)
    try:
        _CHECKS[kind](kind, content)
    except _BROKEN_ARCHIVE as error:
        raise _something_else(kind) from error
    finally:
        content.seek(0)
    return kind


def _something_else(kind: str) -> RefusedFileError:
    return RefusedFileError(
        _(
            "This is not a good %(kind)s file: its name says so, but its content is damaged, protected or something"
            " else. Save it anew in the program that it comes from."
        )
        % {"kind": kind}
    )


def _too_much() -> RefusedFileError:
    return RefusedFileError(
        _("This file unpacks to more than %(megabytes)s MB or %(members)s files. Share its parts one by one.")
        % {"megabytes": MAX_UNPACKED // 1024**2, "members": MAX_MEMBERS}
    )


# --- Each kind ------------------------------------------------------------------------------------------------------


def _check_pdf(kind: str, content: IO[bytes]) -> None:
    head = content.read(_PDF_HEAD)
    before, sign, _after = head.partition(b"%PDF-")
    if not sign or b"<" in before:
        raise _something_else(kind)


def _check_text(kind: str, content: IO[bytes]) -> None:
    data = content.read()
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        # Excel's own way of writing CSV in Western Europe.
        text = data.decode("cp1252", "replace")
    if any(ord(sign) < 32 and sign not in "\t\n\r\f" for sign in text):
        raise _something_else(kind)
    if text.lstrip().encode("utf-8", "replace")[:16].lower().startswith(_MARKUP):
        raise _something_else(kind)


def _check_office(kind: str, content: IO[bytes]) -> None:
    with zipfile.ZipFile(content) as archive:
        names = _names(archive)
        if not {"[Content_Types].xml", _OFFICE_PART[kind]} <= names:
            raise _something_else(kind)
        _refuse_macros(names, "vbaproject.bin", "vbadata.xml")
        _unpack(archive)


def _check_odt(kind: str, content: IO[bytes]) -> None:
    with zipfile.ZipFile(content) as archive:
        names = _names(archive)
        with archive.open("mimetype") as entry:
            # As much as the right answer needs, whatever the archive would unpack to.
            if entry.read(len(_ODT_TYPE) + 1).strip() != _ODT_TYPE:
                raise _something_else(kind)
        _refuse_macros(names, "script-lc.xml", "script-lb.xml")
        _unpack(archive)


def _check_zip(kind: str, content: IO[bytes]) -> None:
    with zipfile.ZipFile(content) as archive:
        _names(archive)
        _unpack(archive, _check_member)


def _check_member(name: str, data: bytes) -> None:
    """A file in an archive counts as if it were uploaded by itself; an archive in an archive is refused."""
    kind = kind_of(name)
    if kind in PICTURES:
        if filetype.guess_extension(data) != PICTURES[kind]:
            raise _something_else(kind)
        return
    allowed = [known for known in _CHECKS if known != "zip"]
    try:
        check_file(name, BytesIO(data), allowed)
    except RefusedFileError as error:
        reason = {"name": PurePosixPath(name).name[:60], "reason": str(error)}
        raise RefusedFileError(_("“%(name)s” in this archive: %(reason)s") % reason) from error


_CHECKS: Final[dict[str, Callable[[str, IO[bytes]], None]]] = {
    "csv": _check_text,
    "docx": _check_office,
    "odt": _check_odt,
    "pdf": _check_pdf,
    "pptx": _check_office,
    "txt": _check_text,
    "xlsx": _check_office,
    "zip": _check_zip,
}


# --- Archives -------------------------------------------------------------------------------------------------------


def _names(archive: zipfile.ZipFile) -> set[str]:
    """The names in an archive, once what it tells of itself is bearable."""
    members = archive.infolist()
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise _too_much()
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or stat.S_ISLNK(member.external_attr >> 16):
            raise RefusedFileError(_("This archive leads out of itself: it is refused."))
    return {member.filename for member in members}


def _refuse_macros(names: set[str], *signs: str) -> None:
    if any(name.lower().endswith(signs) for name in names):
        raise RefusedFileError(_("This file holds macros. Save it without them, or as PDF."))


def _unpack(archive: zipfile.ZipFile, look: Callable[[str, bytes], None] | None = None) -> None:
    """Unpack everything within the bounds; ``look`` at each file where its content matters."""
    left = MAX_UNPACKED
    for member in archive.infolist():
        if member.is_dir():
            continue
        kept = BytesIO()
        with archive.open(member) as file:
            while chunk := file.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise _too_much()
                if look is not None:
                    kept.write(chunk)
        if look is not None:
            look(member.filename, kept.getvalue())
