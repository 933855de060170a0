"""Import profiles with their history from a spreadsheet."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from gemeenten.exchange.applying import ImportRefusedError, apply_file, plan_file
from gemeenten.exchange.planning import Fate, Plan
from gemeenten.exchange.table import UnreadableFileError


class Command(BaseCommand):
    """``import_profiles list.csv --dry-run``: everything or nothing; the same file twice changes nothing.

    Exit status 0 when it was imported or would be, 1 when the file is refused, 2 when the options make no sense.
    """

    help = "Imports profiles, statuses and history from a CSV or XLSX file (docs/import.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file and what to do with it."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only report")
        parser.add_argument("--publish", action="store_true", help="publish too (default: save as drafts)")
        parser.add_argument("--user", help="user name for the history; their rights count then")

    def handle(self, *args: Any, **options: Any) -> None:
        """Report what happens to each municipality, and do it."""
        user = self._user(options["user"])
        try:
            content = options["file"].read_bytes()
            plan = plan_file(content, user)
            self._tell(plan, verbose=options["verbosity"] > 1)
            if plan.problems:
                lines = {problem.line for problem in plan.problems}
                raise CommandError(f"{len(lines)} lines with problems: nothing has been imported.")
            if options["dry_run"]:
                return
            outcome = apply_file(
                content, user, publish=options["publish"], fingerprint=plan.fingerprint, progress=self._progress
            )
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        except (UnreadableFileError, ImportRefusedError) as error:
            raise CommandError(str(error)) from error
        done = f"{outcome.created} made, {outcome.updated} changed, {outcome.published} published"
        self.stdout.write(self.style.SUCCESS(done))

    def _user(self, name: str | None) -> Any:
        if not name:
            return None
        user = get_user_model().objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is no user {name}.")
        return user

    def _tell(self, plan: Plan, *, verbose: bool) -> None:
        for problem in plan.problems:
            value = f" “{problem.value}”" if problem.value else ""
            self.stderr.write(f"{problem.line}: {problem.heading}{value}: {problem.message}")
        for item in plan.items:
            if verbose and item.fate in (Fate.CREATED, Fate.UPDATED):
                changes = "; ".join(f"{one.label}: {one.before or '–'} → {one.after}" for one in item.changes)
                self.stdout.write(f"{item.refnis} {item.name}: {item.fate.label}: {changes}")
            for note in item.notes:
                self.stdout.write(f"{item.refnis} {item.name}: {note}")
        for note in plan.notes:
            self.stdout.write(note)
        self.stdout.write(", ".join(f"{fate.label}: {number}" for fate, number in plan.counts.items()))

    def _progress(self, number: int, total: int, name: str) -> None:
        """Count on standard error where somebody watches."""
        if self.stderr.isatty():
            filled = 30 * number // total
            bar = f"{'█' * filled}{'·' * (30 - filled)}"
            self.stderr.write(f"\r{bar} {number}/{total} {name:30.30}", ending="" if number < total else "\n")
            self.stderr.flush()
