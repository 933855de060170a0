"""Reduce a name to the keys under which it is found, whatever its accents, hyphens or abbreviations.

A key holds lower-case ASCII letters and digits, without spaces: ``Braine-l'Alleud`` is ``brainelalleud``. One
capital stands for a group of words that mean the same: ``S`` for Sint, Saint, Sainte, Sankt and their
abbreviations. Both the plain and the grouped key are used, in the index and for the query, so that equivalent
spellings meet in one of them while half a word ("sin") still meets the plain one.
"""

import re
import unicodedata
from typing import NamedTuple

#: Stands for every word meaning "saint" in a grouped key.
SAINT = "S"

#: Letters that have no decomposition into a base letter and a mark (those with one need no line here).
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_GERMAN_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
#: Apostrophes as typed and as printed (typographic, accents used as apostrophes, prime, modifier letter).
_APOSTROPHES = re.compile("['\u2019\u2018`\u00b4\u2032\u02bc]")
_SAINT_WORDS = frozenset({"sint", "sinte", "saint", "sainte", "sankt", "sanct", "st", "ste", "skt"})
#: Groups of equivalent wordings, on words separated by single spaces; order matters only within a line.
_SAME_WORDING = (
    (re.compile(r"(?<= )o d(?= )"), "op den"),  # Heist o/d Berg
    (re.compile(r"(?<=[a-z] )s(?= [a-z])"), "sur"),  # Ham s/ Heure
    (re.compile(r"(?<= )l[ei]z(?= )"), "les"),  # lez, lès
    (re.compile(r"^(?:onze lieve vrouwe?|o l v)(?= )"), "olv"),  # Onze-Lieve-Vrouw-Waver
    (re.compile(r"ij"), "y"),  # Wijnegem, Wynegem
)


class Spelling(NamedTuple):
    """One way to write a name: its key, and where in that key words begin."""

    key: str
    word_starts: tuple[int, ...]


def spellings(name: str) -> tuple[Spelling, ...]:
    """The ways in which a registered ``name`` may be looked up, plainest first, without doubles.

    A German umlaut counts both as its base letter and as the vowel with e (Lüttich: ``luttich``,
    ``luettich``); a saint also as ``st``, for those who type ``sttruiden``. A name without letters has none.
    """
    plain = _words(name)
    variants = [plain, _grouped(plain)]
    if any(word in _SAINT_WORDS for word in plain):
        variants.append(["st" if word in _SAINT_WORDS else word for word in plain])
    composed = unicodedata.normalize("NFC", name).lower()
    expanded = composed.translate(_GERMAN_UMLAUTS)
    if expanded != composed:
        variants.append(_words(expanded))
    found = {spelling.key: spelling for spelling in map(_joined, variants) if spelling.key}
    return tuple(found.values())


def query_keys(text: str) -> tuple[str, ...]:
    """The keys of what a visitor typed: plain, then grouped where that differs; none if it is illegible."""
    plain = _words(text)
    keys = ("".join(plain), "".join(_grouped(plain)))
    return tuple(dict.fromkeys(key for key in keys if key))


def words(text: str) -> tuple[str, ...]:
    """The legible words of ``text`` in order, folded to lower-case ASCII letters and digits."""
    return tuple(_words(text))


def _words(text: str) -> list[str]:
    """Fold case, width, accents and ligatures, and split at everything that is not a Latin letter or a digit.

    An apostrophe joins (``l'Alleud`` is one word, ``'s-Gravenvoeren`` begins with the word ``s``).
    """
    composed = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold()
    bare = "".join(sign for sign in composed if not unicodedata.combining(sign)).translate(_LETTERS)
    return _NOT_A_LETTER.sub(" ", bare).split()


def _grouped(plain: list[str]) -> list[str]:
    """Replace words and wordings that mean the same by one representative."""
    # The space at both ends lets every pattern see a whole word by its spaces.
    text = " ".join(plain) + " "
    for pattern, replacement in _SAME_WORDING:
        text = pattern.sub(replacement, text)
    return [SAINT if word in _SAINT_WORDS else word for word in text.split()]


def _joined(parts: list[str]) -> Spelling:
    """Join words to one key and remember where each began."""
    starts: list[int] = []
    position = 0
    for part in parts:
        starts.append(position)
        position += len(part)
    return Spelling("".join(parts), tuple(starts))
