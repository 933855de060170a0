"""Bring the register of municipalities in the database in step with its files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from gemeenten.register.reader import RegisterError, read_register
from gemeenten.register.sync import SyncPlan, apply_sync, plan_sync


class Command(BaseCommand):
    """``sync_register [--check] [--folder DIR]``: idempotent; ``--check`` writes nothing and fails on a difference."""

    help = "Brings the register of municipalities in the database in step with the files in gemeenten/register/."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options."""
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when something differs")
        parser.add_argument("--folder", type=Path, help="read the files from another folder")

    def handle(self, *args: Any, check: bool, folder: Path | None, **options: Any) -> None:
        """Validate the files, compare, and write unless only asked to check."""
        try:
            register = read_register(folder) if folder else read_register()
        except RegisterError as error:
            raise CommandError(str(error)) from error
        plan = plan_sync(register)
        self._report(plan)
        if check:
            if not plan.is_empty:
                raise CommandError("The database differs from the register's files: run sync_register.")
            return
        if not plan.is_empty:
            apply_sync(plan, timezone.localdate(), self._progress)
            self.stdout.write("")
        self.stdout.write(self.style.SUCCESS(f"Register in step: {len(register.current)} municipalities."))

    def _report(self, plan: SyncPlan) -> None:
        self.stdout.write(
            f"{len(plan.new)} new, {len(plan.changed)} changed, {len(plan.missing)} missing, {plan.unchanged} unchanged"
        )
        if plan.unchanged:
            for row, columns in plan.changed:
                self.stdout.write(f"  {row.refnis} {row.name_nl}: {', '.join(columns)}")
        for refnis in plan.missing:
            self.stdout.write(f"  {refnis} is no longer in the files")

    def _progress(self, done: int, total: int) -> None:
        if done % 50 == 0 or done == total:
            self.stdout.write(f"\r  {done}/{total}", ending="")
            self.stdout.flush()
