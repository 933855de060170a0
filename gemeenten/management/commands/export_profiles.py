"""Write all profiles with their history to a spreadsheet."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gemeenten.exchange.exporting import export_profiles
from gemeenten.exchange.writing import FORMATS


class Command(BaseCommand):
    """``export_profiles --format xlsx``: what ``import_profiles`` reads, drafts included."""

    help = "Writes all profiles with their history to a CSV or XLSX file (docs/import.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Form, language and place."""
        parser.add_argument("--format", choices=FORMATS, default="csv")
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
            help="of the headings (all of them can be imported)",
        )
        parser.add_argument(
            "--output", type=Path, default=Path(), help="file, or folder for a file with the day's date"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file beside its place, move it there, and say where."""
        path: Path = options["output"]
        if path.is_dir():
            path /= f"solidaire-gemeenten-{timezone.localdate():%Y-%m-%d}.{options['format']}"
        content, number = export_profiles(options["format"], options["language"])
        unfinished = path.with_name(f".{path.name}.part")
        try:
            unfinished.write_bytes(content)
            unfinished.replace(path)
        except OSError as error:
            unfinished.unlink(missing_ok=True)
            raise CommandError(f"Cannot write {path}: {error.strerror}") from error
        self.stdout.write(self.style.SUCCESS(f"{number} profiles in {path}"))
