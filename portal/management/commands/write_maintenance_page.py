"""Writes the page that the web server in front shows while the site is down."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.maintenance import write_maintenance_page


class Command(BaseCommand):
    """Writes ``deploy/maintenance.html``, or another file, from the site's own texts and colours."""

    help = "Writes the page that nginx shows while the site is down (deploy/maintenance.html)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        default = settings.BASE_DIR / "deploy" / "maintenance.html"
        parser.add_argument("path", nargs="?", type=Path, default=default, help="file to write (default: %(default)s)")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        """Write it, and say whether it was new."""
        try:
            changed = write_maintenance_page(path)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}") from error
        self.stdout.write(f"{path}: {'written' if changed else 'is up to date'}")
