"""The wording of the letter as editors and translators write it: checks on its placeholders, its links for paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.rich_text import expand_db_html

from gemeenten.letters.letter import Wording
from gemeenten.letters.placeholders import (
    PLACEHOLDERS,
    PlaceholderProblem,
    check_placeholders,
    compare_placeholders,
)

if TYPE_CHECKING:
    from gemeenten.models.letter import LetterPage

#: The fields of a letter page that may hold placeholders.
WORDING_FIELDS = ("letter_subject", "letter_salutation", "letter_body", "letter_closing")

_LOCAL_LINK = re.compile(r'(<a\b[^>]*\bhref=")(/(?!/)[^"]*)')


def wording_of(page: LetterPage) -> Wording:
    """The wording as the letter's own modules take it: links lead to full addresses, since paper has no site."""
    base = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    body = _LOCAL_LINK.sub(rf"\g<1>{base}\g<2>", expand_db_html(page.letter_body or ""))
    return Wording(
        subject=page.letter_subject,
        salutation=page.letter_salutation,
        body_html=body,
        closing=page.letter_closing,
    )


def wording_errors(page: Any) -> dict[str, list[ValidationError]]:
    """What is wrong with the placeholders of each field, for the editor."""
    errors: dict[str, list[ValidationError]] = {}
    for name in WORDING_FIELDS:
        problems = check_placeholders(str(getattr(page, name) or ""))
        if problems:
            errors[name] = [ValidationError(problem_message(problem), code=problem.kind) for problem in problems]
            if any(problem.kind == "unknown" for problem in problems):
                errors[name].append(ValidationError(allowed_message(), code="allowed"))
    return errors


def translation_problem(source: str, translation: str) -> str:
    """What a translation of one piece of the wording does wrong with its placeholders, in a sentence; empty if fine."""
    problems = check_placeholders(translation)
    if problems:
        return " ".join([*map(problem_message, problems), allowed_message()])
    difference = compare_placeholders(source, translation)
    sentences = []
    if difference.lost:
        sentences.append(_("The translation lost %(names)s.") % {"names": _in_braces(difference.lost)})
    if difference.invented:
        sentences.append(
            _("The translation has %(names)s, which the source has not.") % {"names": _in_braces(difference.invented)}
        )
    return " ".join(sentences)


def problem_message(problem: PlaceholderProblem) -> str:
    """One problem in a sentence."""
    if problem.kind == "unbalanced":
        return _("A brace has no counterpart here: “%(excerpt)s”.") % {"excerpt": problem.text}
    words = {"word": _in_braces([problem.text])}
    if problem.suggestion:
        words["suggestion"] = _in_braces([problem.suggestion])
        return _("%(word)s is no placeholder. Did you mean %(suggestion)s?") % words
    return _("%(word)s is no placeholder.") % words


def allowed_message() -> str:
    """Every allowed placeholder."""
    return _("Allowed are %(names)s.") % {"names": _in_braces(PLACEHOLDERS)}


def excerpt(text: str, length: int = 60) -> str:
    """The beginning of a segment, without markup, to tell it from others."""
    return Truncator(" ".join(strip_tags(text).split())).chars(length)


def _in_braces(names: Any) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
