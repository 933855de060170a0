"""Write the table of published texts anew."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from portal.translation.recording import rebuild


class Command(BaseCommand):
    """``rebuild_translation_state``: needed once for a site older than the translation board, and after a restore."""

    help = "Write the table that the translation board counts from anew."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild in one transaction."""
        number = rebuild()
        if options["verbosity"]:
            self.stdout.write(f"{number} published objects recorded")
