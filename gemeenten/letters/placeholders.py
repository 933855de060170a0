"""The named placeholders that editors may write in the wording of the letter, and the check on them.

A placeholder is a name from :data:`PLACEHOLDERS` in braces, ``{municipality}``. The text may be plain or Wagtail's rich
text HTML, in which only what a reader sees is looked at, piece by piece: a placeholder half of which is bold is broken.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from html import unescape
from typing import Literal

#: Every allowed name and an example of what takes its place, for help texts.
PLACEHOLDERS: Mapping[str, str] = {
    "municipality": "Gent",
    "council": "college van burgemeester en schepenen",
    "council_salutation": "Geacht college van burgemeester en schepenen",
    "city_or_municipality": "stad",
    "of_municipality": "van de stad Gent",
    "to_municipality": "aan de stad Gent",
    "sender": "An Peeters",
    "street": "Kerkstraat 1",
    "place": "9000 Gent",
    "date": "23 november 2026",
    "neighbours": "In onze buurt ging Deinze (onderwijs) u voor.",
    "own_words": "",
}

#: What editors may think a placeholder is called, where no likeness of letters leads to the right name.
_OTHER_NAMES: Mapping[str, str] = {
    "afzender": "sender",
    "naam": "sender",
    "name": "sender",
    "nom": "sender",
    "expediteur": "sender",
    "expéditeur": "sender",
    "gemeente": "municipality",
    "stad": "municipality",
    "commune": "municipality",
    "ville": "municipality",
    "city": "city_or_municipality",
    "college": "council",
    "collège": "council",
    "bestuur": "council",
    "straat": "street",
    "rue": "street",
    "address": "street",
    "adres": "street",
    "adresse": "street",
    "plaats": "place",
    "lieu": "place",
    "postcode": "place",
    "datum": "date",
    "buren": "neighbours",
    "neighbors": "neighbours",
    "voisins": "neighbours",
    "voisines": "neighbours",
    "eigen_woorden": "own_words",
    "message": "own_words",
}

#: Placeholders that say one thing in several grammatical forms: a translation may use another form, its language
#: decides ("{municipality}" in a Dutch subject line is "{to_municipality}" in the French one).
_SAME_THING: Mapping[str, str] = {
    "city_or_municipality": "municipality",
    "of_municipality": "municipality",
    "to_municipality": "municipality",
    "council_salutation": "council",
}

_PLACEHOLDER = re.compile(r"\{\s*([^{}<>\s][^{}<>]*?)\s*\}")
_TAG = re.compile(r"<[A-Za-z/!][^<>]*>")


@dataclass(frozen=True, slots=True)
class PlaceholderProblem:
    """One thing wrong with the placeholders of a text.

    ``unknown``: ``text`` is the name in braces and ``suggestion`` the allowed name most like it, or empty.
    ``unbalanced``: ``text`` is the excerpt around a brace without its counterpart (or with nothing in between).
    """

    kind: Literal["unknown", "unbalanced"]
    text: str
    suggestion: str = ""


def find_placeholders(text: str) -> list[str]:
    """The names in braces, allowed or not, in order and as often as they occur."""
    return [name for piece in _pieces(text) for name in _PLACEHOLDER.findall(piece)]


def check_placeholders(text: str) -> list[PlaceholderProblem]:
    """What is wrong with the placeholders of ``text``, in reading order; an empty list means: nothing."""
    problems: list[PlaceholderProblem] = []
    for piece in _pieces(text):
        found: list[tuple[int, PlaceholderProblem]] = [
            (match.start(), PlaceholderProblem("unknown", match[1], suggestion(match[1])))
            for match in _PLACEHOLDER.finditer(piece)
            if match[1] not in PLACEHOLDERS
        ]
        rest = _PLACEHOLDER.sub(lambda match: " " * len(match[0]), piece)
        found += [
            (match.start(), PlaceholderProblem("unbalanced", _excerpt(piece, match.start())))
            for match in re.finditer(r"[{}]", rest)
        ]
        problems += [problem for _, problem in sorted(found, key=lambda item: item[0])]
    return problems


@dataclass(frozen=True, slots=True)
class PlaceholderDifference:
    """What a translation did to the placeholders of its source: names, each once, in order of first appearance."""

    lost: tuple[str, ...] = ()
    invented: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lost or self.invented)


def compare_placeholders(source: str, translation: str) -> PlaceholderDifference:
    """Which of ``source``'s placeholders ``translation`` lost and which it invented.

    Order and number do not count, nor does the grammatical form of the municipality or its council; what is not a
    known placeholder at all is :func:`check_placeholders`' business.
    """
    ours, theirs = _things(source), _things(translation)
    return PlaceholderDifference(
        lost=tuple(name for thing, name in ours.items() if thing not in theirs),
        invented=tuple(name for thing, name in theirs.items() if thing not in ours),
    )


def _things(text: str) -> dict[str, str]:
    """Each thing that ``text`` names, with the first placeholder that names it."""
    things: dict[str, str] = {}
    for name in find_placeholders(text):
        if name in PLACEHOLDERS:
            things.setdefault(_SAME_THING.get(name, name), name)
    return things


def suggestion(name: str) -> str:
    """The allowed placeholder that ``name`` was probably meant to be, or an empty string."""
    plain = name.strip().casefold().replace(" ", "_").replace("-", "_")
    if plain in PLACEHOLDERS:
        return plain
    if plain in _OTHER_NAMES:
        return _OTHER_NAMES[plain]
    near = get_close_matches(plain, PLACEHOLDERS, n=1, cutoff=0.6)
    return near[0] if near else ""


def substitute(text: str, values: Mapping[str, str]) -> str:
    """``text`` with each placeholder that has a value replaced, in one pass: what comes in is never looked at again.

    A name without a value stays as it is written, braces and all.
    """
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def is_only(text: str, name: str) -> bool:
    """Whether ``text`` is nothing but the placeholder ``name``."""
    match = _PLACEHOLDER.fullmatch(text.strip())
    return match is not None and match[1] == name


def _pieces(text: str) -> list[str]:
    """The runs of text between tags; a plain text is one piece."""
    return [unescape(piece) for piece in _TAG.split(text)]


def _excerpt(piece: str, position: int, around: int = 20) -> str:
    return " ".join(piece[max(0, position - around) : position + around].split())
