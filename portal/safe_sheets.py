"""No file that the admin makes for spreadsheets holds a text that would be run as a formula.

Wagtail writes XLSX cells as texts, but CSV cells as they are, and a title or a name may begin with ``=``. Every report
of Wagtail's makes its lines with one method, which is replaced here. Delete this module when Wagtail does it itself.
"""

from __future__ import annotations

from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

#: Spreadsheets run a cell that begins with one of these; the wide signs are the same keys on other keyboards.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def defused(value: Any) -> Any:
    """The value for a cell: a text that would be run as a formula gets an apostrophe, anything else stays."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_SIGNS) else value


def write_csv_row(self: Any, writer: Any, row_dict: dict[str, Any]) -> Any:
    """A line of a CSV file, after Wagtail's ``SpreadsheetExportMixin.write_csv_row``."""
    values = {field: self.preprocess_field_value(field, value, self.FORMAT_CSV) for field, value in row_dict.items()}
    return writer.writerow({field: defused(value) for field, value in values.items()})


def connect() -> None:
    """Replace Wagtail's."""
    SpreadsheetExportMixin.write_csv_row = write_csv_row
