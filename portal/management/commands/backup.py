"""Make a backup of the whole site."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.backup.faults import BackupError
from portal.backup.making import make_backup, site_key
from portal.backup.restoring import was_interrupted
from portal.backup.retention import Retention
from portal.backup.sealing import new_key


class Command(BaseCommand):
    """``backup``: database, media and private files in one file, read back before it counts."""

    help = "Writes database, media and private files into one file and reads it back (docs/operations.md)."
    # It must run on a site whose migrations or checks are not in order, above all on that one.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and what stays."""
        parser.add_argument(
            "--to", type=Path, default=settings.PORTAL_BACKUP_ROOT, help="folder (default: %(default)s)"
        )
        for name, count in (("daily", 7), ("weekly", 5), ("monthly", 12)):
            parser.add_argument(f"--keep-{name}", type=int, default=count, help="default: %(default)s; all 0: keep all")
        parser.add_argument("--new-key", action="store_true", help="only print a key for PORTAL_BACKUP_KEY")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, and say where it is."""
        if options["new_key"]:
            self.stdout.write(new_key())
            return
        counts = [options[f"keep_{name}"] for name in ("daily", "weekly", "monthly")]
        if min(counts) < 0:
            raise CommandError("How many to keep cannot be less than none.")
        if was_interrupted():
            raise CommandError("A restore was interrupted: run “manage.py restore --recover” first.")
        try:
            made = make_backup(options["to"], Retention(*counts), self._say)
            if site_key() is None:
                self.stderr.write("Not encrypted: set PORTAL_BACKUP_KEY before it leaves this machine.")
        except BackupError as error:
            raise CommandError(str(error)) from error
        for path in made.removed:
            self.stdout.write(f"Removed {path.name}")
        size = made.path.stat().st_size / 1_000_000
        pages = made.manifest.counts.get("wagtailcore_page", 0)
        words = (
            f"{made.path} ({size:.1f} MB, {pages} pages, {len(made.manifest.parts) - 1} files), read back and whole."
        )
        self.stdout.write(self.style.SUCCESS(words))

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
