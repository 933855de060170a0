"""The interface's translations: complete, faithful to their placeholders, compiled without gettext's programs."""

from __future__ import annotations

import ast
import gettext
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
import pytest
from django.conf import settings
from django.utils.translation.template import templatize

from portal.catalogues import LOCALE_FOLDER, compile_catalogues

LANGUAGES = ["nl", "fr"]
OURS = ("portal", "home", "gemeenten", "news")
MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "npgettext", "pgettext"}
_NAMED = re.compile(r"%\((\w+)\)[sd]")


def catalogue(language: str) -> polib.POFile:
    """The catalogue of a language as it is edited."""
    return polib.pofile(str(LOCALE_FOLDER / language / "LC_MESSAGES" / "django.po"))


def marked_in_python(source: str) -> Iterator[str]:
    """The texts marked for translation in a module, or in a template made into one."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKS and node.args:
            position = 1 if getattr(node.func, "id", "") in ("pgettext", "npgettext") else 0
            first = node.args[position]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def marked_in_template(source: str) -> Iterator[str]:
    """The texts marked for translation in a template; Django turns everything else into a row of signs."""
    text = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
    # What stands first in pgettext and npgettext is the context, not the text.
    for call in re.finditer(rf"\b(?:(?:n?gettext|_)\(|n?pgettext\({text}, ?)(?P<arguments>{text})", templatize(source)):
        yield ast.literal_eval(call["arguments"])


def marked() -> set[str]:
    """All texts marked for translation."""
    found: set[str] = set()
    for package in OURS:
        for path in (settings.BASE_DIR / package).rglob("*.py"):
            if "migrations" not in path.parts:
                found.update(marked_in_python(path.read_text(encoding="utf-8")))
    # Pages, and mails.
    templates = settings.BASE_DIR / "templates"
    for path in [*templates.rglob("*.html"), *templates.rglob("*.txt")]:
        found.update(marked_in_template(path.read_text(encoding="utf-8")))
    return found


def test_texts_are_marked_by_names_that_gettext_s_programs_know() -> None:
    for package in OURS:
        for path in (settings.BASE_DIR / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
                    renamed = {name.asname for name in node.names if name.asname}
                    assert renamed <= {"_"}, f"{path.name}: another name would leave its texts out of the catalogues"


def placeholders(text: str) -> set[str]:
    """The names of what is put into a text, in either of Python's ways."""
    braces = set(re.findall(r"\{(\w+)\}", text))
    return set(_NAMED.findall(text)) | braces


