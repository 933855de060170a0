"""Dates of which perhaps only the year or the month is known."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format

from gemeenten.choices import DatePrecision
from portal.dates import long_date


def date_as_known(day: date | None, precision: DatePrecision) -> str:
    """The date as exactly as it is known, in the reader's language; empty when it is not known at all."""
    if day is None:
        return ""
    if precision == DatePrecision.YEAR:
        return date_format(day, "Y")
    return date_format(day, "F Y") if precision == DatePrecision.MONTH else long_date(day)
