"""Compiles the interface's translations without gettext's programs, which a fresh machine lacks."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import polib

LOCALE_FOLDER = Path(__file__).parent / "locale"


def compile_catalogues(folder: Path = LOCALE_FOLDER) -> list[Path]:
    """Write the ``.mo`` file beside every ``.po`` file that is newer; returns what was written.

    Each file is put in place whole, so a process that starts meanwhile never reads half of it.
    """
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        partial = target.with_suffix(f".mo.{os.getpid()}")
        polib.pofile(str(source)).save_as_mofile(str(partial))
        partial.replace(target)
        written.append(target)
    return written


def tidy_catalogues(folder: Path = LOCALE_FOLDER) -> None:
    """Rewrite the ``.po`` files in one form, whatever gettext collected them: long lines, no date of collection."""
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        catalogue = polib.pofile(str(source), wrapwidth=0)
        for name in ("POT-Creation-Date", "Report-Msgid-Bugs-To"):
            catalogue.metadata.pop(name, None)
        catalogue.save()


if __name__ == "__main__":
    if sys.argv[1:] == ["--tidy"]:
        tidy_catalogues()
    for path in compile_catalogues():
        sys.stdout.write(f"{path.relative_to(Path.cwd())}\n")
