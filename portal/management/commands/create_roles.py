"""Brings the groups in step with the roles."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal.languages import home_pages
from portal.roles import COMMUNICATION, MODERATORS, TRANSLATORS, create_roles


class Command(BaseCommand):
    """``create_roles``: idempotent; takes nothing away that an administrator has given."""

    help = "Gives the staff's groups the permissions that they lack: run it after an upgrade."

    def handle(self, *args: Any, **options: Any) -> None:
        """All groups or none."""
        if not home_pages():
            raise CommandError("The site has no home page yet: run load_initial_data, which makes the groups, too.")
        with transaction.atomic():
            create_roles()
        self.stdout.write(f"In step: {COMMUNICATION}, {MODERATORS}, {TRANSLATORS}.")