# --- Complete -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_interface_is_in_the_catalogue(language: str) -> None:
    known = {entry.msgid for entry in catalogue(language) if not entry.obsolete}
    wanted = marked()

    assert len(wanted) > 250
    assert sorted(wanted - known) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_none_is_a_guess(language: str) -> None:
    entries = catalogue(language)

    assert [entry.msgid for entry in entries.untranslated_entries()] == []
    assert [entry.msgid for entry in entries.fuzzy_entries()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_their_placeholders(language: str) -> None:
    wrong = []
    for entry in catalogue(language).translated_entries():
        wanted = placeholders(entry.msgid) | placeholders(entry.msgid_plural)
        texts = entry.msgstr_plural.values() or [entry.msgstr]
        # A singular may say “one” instead of the number.
        if any(
            placeholders(text) - wanted or (not entry.msgid_plural and placeholders(text) != wanted) for text in texts
        ):
            wrong.append(entry.msgid)
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_have_both_forms(language: str) -> None:
    entries = catalogue(language)
    plurals = [entry for entry in entries if entry.msgid_plural]

    assert plurals
    assert "nplurals=2" in entries.metadata["Plural-Forms"]
    for entry in plurals:
        assert sorted(entry.msgstr_plural) == [0, 1], entry.msgid
        assert all(text.strip() for text in entry.msgstr_plural.values()), entry.msgid


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_start_end_and_space_as_their_texts(language: str) -> None:
    for entry in catalogue(language):
        if entry.msgstr:
            assert entry.msgstr == entry.msgstr.strip(), entry.msgid
            assert entry.msgid.endswith("…") == entry.msgstr.endswith("…"), entry.msgid


def test_french_uses_typographic_apostrophes_and_spaces() -> None:
    wrong = []
    for entry in catalogue("fr"):
        for text in entry.msgstr_plural.values() or [entry.msgstr]:
            words = re.sub(r"https?://\S+|%\(\w+\)s|\{[^}]*\}", "", text)
            if "'" in words or re.search(r"[^\u00a0\u202f\s][?!;»](?=\s|$)|\w:(?=\s|$)|\s\u0020[?!;:]", words):
                wrong.append(text)
    assert wrong == []


def test_dutch_uses_typographic_apostrophes() -> None:
    assert [entry.msgstr for entry in catalogue("nl") if re.search(r"\w'\w", entry.msgstr)] == []


# --- Compiled -------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the two catalogues, not compiled."""
    for language in LANGUAGES:
        place = tmp_path / language / "LC_MESSAGES"
        place.mkdir(parents=True)
        shutil.copy(LOCALE_FOLDER / language / "LC_MESSAGES" / "django.po", place)
    return tmp_path


def test_compiled_catalogues_say_what_the_edited_ones_say(folder: Path) -> None:
    written = compile_catalogues(folder)

    assert [path.relative_to(folder).as_posix() for path in written] == [
        "fr/LC_MESSAGES/django.mo",
        "nl/LC_MESSAGES/django.mo",
    ]
    for language in LANGUAGES:
        with (folder / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
            compiled = gettext.GNUTranslations(file)
        for entry in catalogue(language):
            if entry.msgstr and not entry.msgctxt:
                assert compiled.gettext(entry.msgid) == entry.msgstr


def test_second_compilation_writes_nothing(folder: Path) -> None:
    compile_catalogues(folder)

    assert compile_catalogues(folder) == []


def test_changed_catalogue_alone_is_compiled_again(folder: Path) -> None:
    compile_catalogues(folder)
    source = folder / "nl" / "LC_MESSAGES" / "django.po"
    later = source.with_suffix(".mo").stat().st_mtime + 5
    os.utime(source, (later, later))

    assert compile_catalogues(folder) == [source.with_suffix(".mo")]


def test_no_half_written_file_stays_behind(folder: Path) -> None:
    compile_catalogues(folder)

    names = sorted(path.name for path in folder.rglob("*") if path.is_file())
    assert names == ["django.mo", "django.mo", "django.po", "django.po"]


def test_broken_catalogue_is_named_and_the_old_one_stays(folder: Path) -> None:
    compile_catalogues(folder)
    source = folder / "nl" / "LC_MESSAGES" / "django.po"
    before = source.with_suffix(".mo").read_bytes()
    source.write_text('msgid "x"\nmsgstr "y"\nno keyword at all\n', encoding="utf-8")
    later = source.with_suffix(".mo").stat().st_mtime + 5
    os.utime(source, (later, later))

    with pytest.raises(OSError, match="Syntax error"):
        compile_catalogues(folder)

    assert source.with_suffix(".mo").read_bytes() == before


def test_finding_marked_texts_works_for_code_and_templates() -> None:
    source = 'x = _("One"); y = ngettext("%(n)d two", "%(n)d twos", 3); z = other("Not this")'
    template = (
        '{% load i18n %}{% translate "Three" %}{% blocktranslate with a=b %}Four {{ a }}{% endblocktranslate %}'
        "{% blocktranslate count n=m %}{{ n }} five{% plural %}{{ n }} fives{% endblocktranslate %}"
    )

    assert set(marked_in_python(source)) == {"One", "%(n)d two"}
    assert set(marked_in_template(template)) == {"Three", "Four %(a)s", "%(n)s five"}


def test_settings_name_both_languages_of_the_site() -> None:
    assert [code for code, _name in settings.LANGUAGES] == LANGUAGES
    names: dict[str, Any] = {code: catalogue(code).metadata["Language"] for code in LANGUAGES}
    assert names == {"nl": "nl", "fr": "fr"}
