"""All letters of a province as one ZIP archive, made and sent one by one: memory holds a single letter at a time."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from threading import BoundedSemaphore
from typing import IO, cast

from django.utils import timezone
from django.utils.translation import gettext as _

from gemeenten.choices import Province
from gemeenten.letter_language import offer_languages
from gemeenten.letter_making import LetterMaker, file_name, render
from gemeenten.letters.letter import Sender
from gemeenten.register.rows import MunicipalityRow

#: Archives that one process makes at once; each keeps a worker busy for as long as the visitor takes to fetch it.
AT_ONCE = 2
_places = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class PlannedLetter:
    """A letter of the bundle: to whom, in which language."""

    row: MunicipalityRow
    language: str


def plan_bundle(maker: LetterMaker, province: str, language: str = "") -> list[PlannedLetter]:
    """The letters to the municipalities of ``province`` by name, each in its council's own language.

    With ``language`` only the municipalities that may be written to in it, all in that language.
    """
    planned = []
    for entry in maker.directory.in_order():
        if entry.row.province != province:
            continue
        codes = offer_languages(entry.row, maker.available, maker.language).codes
        if not language or language in codes:
            planned.append(PlannedLetter(entry.row, language or codes[0]))
    return planned


def bundle_files(
    maker: LetterMaker, planned: Sequence[PlannedLetter], kind: str, sender: Sender, *, blank: bool | None = None
) -> Iterator[tuple[str, bytes]]:
    """The files of the archive, made as they are asked for: first what it holds, then the letters."""
    today = timezone.localdate()
    yield "README.txt", readme(planned, kind, today).encode()
    for one in planned:
        letter = maker.letter(one.row, one.language, sender, blank=blank, on=today)
        yield file_name(letter, kind, unmistakable=True), render(letter, kind)


def readme(planned: Sequence[PlannedLetter], kind: str, on: date) -> str:
    """What the archive holds and what to do with it, in the language of the page."""
    province = str(Province(planned[0].row.province).label) if planned else ""
    lines = [
        _("Letters to the municipalities of %(province)s") % {"province": province},
        "",
        _("%(count)d letters as %(kind)s, made on %(date)s.")
        % {"count": len(planned), "kind": kind.upper(), "date": on.isoformat()},
        _("Each is addressed to the council of one municipality, in a language it may be written to in."),
        _("Sign each letter and send it yourselves, by post or by e-mail."),
    ]
    return "\r\n".join(lines) + "\r\n"


def zip_chunks(files: Iterable[tuple[str, bytes]], on: date) -> Iterator[bytes]:
    """The bytes of a ZIP archive of ``files``, a piece per file: nothing is ever sought back or kept."""
    stream = _Outlet()
    with zipfile.ZipFile(cast(IO[bytes], stream), "w") as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, (on.year, on.month, on.day, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            # PDF and DOCX are compressed inside.
            entry.compress_type = zipfile.ZIP_DEFLATED if name.endswith(".txt") else zipfile.ZIP_STORED
            archive.writestr(entry, content)
            yield stream.take()
    yield stream.take()


class BundleStream:
    """The body of a response: an archive that gives its place back when it has been sent or given up."""

    def __init__(self, chunks: Iterator[bytes], release: Callable[[], None]) -> None:
        self._chunks = chunks
        self._release: Callable[[], None] | None = release

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._chunks
        finally:
            self.close()

    def close(self) -> None:
        """Give the place back, once; Django calls this when the connection ends, however it does."""
        release, self._release = self._release, None
        if release:
            release()


def open_bundle(chunks: Callable[[], Iterator[bytes]]) -> BundleStream | None:
    """A stream of ``chunks()``, or ``None`` when this process is making as many as it can."""
    if not _places.acquire(blocking=False):
        return None
    return BundleStream(chunks(), _places.release)


class _Outlet:
    """A file that can only be written to, and emptied."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """There is nothing behind it to flush to."""

    def take(self) -> bytes:
        """What has been written since the last time."""
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken
