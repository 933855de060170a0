"""Counts how often pages were read, from the web server's log."""

from __future__ import annotations

import csv
import gzip
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.visits import PERIODS, Visits, count_visits


class Command(BaseCommand):
    """Writes period, language, path and number of visits as CSV; see docs/statistics.md."""

    help = "Counts visits a page from logs without personal data (docs/statistics.md), as CSV on the standard output."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which logs, and how fine."""
        parser.add_argument("logs", nargs="+", metavar="LOG", help="log files, .gz too; - for the standard input")
        parser.add_argument("--by", choices=list(PERIODS), default="day", help="count each of these (default: day)")

    def handle(self, *args: Any, logs: list[str], by: str, **options: Any) -> None:
        """Read every log, then write the table."""
        languages = {code for code, _name in settings.LANGUAGES}
        visits = Visits()
        for log in logs:
            before = visits.lines
            try:
                with _opened(log) as lines:
                    count_visits(lines, languages, PERIODS[by], into=visits)
            except (OSError, EOFError) as error:
                raise CommandError(f"{log} cannot be read: {getattr(error, 'strerror', None) or error}") from error
            self.stderr.write(f"{log}: {visits.lines - before} lines")
        if visits.lines and visits.unreadable == visits.lines:
            raise CommandError("No line has the expected form: is this the log that docs/statistics.md sets up?")
        if visits.unreadable:
            self.stderr.write(f"left out, since they have another form: {visits.unreadable} lines")
        table = csv.writer(self.stdout, lineterminator="\n")
        table.writerow([by, "language", "path", "visits"])
        table.writerows(visits.rows())


@contextmanager
def _opened(log: str) -> Iterator[IO[str]]:
    """The lines of a log; bytes that are no text do not stop the counting."""
    if log == "-":
        yield sys.stdin
    elif Path(log).suffix == ".gz":
        with gzip.open(log, "rt", encoding="utf-8", errors="replace") as file:
            yield file
    else:
        with Path(log).open(encoding="utf-8", errors="replace") as file:
            yield file
