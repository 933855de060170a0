"""Let a user keep the profile of one municipality up to date."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from gemeenten.contacts import contacts_group
from gemeenten.models import MunicipalityPage


class Command(BaseCommand):
    """``add_municipal_contact 44021 user``: idempotent."""

    help = "Lets a user edit the profile of one municipality, always through moderation."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the arguments."""
        parser.add_argument("refnis", help="REFNIS code of the profile's municipality")
        parser.add_argument("username", help="name of an existing user")

    @transaction.atomic
    def handle(self, *args: Any, refnis: str, username: str, **options: Any) -> None:
        """Add the user to the contacts of the municipality."""
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no user {username!r}: make one in the admin first.")
        pages = MunicipalityPage.objects.filter(municipality_id=refnis)
        page = pages.filter(locale__language_code=settings.LANGUAGE_CODE).first()
        if page is None:
            raise CommandError(f"Municipality {refnis!r} has no profile: make one first.")
        group = contacts_group(page)
        user.groups.add(group)
        self.stdout.write(self.style.SUCCESS(f"{username} is in {group.name}."))
