"""What may be wrong with a translated segment: pure checks on its markup against the source's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from wagtail_localize.strings import StringValue

from portal.translation.inline import PLACEHOLDER, Piece, is_well_formed, pieces, visible_text

Code = Literal["empty", "markup", "lost_tags", "added_tags", "lost_placeholders", "added_placeholders"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason to refuse a text: a ``code`` for programs and what it is about, for people."""

    code: Code
    names: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        """A sentence in the reader's language."""
        templates = {
            "empty": _("The text is empty."),
            "markup": _("The markup is broken: %(names)s"),
            "lost_tags": _("The translation lost %(names)s."),
            "added_tags": _("The translation has %(names)s, which the source has not."),
            "lost_placeholders": _("The translation lost %(names)s."),
            "added_placeholders": _("The translation has %(names)s, which the source has not."),
        }
        return templates[self.code] % {"names": ", ".join(self.names)}


def check_segment(source: str, target: str, *, placeholders: bool = True) -> list[Problem]:
    """Everything wrong with ``target`` as the translation of ``source``; empty: nothing.

    ``placeholders=False`` leaves the names in braces to a check that knows what they mean.
    """
    if problem := _broken(target):
        return [problem]
    if visible_text(source).strip() and not visible_text(target).strip():
        return [Problem("empty")]
    ours, theirs = pieces(source), pieces(target)
    problems = _difference(_tags(ours), _tags(theirs), "lost_tags", "added_tags")
    if placeholders:
        problems += _difference(_names(ours), _names(theirs), "lost_placeholders", "added_placeholders")
        if _loose_braces(target) > _loose_braces(source):
            problems.append(Problem("markup", (_("a brace has no counterpart"),)))
    return problems


def _broken(target: str) -> Problem | None:
    if not is_well_formed(target):
        return Problem("markup", (_("a tag is not closed, or in the wrong order"),))
    try:
        StringValue.from_translated_html(target)
    except ValueError as error:
        return Problem("markup", (str(error),))
    return None


def _difference(ours: Counter[str], theirs: Counter[str], lost: Code, added: Code) -> list[Problem]:
    found = []
    if missing := ours - theirs:
        found.append(Problem(lost, tuple(missing)))
    if extra := theirs - ours:
        found.append(Problem(added, tuple(extra)))
    return found


def _tags(parts: Iterable[Piece]) -> Counter[str]:
    """Every tag as it opens. A line break is free: lines run differently in each language."""
    return Counter(part.raw for part in parts if part.kind in {"open", "void"} and part.name != "br")


def _names(parts: Iterable[Piece]) -> Counter[str]:
    return Counter(part.raw for part in parts if part.kind == "placeholder")


def _loose_braces(html: str) -> int:
    return len(re.findall(r"[{}]", PLACEHOLDER.sub("", html)))
