"""Bring all translations up to date with their sources."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.translation.updates import complete_sources, outdated_sources, run


class Command(BaseCommand):
    """``update_translations [--locale fr] [--publish]``: safe to run again; each object in a transaction of its own."""

    help = "Hand the changes of all sources on to their translations, as drafts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which languages, and whether complete translations are published."""
        parser.add_argument("--locale", action="append", default=[], help="Only this language; may be repeated.")
        parser.add_argument(
            "--publish", action="store_true", help="Publish the translations that are complete and public already."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Work through the sources and say how far it is.

        Raises:
            CommandError: an unknown language, or a translation that could not be saved.
        """
        known = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
        if unknown := sorted(set(options["locale"]) - set(known)):
            raise CommandError(f"Unknown language {', '.join(unknown)}; there are {', '.join(known)}.")
        rows = list(outdated_sources(options["locale"]))
        if options["publish"]:
            rows += [row for row in complete_sources(options["locale"]) if row not in rows]
        loud, failed = options["verbosity"] > 0, 0
        for number, row in enumerate(rows, start=1):
            outcome = run([row], languages=options["locale"], publish=options["publish"])[0]
            done = [f"draft {code}" for code in outcome.drafts] + [f"published {code}" for code in outcome.published]
            done += [f"waiting {code}" for code in outcome.waiting]
            if loud:
                self.stdout.write(f"{number}/{len(rows)} {row.title}: {', '.join(done) or 'nothing to do'}")
            for error in outcome.errors:
                failed += 1
                self.stderr.write(f"{row.title}: {error}")
        if loud and not rows:
            self.stdout.write("Every translation has been given the changes of its source.")
        if failed:
            raise CommandError(f"{failed} translations could not be saved.")
