"""Dates as readers write them."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language


def long_date(day: date) -> str:
    """A whole date in the active language: ``14 juli 2025``, ``1er janvier 2025``.

    French counts the first of a month and only that; Django's formats know no such exception.
    """
    text = date_format(day, "DATE_FORMAT")
    if day.day == 1 and (get_language() or "").startswith("fr"):
        return text.replace("1", "1er", 1)
    return text
