"""Dates of which perhaps only the year or the month is known."""

from __future__ import annotations

import re
from datetime import date

from django.utils.dates import MONTHS
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


class UnreadableDateError(ValueError):
    """What was typed is no year, month or day."""


def read_known_date(text: str) -> tuple[date, DatePrecision]:
    """The date somebody typed as far as they know it: ``2024``, ``3/2024``, ``maart 2024``, ``12-03-2024``.

    Names of months are read in the active language. Of an incomplete date the first day stands for it.

    Raises:
        UnreadableDateError: it is none of these, or no such day.
    """
    words = [word for word in re.split(r"[\s/.,-]+", text.strip().casefold()) if word]
    months = {str(name).casefold(): number for number, name in MONTHS.items()}
    try:
        numbers = [months.get(word) or int(word) for word in words]
        if len(numbers) == 3 and len(words[0]) == 4:
            # As computers and some people write it: 2024-03-12.
            numbers.reverse()
        if not 1 <= len(numbers) <= 3 or numbers[-1] < 1000:
            raise UnreadableDateError
        day, month, year = [1] * (3 - len(numbers)) + numbers
        precision = {1: DatePrecision.YEAR, 2: DatePrecision.MONTH, 3: DatePrecision.DAY}[len(numbers)]
        return date(year, month, day), precision
    except ValueError as error:
        raise UnreadableDateError from error
