"""The guide's chapters: from Markdown files to what the admin shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import markdown
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

FOLDER = settings.BASE_DIR / "docs" / "guide"
#: The chapters in reading order; the file names are the same in every language.
ORDER = ("start", "editors", "translators", "moderators")
#: The languages in which the guide is written, the source language first.
LANGUAGES = ("nl", "fr")

_TITLE = re.compile(r"\A# (.+)\n")
_IMAGE = re.compile(r'(<img [^>]*?src=")\.\./images/([^"]+)(")')
_CHAPTER_LINK = re.compile(r'(<a href=")([a-z]+)\.md(#[^"]*)?(")')


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter in one language: its name in addresses, its title, its text and its table of contents as HTML."""

    name: str
    title: str
    html: SafeString
    contents: SafeString


def language_for(code: str | None) -> str:
    """The guide's language for somebody who works in ``code``."""
    short = (code or "")[:2]
    return short if short in LANGUAGES else LANGUAGES[0]


def titles(language: str) -> list[tuple[str, str]]:
    """(name, title) of every chapter in reading order."""
    return [(name, _source(language, name)[0]) for name in ORDER]


@cache
def chapter(language: str, name: str) -> Chapter:
    """One chapter; ``KeyError`` when there is none of that name. Kept: the files change with the code only."""
    if name not in ORDER or language not in LANGUAGES:
        raise KeyError(name)
    title, text = _source(language, name)
    converter = markdown.Markdown(
        extensions=["tables", "toc", "sane_lists"],
        extension_configs={"toc": {"toc_depth": "2-2"}},
        output_format="html",
    )
    html = converter.convert(text)
    html = _IMAGE.sub(lambda match: f'{match[1]}{static("guide/" + match[2])}{match[3]} loading="lazy"', html)
    html = _CHAPTER_LINK.sub(
        lambda match: f"{match[1]}{reverse('guide_chapter', args=[match[2]])}{match[3] or ''}{match[4]}", html
    )
    # The files are part of the code: nobody's input reaches this.
    return Chapter(name, title, mark_safe(html), mark_safe(converter.toc))  # type: ignore[attr-defined]  # noqa: S308


def _source(language: str, name: str) -> tuple[str, str]:
    text = (FOLDER / language / f"{name}.md").read_text(encoding="utf-8")
    match = _TITLE.match(text)
    if match is None:
        raise ValueError(f"{language}/{name}.md must begin with its title: # …")
    return match[1].strip(), text[match.end() :]
