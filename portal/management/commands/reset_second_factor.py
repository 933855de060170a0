"""A way back in for somebody whose telephone is lost."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from portal.account import second_factor


class Command(BaseCommand):
    """``reset_second_factor USER``: make sure first that it is really that person who asks."""

    help = "Takes every second factor and session from a user, who sets up a new one at the next log-in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose."""
        parser.add_argument("user", help="user name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Reset, and say what was taken."""
        user = get_user_model().objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"There is no user {options['user']!r}: check the spelling in the list of users.")
        number = second_factor.reset(user)
        self.stdout.write(f"{number} second factors taken; {options['user']} sets up a new one at the next log-in.")
