"""Profiles as CSV and XLSX, in the very format that the import reads. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from gemeenten.exchange.columns import OF_PROFILE, Column, headings, status_word, step_word
from gemeenten.exchange.planning import Plan
from gemeenten.exchange.records import Profile
from gemeenten.exchange.table import clean_text, defused

FORMATS = ("csv", "xlsx")
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: What is written: a postcode is a way to find a municipality, no part of its profile.
WRITTEN = tuple(column for column in Column if column is not Column.POSTCODE)
_DATES = (Column.DATE, Column.JOINED_ON, Column.CONFIRMED_ON)
_WIDTHS = {Column.INTRODUCTION: 60, Column.ACTIVITIES: 40, Column.SOURCE_URL: 40, Column.DECISION_URL: 40}
#: How a date cell shows no more than is known, by the length of the text.
_SHOWN = {10: "yyyy-mm-dd", 7: "yyyy-mm"}

Row = dict[Column, str]


def rows_of(profiles: Iterable[tuple[str, Profile]], language: str) -> list[Row]:
    """A row a step, the profile's own values on the first; ``profiles`` come with their names."""
    rows: list[Row] = []
    for name, profile in profiles:
        first: Row = {column: _text(getattr(profile, column.value)) for column in OF_PROFILE}
        first[Column.STATUS] = status_word(profile.status, language)
        steps: list[Row] = [
            {
                Column.STEP: step_word(step.kind, language),
                Column.DATE: step.known,
                Column.SOURCE_NAME: step.source_name,
                Column.SOURCE_URL: step.source_url,
            }
            for step in profile.steps
        ]
        place: Row = {Column.REFNIS: profile.refnis, Column.NAME: name}
        rows.append({**place, **first, **(steps[0] if steps else {})})
        rows += [{**place, **step} for step in steps[1:]]
    return rows


def _text(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else " | ".join(value)


def write(rows: Sequence[Row], language: str, kind: str, columns: Sequence[Column] = WRITTEN) -> bytes:
    """A file of one of ``FORMATS`` with the headings of a language."""
    return _csv(rows, language, columns) if kind == "csv" else _xlsx(rows, language, columns)


def _csv(rows: Sequence[Row], language: str, columns: Sequence[Column]) -> bytes:
    named = headings(language)
    lines = [[defused(clean_text(row.get(column, "")), in_csv=True) for column in columns] for row in rows]
    return as_csv([[named[column] for column in columns], *lines])


def as_csv(lines: Iterable[Sequence[str]]) -> bytes:
    """Lines of texts for the spreadsheet programs of this country: UTF-8 that says so, semicolons."""
    target = io.StringIO()
    csv.writer(target, delimiter=";", lineterminator="\r\n").writerows(lines)
    return f"\ufeff{target.getvalue()}".encode()


def _xlsx(rows: Sequence[Row], language: str, columns: Sequence[Column]) -> bytes:
    book = Workbook(write_only=True)
    named = headings(language)
    sheet = book.create_sheet(_("Profiles"))
    sheet.freeze_panes = "C2"
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(column, 20)
    sheet.append([_bold(sheet, named[column]) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, column, clean_text(row.get(column, ""))) for column in columns])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _bold(sheet: object, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: object, column: Column, text: str) -> WriteOnlyCell | None:
    """Dates as dates, everything else as text that is never a formula."""
    if not text:
        return None
    if column in _DATES and len(text) in _SHOWN:
        cell = WriteOnlyCell(sheet, date.fromisoformat(text if len(text) == 10 else f"{text}-01"))
        cell.number_format = _SHOWN[len(text)]
        return cell
    cell = WriteOnlyCell(sheet, defused(text, in_csv=False))
    cell.data_type = "s"
    return cell


def report_csv(plan: Plan) -> bytes:
    """Everything that is wrong, and what happens to each municipality when nothing is."""
    lines = [[_("line"), _("municipality"), _("column"), _("value"), _("what is wrong and what to do")]]
    names = {number: item.name for item in plan.items for number in item.lines}
    for problem in plan.problems:
        name = names.get(problem.line, "")
        lines.append([str(problem.line), name, problem.heading, problem.value, problem.message])
    if not plan.problems:
        lines = [[_("lines"), _("municipality"), "NIS", _("what happens"), _("changes")]]
        for item in plan.items:
            changes = "; ".join(f"{one.label}: {one.before} → {one.after}" for one in item.changes)
            numbers = " ".join(str(number) for number in item.lines)
            lines.append([numbers, item.name, item.refnis, str(item.fate.label), changes])
    return as_csv([[defused(clean_text(cell), in_csv=True) for cell in line] for line in lines])


def example_rows(language: str) -> list[Row]:
    """Two municipalities that do not exist, so that nobody imports them by accident."""
    name = _("Example municipality")
    return [
        {
            Column.REFNIS: "00000",
            Column.NAME: f"{name} 1",
            Column.POSTCODE: "0000",
            Column.STEP: step_word("asked", language),
            Column.DATE: "2023-10",
            Column.SOURCE_NAME: _("Local paper"),
        },
        {
            Column.REFNIS: "00000",
            Column.NAME: f"{name} 1",
            Column.POSTCODE: "0000",
            Column.STEP: step_word("decided", language),
            Column.DATE: "2024-03-15",
            Column.SOURCE_NAME: _("Council minutes"),
            Column.SOURCE_URL: "https://www.example.be/besluit",
            Column.ACTIVITIES: "onderwijs | lerend-netwerk",
            Column.JOINED_ON: "2024-03-15",
            Column.CONFIRMED_ON: "2025-01-20",
            Column.INTRODUCTION: _("Volunteers help newcomers to find their way."),
            Column.CONTACT_EMAIL: "integratie@example.be",
            Column.DECISION_URL: "https://www.example.be/besluit.pdf",
        },
        {
            Column.NAME: f"{name} 2",
            Column.POSTCODE: "0001",
            Column.STEP: step_word("decided", language),
            Column.DATE: "2020",
        },
    ]
