"""How often pages were read, from a web server's log that names nobody. Pure: lines in, counts out.

The log has a line a request: day, method, status and path, without address, query or browser (docs/statistics.md). What
is counted are pages that a person can read; files, data for programs, the admin and whatever went wrong are not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

_LINE = re.compile(r"(?P<day>\d{4}-\d\d-\d\d) (?P<method>[A-Z]{1,20}) (?P<status>\d{3}) (?P<path>/.*)")
#: Found in a page's stead: 304 says that the reader's copy was still good.
_SHOWN = {"200", "304"}
#: No page of ours has a longer path; what is longer was typed or made up by somebody.
_LONGEST_PATH = 300


class Page(NamedTuple):
    """What is counted together: a period, a language (empty: the choice between them) and a path."""

    period: str
    language: str
    path: str


@dataclass
class Visits:
    """Counts, and how many lines of the log could not be read."""

    pages: Counter[Page] = field(default_factory=Counter)
    lines: int = 0
    unreadable: int = 0

    def rows(self) -> Iterator[tuple[str, str, str, int]]:
        """(period, language, path, visits) by period, most visited first."""
        for page, count in sorted(self.pages.items(), key=lambda item: (item[0].period, -item[1], item[0])):
            yield (*page, count)


def by_day(day: str) -> str:
    """The day itself."""
    return day


def by_week(day: str) -> str:
    """The ISO week, as in the letters' report."""
    year, week, _weekday = date.fromisoformat(day).isocalendar()
    return f"{year}-W{week:02}"


def by_month(day: str) -> str:
    """The month."""
    return day[:7]


PERIODS: dict[str, Callable[[str], str]] = {"day": by_day, "week": by_week, "month": by_month}


def count_visits(
    lines: Iterable[str], languages: Collection[str], period: Callable[[str], str] = by_day, into: Visits | None = None
) -> Visits:
    """Count the pages that ``lines`` tell of, added to ``into`` where it is given."""
    visits = Visits() if into is None else into
    for line in lines:
        text = line.rstrip("\r\n")
        if not text:
            continue
        visits.lines += 1
        found = _LINE.fullmatch(text)
        label = _label(found["day"], period) if found else ""
        if found is None or not label:
            visits.unreadable += 1
            continue
        if found["method"] != "GET" or found["status"] not in _SHOWN:
            continue
        language = _language(found["path"], languages)
        if language is not None:
            visits.pages[Page(label, language, found["path"])] += 1
    return visits


def _label(day: str, period: Callable[[str], str]) -> str:
    """The period of a day; empty when there is no such day."""
    try:
        date.fromisoformat(day)
    except ValueError:
        return ""
    return period(day)


def _language(path: str, languages: Collection[str]) -> str | None:
    """The language of a page's path, empty for the choice between them; ``None`` for what is no page.

    Pages end in a slash; feeds do as well, and are fetched by programs around the clock.
    """
    if path == "/":
        return ""
    code = path.split("/", 2)[1]
    is_page = path.endswith("/") and not path.endswith("/feed/") and "?" not in path and len(path) <= _LONGEST_PATH
    return code if is_page and code in languages else None
