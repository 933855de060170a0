"""Take translations in from files."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from portal.translation.exchange import Fate, ImportFailedError, apply, check
from portal.translation.files import unpack
from portal.translation.inline import visible_text


class Command(BaseCommand):
    """``import_translations file.xlf --dry-run``: the report, and without ``--dry-run`` the import as well."""

    help = "Imports PO, XLIFF or ZIP files that export_translations or the admin wrote: all files or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Files, and what to do with them."""
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only report")
        parser.add_argument("--publish", action="store_true", help="publish the pages that are then complete")
        parser.add_argument("--user", help="user name for the history; their rights count then")

    def handle(self, *args: Any, **options: Any) -> None:
        """Report line by line what is taken and what is not; a refused file is an error."""
        user = None
        if options["user"]:
            user = get_user_model().objects.filter(username=options["user"]).first()
            if user is None:
                raise CommandError(f"There is no user {options['user']}.")
        files = []
        for path in options["files"]:
            try:
                files += unpack(path.name, path.read_bytes())
            except OSError as error:
                raise CommandError(f"{path}: {error.strerror}") from error
        report = check(files, user)
        for file in report.files:
            if file.refused:
                self.stderr.write(f"{file.name}: {file.refused}")
            for line in file.noteworthy:
                words = " ".join([*line.reasons, *line.warnings])
                text = visible_text(line.segment.source)[:60]
                self.stdout.write(f"{file.title}: {line.fate}: {line.segment.path}: {text}: {words}")
        self.stdout.write(", ".join(f"{fate}: {number}" for fate, number in report.counts.items()))
        if not options["dry_run"] and report.counts[Fate.APPLIED]:
            try:
                report = apply(files, user, publish=options["publish"])
            except ImportFailedError as error:
                raise CommandError(str(error)) from error
            saved = [file for file in report.files if file.saved]
            self.stdout.write(self.style.SUCCESS(f"Saved: {len(saved)}"))
        if report.refused:
            raise CommandError(f"{len(report.refused)} refused")
