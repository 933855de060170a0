"""Put a backup in the place of the site."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from portal.backup.faults import BackupError
from portal.backup.files import only_one
from portal.backup.making import make_backup_locked
from portal.backup.restoring import finish_interrupted, restore_backup
from portal.backup.retention import Retention


class Command(BaseCommand):
    """``restore FILE``: onto an empty machine as it is, onto a site with ``--replace``."""

    help = "Restores a backup: all of it, or nothing (docs/operations.md)."
    # An empty machine has no tables that checks could look at.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What, and over what."""
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--replace", action="store_true", help="replace a site that is not empty")
        parser.add_argument(
            "--without-backup", action="store_true", help="with --replace: do not back up first what is replaced"
        )
        parser.add_argument("--recover", action="store_true", help="only finish or take back an interrupted restore")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, and bring the database up to this version of the portal."""
        try:
            if options["recover"]:
                with only_one():
                    finish_interrupted(self._say)
                return
            if options["file"] is None:
                raise CommandError("Which backup? manage.py restore FILE")
            before = (lambda: None) if options["without_backup"] else self._back_up
            restored = restore_backup(options["file"], self._say, replace=options["replace"], before=before)
        except BackupError as error:
            raise CommandError(str(error)) from error
        if restored.needs_migrate:
            self._say("Bringing the database up to this version of the portal …")
            call_command("migrate", verbosity=0)
        pages = restored.manifest.counts.get("wagtailcore_page", 0)
        words = f"Restored as of {restored.manifest.made}: {pages} pages, {len(restored.manifest.parts) - 1} files."
        self.stdout.write(self.style.SUCCESS(words))

    def _back_up(self) -> None:
        """The way back: what is replaced, as a backup like any other, and none of the others goes for it."""
        try:
            made = make_backup_locked(settings.PORTAL_BACKUP_ROOT, Retention(0, 0, 0), self._say)
        except BackupError as error:
            raise BackupError(f"{error} To replace the site all the same, add --without-backup.") from error
        self._say(f"What was there is in {made.path}.")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
