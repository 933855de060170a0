"""Hand an applicant what the site keeps of them, or erase it."""

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from gemeenten.applicant import Found, erase, exported, find


class Command(BaseCommand):
    """``personal_data export|erase ADDRESS [--to FILE] [--dry-run]``: running it again does no harm."""

    help = "Exports, as JSON, or erases what one applicant sent in, by their mail address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, and for whom."""
        parser.add_argument("action", choices=["export", "erase"], help="Write it down, or delete it.")
        parser.add_argument("address", help="The mail address that the applicant left.")
        parser.add_argument("--to", type=Path, metavar="FILE", help="Export into this file, which must not exist yet.")
        parser.add_argument("--dry-run", action="store_true", help="Erase: say what would be deleted, delete nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find, tell, and do it."""
        try:
            found = find(options["address"])
        except ValidationError as error:
            raise CommandError(f"“{options['address']}” is no mail address: write it as name@example.org") from error
        if options["action"] == "export":
            self._export(found, options["to"])
            return
        number = len(found.applications) if options["dry_run"] else erase(found)
        would = " would be" if options["dry_run"] else ""
        self.stdout.write(f"{number} applications{would} erased, with their mails and files")
        self._tell_of_the_rest(found)

    def _export(self, found: Found, file: Path | None) -> None:
        text = json.dumps(exported(found), ensure_ascii=False, indent=2) + "\n"
        if file is None:
            self.stdout.write(text, ending="")
        else:
            try:
                # Readable for nobody else, from the first byte on.
                with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as target:
                    target.write(text)
            except OSError as error:
                raise CommandError(
                    f"Cannot write {file}: {error.strerror}. Name a file that does not exist."
                ) from error
        self.stderr.write(f"{len(found.applications)} applications found")
        self._tell_of_the_rest(found)

    def _tell_of_the_rest(self, found: Found) -> None:
        """Where the address stands besides: what this command leaves alone."""
        for page in found.pages:
            self.stderr.write(f"The address is the contact on {page}: change it in the editor.")
        if found.versions:
            self.stderr.write(
                f"{found.versions} earlier versions of pages hold it: `purge_revisions` deletes old ones."
            )
        if found.accounts:
            self.stderr.write(f"{found.accounts} staff accounts have it: an administrator deletes them in the admin.")
        self.stderr.write("Backups keep it until they are deleted, see docs/privacy.md.")
