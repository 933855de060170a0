"""Files of translations as they are sent: PO, XLIFF, or a ZIP of them. Names, sizes, and what is wrong with them."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.template.defaultfilters import filesizeformat
from django.utils.text import slugify
from django.utils.translation import gettext as _

from portal.translation.po import UnreadableFileError, read_po, write_po
from portal.translation.segments import Document
from portal.translation.xliff import read_xliff, write_xliff

#: The whole site in one language is about 0.3 MB; with 565 profiles, 6 MB.
MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_MEMBERS = 3000

FORMATS = ("po", "xliff")


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One document found in an upload, or why there is none (``error``). ``kind`` is ``po`` or ``xliff``."""

    name: str
    kind: str
    document: Document | None = None
    error: str = ""


def pack(documents: Sequence[Document], kind: str, name: str) -> tuple[str, str, bytes]:
    """(file name, content type, content): one document as PO, several as a ZIP of PO files, XLIFF always as one file.

    Raises:
        ValueError: there is nothing to send, or an XLIFF file would hold several pairs of languages.
    """
    documents = [document for document in documents if document.segments]
    if not documents:
        raise ValueError("nothing to export")
    if kind == "xliff":
        return f"{name}.xlf", "application/xliff+xml", write_xliff(documents)
    if len(documents) == 1:
        return f"{name}.po", "text/x-gettext-translation", write_po(documents[0])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, document in _named(documents):
            # Without a fixed date the same texts would make another file every time.
            archive.writestr(zipfile.ZipInfo(member, (1980, 1, 1, 0, 0, 0)), write_po(document), zipfile.ZIP_DEFLATED)
    return f"{name}.zip", "application/zip", buffer.getvalue()


def _named(documents: Sequence[Document]) -> Iterator[tuple[str, Document]]:
    used: Counter[str] = Counter()
    for document in documents:
        stem = slugify(document.title)[:60] or "page"
        used[stem] += 1
        number = f"-{used[stem]}" if used[stem] > 1 else ""
        yield f"{stem}{number}.{document.target_language}.po", document


def unpack(name: str, content: bytes) -> list[ReadFile]:
    """Everything in an upload, in the order of the file; a ZIP's folders do not matter, nor what is not a translation.

    Never raises on what people send: a file that cannot be read is told as such.
    """
    if len(content) > MAX_BYTES:
        limit = filesizeformat(MAX_BYTES)
        return [ReadFile(name, "", error=_("This file is larger than %(limit)s.") % {"limit": limit})]
    if content[:4] == b"PK\x03\x04":
        return _unzip(name, content)
    return _read(name, content)


def _unzip(name: str, content: bytes) -> list[ReadFile]:
    found: list[ReadFile] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [one for one in archive.infolist() if _is_translation(one)]
            if len(members) > MAX_MEMBERS or sum(one.file_size for one in members) > MAX_UNPACKED:
                return [ReadFile(name, "", error=_("This ZIP file holds too much."))]
            left = MAX_UNPACKED
            for member in members:
                with archive.open(member) as file:
                    # What the directory says of sizes may be a lie.
                    text = file.read(left + 1)
                left -= len(text)
                if left < 0:
                    return [ReadFile(name, "", error=_("This ZIP file holds too much."))]
                found += _read(member.filename, text)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
        # RuntimeError: encrypted; NotImplementedError: a way of compressing that Python does not know.
        return [ReadFile(name, "", error=_("This ZIP file is broken or encrypted."))]
    return found or [ReadFile(name, "", error=_("This ZIP file holds no PO or XLIFF files."))]


def _is_translation(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    return path.suffix.casefold() in {".po", ".xlf", ".xliff"} and not path.name.startswith(".")


def _read(name: str, content: bytes) -> list[ReadFile]:
    is_xml = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" or content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    kind = "xliff" if is_xml else "po"
    try:
        documents = read_xliff(content) if is_xml else [read_po(content)]
    except UnreadableFileError as error:
        return [ReadFile(name, kind, error=str(error))]
    if not any(document.segments for document in documents):
        return [ReadFile(name, kind, error=_("This file holds no texts."))]
    return [ReadFile(name, kind, document) for document in documents]
