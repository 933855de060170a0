"""Write translations to a file for translators."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from wagtail_localize.models import Translation

from portal.translation.access import in_site_order
from portal.translation.files import FORMATS, pack
from portal.translation.segments import load_documents


class Command(BaseCommand):
    """``export_translations fr --format xliff --output folder``: everything in a language, or chosen objects."""

    help = "Writes the texts and translations of pages and snippets to a PO (ZIP) or XLIFF file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Language, form, place."""
        parser.add_argument("language", help="code of the language translated into, such as fr")
        parser.add_argument("--format", choices=FORMATS, default="xliff")
        parser.add_argument("--output", type=Path, default=Path(), help="folder of the file (default: this one)")
        parser.add_argument("--object", action="append", default=[], help="translation key of an object; repeatable")
        parser.add_argument("--open", action="store_true", help="only texts that are not translated or not confirmed")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file and say where."""
        language = options["language"]
        translations = Translation.objects.filter(target_locale__language_code=language, enabled=True).select_related(
            "source__locale", "source__specific_content_type", "target_locale"
        )
        chosen = set(options["object"])
        found = [one for one in in_site_order(translations) if not chosen or str(one.source.object_id) in chosen]
        missing = chosen - {str(one.source.object_id) for one in found}
        if missing:
            raise CommandError(f"No translation into {language} of: {', '.join(sorted(missing))}")
        documents = load_documents(found)
        if options["open"]:
            documents = [document.only_open() for document in documents]
        try:
            name, _content_type, content = pack(documents, options["format"], f"translations-{language}")
        except ValueError:
            raise CommandError("There is nothing to export.") from None
        path: Path = options["output"] / name
        path.write_bytes(content)
        texts = sum(len(document.segments) for document in documents)
        self.stdout.write(f"{path}: {texts} texts of {len(documents)} objects")
