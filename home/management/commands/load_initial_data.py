"""Load the starter content into an empty site."""

from __future__ import annotations

import logging
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from wagtail.contrib.redirects.models import Redirect

from gemeenten.models import Municipality
from home.models import HomePage
from home.starter import StarterSite
from portal.roles import create_roles


class Command(BaseCommand):
    """``load_initial_data``: idempotent; a site that has a home page stays as it is, with all that editors changed."""

    help = "Loads the campaign's pages, profiles, news and letter in Dutch and French, once."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load everything or nothing."""
        if HomePage.objects.exists():
            self.stdout.write("The site has its content already: nothing is changed.")
            return
        logging.getLogger("wagtail").setLevel(logging.WARNING)
        with transaction.atomic():
            if not Municipality.objects.exists():
                call_command("sync_register", stdout=self.stdout)
            StarterSite(say=self._say).build()
            create_roles()
        # Dutch addresses that French pages had for a moment while they were made: nobody ever saw them. Wagtail makes
        # these redirects once the transaction is committed.
        Redirect.objects.filter(automatically_created=True).delete()
        self.stdout.write("")
        self.stdout.write(self.style.SUCCESS("Starter content loaded in Dutch and French."))

    def _say(self, text: str) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r\033[K  {text}", ending="")
        else:
            self.stdout.write(f"  {text}")
        self.stdout.flush()
