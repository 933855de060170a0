"""Finding and marking words in a text, whatever their accents and capitals. Pure.

A word of the query hits every word that begins with it, as the index does; what is hit is marked whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

#: Characters of a passage before its first hit, and in all.
_BEFORE, _LENGTH = 70, 240
#: More words than this are left out of a query.
MAX_WORDS = 8
#: Letters that Unicode does not take apart.
_JOINED = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"}
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text without accents and capitals; ``origin`` is the place in the original of each of its characters."""

    text: str
    origin: list[int]


def _folded(text: str) -> _Folded:
    signs: list[str] = []
    origin: list[int] = []
    for place, sign in enumerate(text):
        small = sign.lower()
        plain = _JOINED.get(small) or "".join(
            part for part in unicodedata.normalize("NFKD", small) if not unicodedata.combining(part)
        )
        signs.append(plain)
        origin.extend([place] * len(plain))
    return _Folded("".join(signs), origin)


def words_of(query: str) -> list[str]:
    """The words of a query, each once, at most eight; single letters (“l’école”) only where there is nothing else."""
    found = list(dict.fromkeys(_WORD.findall(query.lower())))
    longer = [word for word in found if len(word) > 1 or word.isdigit()]
    return (longer or found)[:MAX_WORDS]


def hits(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where words of ``text`` begin with one of ``words``: (start, end) in the text."""
    wanted = tuple(_folded(word).text for word in words)
    folded = _folded(text)
    if not wanted:
        return []
    return [
        (folded.origin[match.start()], _with_accents(text, folded.origin[match.end() - 1] + 1))
        for match in _WORD.finditer(folded.text)
        if match[0].startswith(wanted)
    ]


def _with_accents(text: str, end: int) -> int:
    """``end`` behind the accents that stand there as signs of their own."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def highlighted(text: str, words: Sequence[str]) -> SafeString:
    """``text`` as HTML: escaped, with every hit in ``<mark>``."""
    parts, place = [SafeString("")], 0
    for start, end in hits(text, words):
        parts += [conditional_escape(text[place:start]), format_html("<mark>{}</mark>", text[start:end])]
        place = end
    return SafeString("".join([*parts, conditional_escape(text[place:])]))


def passage(text: str, words: Sequence[str]) -> str:
    """About 240 characters of ``text`` around its first hit, cut between words; its beginning without a hit."""
    text = " ".join(text.split())
    found = hits(text, words)
    start = max(found[0][0] - _BEFORE, 0) if found else 0
    if start:
        start = text.find(" ", start) + 1
    end = start + _LENGTH
    shown = text[start:end]
    if end < len(text):
        shown = f"{shown.rsplit(' ', 1)[0].rstrip(',;:–- ')}\N{NO-BREAK SPACE}…"
    return f"…\N{NO-BREAK SPACE}{shown}" if start else shown
