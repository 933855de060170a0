"""Write all letters of a province into one ZIP archive."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from gemeenten.choices import Province
from gemeenten.letter_bundle import PlannedLetter, bundle_files, plan_bundle, zip_chunks
from gemeenten.letter_making import LetterMaker
from gemeenten.letters.letter import Sender
from gemeenten.models import LetterPage


class Command(BaseCommand):
    """``letter_bundle --province 40000 --output FILE.zip``: the file appears when it is complete, or not at all.

    Exit status 0 when written, 1 when the province, the letter or the folder is missing or nothing may be written in
    the language asked for, 2 when the options make no sense.
    """

    help = "Writes a letter to every council of a province into one ZIP archive."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options."""
        parser.add_argument("--province", required=True, choices=Province.values, help="REFNIS code, e.g. 40000")
        parser.add_argument("--format", default="pdf", choices=("pdf", "docx", "txt"), help="default: pdf")
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            help="only letters that may be in this language (default: each council's own)",
        )
        parser.add_argument("--output", required=True, type=Path, help="the archive to write")
        parser.add_argument("--group", default="", help="who signs; without it the letters are blank")
        parser.add_argument("--blank", action="store_true", help="dotted lines to fill in by hand, even with --group")

    def handle(
        self,
        *args: Any,
        province: str,
        format: str,  # noqa: A002 - the option's name
        language: str | None,
        output: Path,
        group: str,
        blank: bool,
        **options: Any,
    ) -> None:
        """Plan, make, write beside the target, and move into place."""
        reader_language = language or settings.LANGUAGE_CODE
        page = LetterPage.objects.live().filter(locale__language_code=reader_language).select_related("locale").first()
        if page is None:
            raise CommandError(f"There is no live letter page in {reader_language}.")
        if not output.resolve().parent.is_dir():
            raise CommandError(f"There is no folder {output.resolve().parent}.")
        with translation.override(reader_language):
            maker = LetterMaker(page)
            planned = plan_bundle(maker, province, language or "")
            if not planned:
                raise CommandError(f"No municipality of {province} may be written to in {reader_language}.")
            sender = Sender(name="" if blank else group)
            files = bundle_files(maker, planned, format, sender, blank=blank or None)
            try:
                self._write(output, self._with_progress(files, planned))
            except OSError as error:
                raise CommandError(f"Cannot write {output}: {error}") from error
        self.stdout.write(self.style.SUCCESS(f"{len(planned)} letters in {output}"))

    def _with_progress(
        self, files: Iterator[tuple[str, bytes]], planned: Sequence[PlannedLetter]
    ) -> Iterator[tuple[str, bytes]]:
        """The files as they come, counted on standard error where somebody watches."""
        watched = self.stderr.isatty()
        for number, (name, content) in enumerate(files):
            yield name, content
            if watched:
                end = "" if number < len(planned) else "\n"
                self.stderr.write(f"\r{number}/{len(planned)} {name:60.60}", ending=end)
                self.stderr.flush()

    def _write(self, output: Path, files: Iterator[tuple[str, bytes]]) -> None:
        handle, name = tempfile.mkstemp(prefix=f".{output.name}.", dir=output.resolve().parent)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in zip_chunks(files, timezone.localdate()):
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            # What mkstemp makes is for its maker only; an archive of blank letters may be read as any other file.
            Path(name).chmod(0o644)
            Path(name).replace(output)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
