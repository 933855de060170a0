"""A file as lines of plain texts, whatever it was before. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from gemeenten.exchange.columns import HEADINGS, Column, column_of
from gemeenten.open_data.writers import FORMULA_SIGNS

#: Three thousand lines are every municipality with five steps each; more is another kind of file.
MAX_LINES = 3000
MAX_COLUMNS = 60
#: Signs that no text needs; a database may refuse them.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_APOSTROPHES = re.compile("'+")


class UnreadableFileError(Exception):
    """A file that cannot be read as a table; the text says why and what to do, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its number in the file, counted as spreadsheets do: the headings are on line 1."""

    number: int
    cells: Mapping[Column, str]

    def get(self, column: Column) -> str:
        """The text of a cell; empty when there is none."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """All lines, and what each column is called in this file."""

    lines: tuple[Line, ...]
    headings: Mapping[Column, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def heading(self, column: Column, language: str = "nl") -> str:
        """What the file calls the column, else what it would be called."""
        return self.headings.get(column) or HEADINGS.get(language, HEADINGS["en"])[column]


def clean_text(text: str) -> str:
    """A text as it is kept and compared: one form of accents and line ends, no invisible control signs."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", text).replace("\u00a0", " ").strip()


def defused(text: str, *, in_csv: bool) -> str:
    """A text that no spreadsheet takes for a formula; ``restored`` gives it back.

    CSV has no types, so a text that begins like a formula gets an apostrophe. In XLSX its cell is typed as text; only a
    text that has such apostrophes itself gets one more, since one is taken away when it is read.
    """
    bare = text.lstrip("'")
    risky = bare.startswith(FORMULA_SIGNS) and (in_csv or bare != text)
    return f"'{text}" if risky else text


def restored(text: str) -> str:
    """The text before ``defused``."""
    bare = text.lstrip("'")
    return text[1:] if bare != text and bare.startswith(FORMULA_SIGNS) else text


def build_table(rows: Sequence[tuple[int, Sequence[str]]], notes: tuple[str, ...] = ()) -> Table:
    """The table of numbered rows of texts: the first with anything in it holds the headings.

    Raises:
        UnreadableFileError: no rows, too many, an unknown or doubled heading, no municipality's column, loose cells.
    """
    filled = [(number, [clean_text(restored(clean_text(cell))) for cell in row]) for number, row in rows]
    filled = [(number, row) for number, row in filled if any(row)]
    if not filled:
        raise UnreadableFileError(_("This file is empty. The example file shows what belongs in it."))
    if len(filled) > MAX_LINES + 1:
        raise UnreadableFileError(
            _("This file has more than %(limit)s lines. Split it into several files.") % {"limit": MAX_LINES}
        )
    columns = _columns(filled[0][1])
    lines = []
    for number, row in filled[1:]:
        for place, cell in enumerate(row):
            if cell and (place >= len(columns) or columns[place] is None):
                raise UnreadableFileError(
                    _(
                        "Line %(line)s has something in a column without a heading: “%(value)s”. Give the column a "
                        "heading, empty the cell, or put a text that contains the separator in double quotes."
                    )
                    % {"line": number, "value": cell[:60]}
                )
        cells = {column: cell for column, cell in zip(columns, row, strict=False) if column and cell}
        lines.append(Line(number, cells))
    if not lines:
        raise UnreadableFileError(_("This file has headings only. Fill in a line for each municipality."))
    named = {column: text for column, text in zip(columns, filled[0][1], strict=False) if column}
    return Table(tuple(lines), named, notes)


def _columns(first: Sequence[str]) -> list[Column | None]:
    columns = [column_of(heading) if heading else None for heading in first]
    unknown = [heading for heading, column in zip(first, columns, strict=True) if heading and column is None]
    if not any(columns):
        raise UnreadableFileError(
            _(
                "The first line must hold the headings of the columns, such as “NIS-code”, “gemeente” and “stap”. "
                "The example file has them all."
            )
        )
    if unknown:
        raise UnreadableFileError(
            _("Unknown heading “%(heading)s”. Use the headings of the example file, or remove the column.")
            % {"heading": unknown[0][:60]}
        )
    known = [column for column in columns if column]
    doubled = next((column for column in known if known.count(column) > 1), None)
    if doubled:
        names = [heading for heading, column in zip(first, columns, strict=True) if column is doubled]
        raise UnreadableFileError(
            _("The columns “%(first)s” and “%(second)s” mean the same. Keep one of them.")
            % {"first": names[0][:60], "second": names[1][:60]}
        )
    if not {Column.REFNIS, Column.NAME, Column.POSTCODE} & set(known):
        raise UnreadableFileError(
            _("No column says which municipality a line is about. Add “NIS-code”, or “gemeente” and “postcode”.")
        )
    return columns
