"""Reads XLSX files without trusting them: nothing is evaluated, nothing is unpacked without end. Pure."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from gemeenten.exchange.table import MAX_COLUMNS, MAX_LINES, UnreadableFileError

MAX_UNPACKED = 40 * 1024 * 1024
MAX_MEMBERS = 500
#: The last row that is looked at: a single cell far below would cost a step for every empty row above it.
LAST_ROW = 20_000
_ROW_NUMBER = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=[\"'](\d+)")
#: A document type may define entities that grow without end; no spreadsheet program writes one.
_DOCUMENT_TYPE = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')

Rows = list[tuple[int, list[str]]]


def read_xlsx(content: bytes) -> tuple[Rows, tuple[str, ...]]:
    """The numbered rows of the first sheet as texts, and notes for the reader.

    A date becomes ``2024-03-15``, or ``2024-03`` and ``2024`` where the cell shows no more than that. A formula counts
    as the value that the spreadsheet program saved for it.

    Raises:
        UnreadableFileError: broken, encrypted, of another kind, too large, or with a formula that has no saved value.
    """
    try:
        with warnings.catch_warnings():
            # openpyxl warns about what it leaves out (drop-down lists, colours by rule): nothing that we read.
            warnings.simplefilter("ignore")
            return _read(_repacked(content))
    except UnreadableFileError:
        raise
    except Exception as error:  # a damaged file makes openpyxl raise almost anything
        raise _damaged() from error


def _damaged() -> UnreadableFileError:
    return UnreadableFileError(
        _("This XLSX file is damaged or protected. Open it in your spreadsheet program, save it anew and send that.")
    )


def _repacked(content: bytes) -> bytes:
    """The same archive, unpacked within bounds and without what is dangerous.

    openpyxl unpacks each member at one go, and the sizes that an archive tells of itself may be lies.
    """
    target = io.BytesIO()
    left = MAX_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(target, "w") as clean:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
                raise _too_much()
            if not any(member.filename.startswith("xl/") for member in members):
                raise UnreadableFileError(
                    _("This is not an XLSX file. Save your table as XLSX (Excel) or CSV and send that.")
                )
            for member in members:
                with archive.open(member) as file:
                    data = file.read(left + 1)
                left -= len(data)
                if left < 0:
                    raise _too_much()
                if any(sign in data for sign in _DOCUMENT_TYPE):
                    raise UnreadableFileError(
                        _("This XLSX file holds something that no spreadsheet needs: it is refused.")
                    )
                if max((int(number[:9]) for number in _ROW_NUMBER.findall(data)), default=0) > LAST_ROW:
                    raise UnreadableFileError(
                        _("This XLSX file has cells below line %(limit)s. Delete the lines below your list.")
                        % {"limit": LAST_ROW}
                    )
                clean.writestr(member.filename, data)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError, ValueError, struct.error) as error:
        # RuntimeError: encrypted; its kind NotImplementedError: a way of compressing that Python does not know.
        raise _damaged() from error
    return target.getvalue()


def _too_much() -> UnreadableFileError:
    return UnreadableFileError(_("This XLSX file holds too much. Keep one sheet with the list only."))


def _read(content: bytes) -> tuple[Rows, tuple[str, ...]]:
    values = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    formulas = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        if not values.worksheets:
            raise UnreadableFileError(_("This XLSX file has no sheet with cells."))
        sheet, twin = values.worksheets[0], formulas.worksheets[0]
        rows: Rows = []
        for number, cells in _rows(sheet):
            rows.append((number, [_text(cell) for cell in cells]))
            if len(rows) > MAX_LINES + 1:
                break
        _refuse_unsaved_formulas(rows, twin)
        notes: tuple[str, ...] = ()
        if len(values.worksheets) > 1:
            notes = (_("Only the first sheet, “%(name)s”, is read.") % {"name": sheet.title},)
        return rows, notes
    finally:
        values.close()
        formulas.close()


def _rows(sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    """The rows with something in them; what the sheet says of its own size may be wrong."""
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(max_row=LAST_ROW), start=1):
        filled = [cell for cell in cells[:MAX_COLUMNS] if cell.value is not None]
        if filled or any(cell.value is not None for cell in cells[MAX_COLUMNS:]):
            if len(cells) > MAX_COLUMNS and any(cell.value is not None for cell in cells[MAX_COLUMNS:]):
                raise UnreadableFileError(
                    _("Line %(line)s goes beyond column %(limit)s. Keep the columns of the example file.")
                    % {"line": number, "limit": MAX_COLUMNS}
                )
            yield number, cells[:MAX_COLUMNS]


def _refuse_unsaved_formulas(rows: Rows, twin: Any) -> None:
    known = dict(rows)
    last = max(known, default=0)
    for number, cells in _rows(twin):
        if number > last and len(rows) > MAX_LINES:
            return
        for place, cell in enumerate(cells):
            if cell.data_type != "f":
                continue
            texts = known.get(number, [])
            if place >= len(texts) or not texts[place]:
                raise UnreadableFileError(
                    _(
                        "Line %(line)s has a formula without a saved value. Open the file in your spreadsheet program "
                        "and save it, or replace the formula by its value."
                    )
                    % {"line": number}
                )


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return _date_as_shown(value, cell.number_format or "")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _date_as_shown(value: datetime | date, shown: str) -> str:
    """A date as exactly as its cell shows it: whoever types 2024-03 sees “mrt/24” and does not mean a day."""
    pattern = _QUOTED.sub("", shown).casefold()
    if ("y" in pattern or "j" in pattern) and "d" not in pattern:
        return f"{value:%Y-%m}" if "m" in pattern else f"{value:%Y}"
    day = value.date() if isinstance(value, datetime) else value
    return day.isoformat()
