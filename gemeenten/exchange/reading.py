"""From the bytes of an upload to a table. Pure, and never anything else than a table or a clear error."""

from __future__ import annotations

import codecs
import csv
import io

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from gemeenten.exchange.columns import column_of
from gemeenten.exchange.spreadsheet import read_xlsx
from gemeenten.exchange.table import MAX_LINES, Table, UnreadableFileError, build_table

#: All 565 municipalities with five steps each are about 1 MB.
MAX_BYTES = 5 * 1024 * 1024
_SEPARATORS = (";", ",", "\t")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


def read_table(content: bytes) -> Table:
    """The lines of a CSV or XLSX file; which of the two it is, its content says.

    CSV may be UTF-8 (with or without byte order mark), UTF-16 with one, or Windows-1252; its cells may be separated by
    semicolons, commas or tabs.

    Raises:
        UnreadableFileError: with a text for people.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableFileError(
            _("This file is larger than %(limit)s.") % {"limit": filesizeformat(MAX_BYTES)}
            + " "
            + _("Split it into several files.")
        )
    if content[:4] == _OLD_EXCEL:
        raise UnreadableFileError(_("This is an old Excel file (.xls). Save it as .xlsx or as CSV and send that."))
    if content[:2] == b"PK":
        rows, notes = read_xlsx(content)
        return build_table(rows, notes)
    return build_table(_read_csv(_decoded(content)))


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif b"\x00" in content:
        encodings = []
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFileError(_("This is not a CSV or XLSX file. Save your table as one of these and send that."))


def _read_csv(text: str) -> list[tuple[int, list[str]]]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    first, _newline, rest = text.partition("\n")
    skipped = 0
    if first.casefold().startswith("sep=") and len(first.strip()) == 5:
        # A line by which Excel is told the separator.
        separator, text, skipped = first.strip()[4], rest, 1
    else:
        separator = _separator(text)
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 1 + skipped
    try:
        for row in reader:
            rows.append((number, row))
            if len(rows) > 2 * MAX_LINES + 1000:
                break
            number = reader.line_num + 1 + skipped
    except (csv.Error, ValueError, TypeError) as error:
        raise UnreadableFileError(
            _(
                "The line that begins at line %(line)s cannot be read: a double quote is missing or one too many, or a "
                "cell is far too long."
            )
            % {"line": number}
        ) from error
    return rows


def _separator(text: str) -> str:
    """The sign that separates the headings: the one that makes the most known ones of the first line with letters."""
    first = next((line for line in text.splitlines() if line.strip(' \t;,"')), "")

    def score(sign: str) -> tuple[int, int]:
        cells = [cell.strip(' "') for cell in first.split(sign)]
        return sum(column_of(cell) is not None for cell in cells), len(cells)

    return max(_SEPARATORS, key=score)
