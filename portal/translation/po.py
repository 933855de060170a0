"""Gettext PO files, one a document. polib reads and writes; wagtail-localize's own files are understood too."""

from __future__ import annotations

import re
from typing import Any

import polib
from django.utils.translation import gettext as _

from portal.translation.inline import PLACEHOLDER
from portal.translation.segments import Document, Segment

#: The name that wagtail-localize's own export uses.
_TRANSLATION = "X-WagtailLocalize-TranslationID"
_OBJECT = "X-Translation-Key"
_SOURCE_LANGUAGE = "X-Source-Language"
_TITLE = "X-Title"


class UnreadableFileError(Exception):
    """A file that cannot be taken in. The message says why, for the person who sent it."""


class _Lines(str):
    """Text whose lines end with a line feed only; Python knows ten more ends, which may stand inside a text."""

    __slots__ = ()

    def splitlines(self, keepends: bool = False) -> list[str]:
        return self.split("\n")


def write_po(document: Document) -> bytes:
    """The document as a PO file: contexts are paths, machine text is fuzzy until somebody confirms it."""
    # Not wrapped: a text is then on one line, as editors of PO files show it.
    po = polib.POFile(wrapwidth=0)
    po.metadata = {
        "Project-Id-Version": "solidaire-gemeenten",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": document.target_language,
        _SOURCE_LANGUAGE: document.source_language,
        _TRANSLATION: document.translation,
        _OBJECT: document.object_key,
        _TITLE: " ".join(document.title.split()),
    }
    for segment in document.segments:
        flags = ["fuzzy"] if segment.unsure and segment.target else []
        if PLACEHOLDER.search(segment.source):
            flags.append("python-brace-format")
        po.append(
            polib.POEntry(
                msgctxt=segment.path,
                msgid=segment.source,
                msgstr=segment.target,
                comment=" ".join(segment.note.split()),
                flags=flags,
            )
        )
    return str(po).encode()


def read_po(content: bytes) -> Document:
    """The document in a PO file.

    Raises:
        UnreadableFileError: it is not a PO file in UTF-8, or says not which translation it is.
    """
    po = _parse(content)
    metadata = {name.casefold(): value.strip() for name, value in po.metadata.items()}
    translation = metadata.get(_TRANSLATION.casefold(), "")
    object_key = metadata.get(_OBJECT.casefold(), "")
    if not translation and not object_key:
        raise UnreadableFileError(
            _("This PO file does not say which page it translates: its header lacks “%(name)s”.")
            % {"name": _TRANSLATION}
        )
    return Document(
        translation=translation,
        object_key=object_key,
        title=metadata.get(_TITLE.casefold(), ""),
        source_language=metadata.get(_SOURCE_LANGUAGE.casefold(), ""),
        target_language=metadata.get("language", ""),
        segments=tuple(
            Segment(entry.msgctxt or "", entry.msgid, entry.msgstr, unsure="fuzzy" in entry.flags)
            for entry in po
            if not entry.obsolete and not entry.msgid_plural
        ),
    )


def _parse(content: bytes) -> Any:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFileError(_("This file is not a PO file in UTF-8.")) from None
    # polib opens a file when its argument is the name of one; a name has no such first line.
    lines = _Lines("#\n" + text.replace("\r\n", "\n"))
    try:
        po = polib.pofile(lines, encoding="utf-8")
    except (OSError, ValueError, LookupError, AttributeError, TypeError) as error:
        # polib's parser reports mistakes as OSError, in English, and stumbles over some without saying where.
        where = re.search(r"line (\d+)", str(error)) if isinstance(error, OSError) else None
        if where is None:
            raise UnreadableFileError(_("This PO file is broken.")) from error
        # Our own first line does not count.
        raise UnreadableFileError(
            _("This PO file is broken at line %(line)d.") % {"line": int(where[1]) - 1}
        ) from error
    if not po.metadata and not len(po):
        raise UnreadableFileError(_("This file is not a PO file in UTF-8."))
    return po
