"""Delete what the campaign said it would not keep."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from gemeenten.applications import purge
from portal.account.purge import purge as purge_log_ins
from portal.background import forget_what_is_done
from portal.staff_records import purge as purge_staff_records


class Command(BaseCommand):
    """``purge_personal_data [--dry-run]``: run it daily; running it again changes nothing."""

    help = (
        "Deletes applications handled APPLICATIONS_KEPT_DAYS ago; blanks address and message of unhandled ones; "
        "deletes failed log-ins, ended sessions and uploads that nobody applied; takes names off old records of the "
        "staff's work."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to count only."""
        parser.add_argument("--dry-run", action="store_true", help="Say what would be deleted, delete nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete, and say how much."""
        done = purge(dry_run=options["dry_run"])
        log_ins = purge_log_ins(dry_run=options["dry_run"])
        records = purge_staff_records(dry_run=options["dry_run"])
        if not options["dry_run"]:
            forget_what_is_done()
        days = settings.PORTAL_APPLICATIONS_KEPT_DAYS
        if options["dry_run"]:
            self.stdout.write("Nothing is deleted, this would be:")
        self.stdout.write(f"{done.deleted} applications handled more than {days} days ago deleted")
        self.stdout.write(f"{done.files} files deleted")
        self.stdout.write(f"{done.blanked} unhandled applications: contact address and message blanked")
        self.stdout.write(f"{log_ins.failures} failed log-ins and {log_ins.sessions} ended sessions deleted")
        self.stdout.write(
            f"{records.unnamed} old records without the names of the staff, {records.uploads} uploads deleted"
        )
