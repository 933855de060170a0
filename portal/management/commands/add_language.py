"""Open a further language: everything is put before its translators, nothing goes live."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import models, transaction
from wagtail.models import Locale, Page, TranslatableMixin
from wagtail.snippets.models import get_snippet_models
from wagtail_localize.models import Translation, TranslationSource

from portal.languages import home_pages


class Command(BaseCommand):
    """``add_language de``: idempotent; whole or not at all."""

    help = "Opens a language that PORTAL_LANGUAGES names: makes a draft translation of every page and snippet."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the arguments."""
        parser.add_argument("language", help="code of the language, such as de")

    def handle(self, *args: Any, language: str, **options: Any) -> None:
        """Submit everything of the source language that has no translation yet."""
        if language not in dict(settings.WAGTAIL_CONTENT_LANGUAGES):
            raise CommandError(f"The site does not know {language!r}: add it to PORTAL_LANGUAGES first.")
        home = home_pages().get(settings.LANGUAGE_CODE)
        if home is None:
            raise CommandError("The site has no home page yet: run load_initial_data first.")
        with transaction.atomic():
            locale, _created = Locale.objects.get_or_create(language_code=language)
            instances = [*_pages(home), *_snippets(home.locale)]
            for number, instance in enumerate(instances, start=1):
                _submit(instance, locale)
                self.stdout.write(f"  {number}/{len(instances)} {instance}")
        self.stdout.write(self.style.SUCCESS(f"{len(instances)} texts wait for their translators."))


def _pages(home: Page) -> list[Page]:
    """The live pages of the source language, parents first."""
    pages = home.get_descendants(inclusive=True).live().filter(alias_of__isnull=True).order_by("path")
    return list(pages.specific())


def _snippets(locale: Locale) -> list[models.Model]:
    found: list[models.Model] = []
    for model in get_snippet_models():
        if issubclass(model, TranslatableMixin):
            found.extend(model._default_manager.filter(locale=locale))
    return found


def _submit(instance: Any, locale: Locale) -> None:
    """Offer one object for translation: pages as drafts; snippets wait, since they have no draft state."""
    source, _created = TranslationSource.get_or_create_from_instance(instance)
    translation, created = Translation.objects.get_or_create(source=source, target_locale=locale)
    if created and isinstance(instance, Page) and not instance.has_translation(locale):
        translation.save_target(publish=False)
