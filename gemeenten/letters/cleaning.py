"""Make what a visitor typed safe to print, without changing what it says.

Everything that is *text* stays, in any script: markup of any sort is kept literally, since no renderer treats the
visitor's words as markup. What goes is what has no place on paper and can deceive or break a document: control
characters, bidirectional overrides and isolates (they can make a line read differently from what it says), invisible
fillers, private-use and non-characters, and piles of accents.
"""

import re
import unicodedata
from dataclasses import dataclass

#: Accents in a row that any living orthography needs (pointed Hebrew and Vietnamese included).
MAX_COMBINING_MARKS = 4

_LINE_BREAK = re.compile("\r\n|[\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
#: French sets these before its colons and question marks; one alone stays.
_NO_BREAK_SPACES = frozenset("\u00a0\u202f")
_MANY_LINE_BREAKS = re.compile(r"\n{3,}")
#: Bidirectional embeddings, overrides and isolates. The mere marks (LRM, RLM, ALM) are harmless but invisible: out too.
_BIDIRECTIONAL = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_JOINERS = frozenset("\u200c\u200d")
_VARIATION_SELECTORS = frozenset("\ufe0e\ufe0f")
_INVISIBLE_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")
#: Latin text with its usual punctuation, which needs no closer look; most letters are nothing else.
_PLAIN = re.compile("[\n\t -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u202f\u20ac]*")
_NOT_CHARACTERS = frozenset(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF)) | frozenset(
    map(chr, range(0xFDD0, 0xFDF0))
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned text and what the cleaning did.

    ``removed`` names the code points taken out ("U+202E"), each once, in order of first appearance; ``shortened``
    says that the text was longer than the limit.
    """

    text: str
    removed: tuple[str, ...] = ()
    shortened: bool = False


def clean(text: str, limit: int, *, lines: bool) -> Cleaned:
    """Clean ``text`` and report what happened; ``lines`` keeps line breaks (at most one empty line in a row).

    The result is NFC, free of what the module's docstring lists, has single spaces, no space at either end of a line
    and at most ``limit`` code points. Cleaning twice is the same as cleaning once.
    """
    removed: dict[str, None] = {}
    text = _LINE_BREAK.sub("\n", text)
    kept = _harmless(text, removed)
    kept = _SPACES.sub(_one_space, kept)
    kept = "\n".join(line.strip() for line in kept.split("\n"))
    kept = _MANY_LINE_BREAKS.sub("\n\n", kept) if lines else _SPACES.sub(_one_space, kept.replace("\n", " "))
    kept = kept.strip()
    shortened = len(kept) > limit
    if shortened:
        kept = kept[: max(limit, 0)].rstrip().rstrip("\u200c\u200d").rstrip()
    return Cleaned(kept, tuple(removed), shortened)


def clean_line(text: str, limit: int = 200) -> str:
    """``text`` cleaned as one line of at most ``limit`` code points."""
    return clean(text, limit, lines=False).text


def clean_text(text: str, limit: int = 10_000) -> str:
    """``text`` cleaned as paragraphs of together at most ``limit`` code points; line breaks stay."""
    return clean(text, limit, lines=True).text


def without_controls(text: str) -> str:
    """``text`` without what :func:`clean` takes out, its white space as it was. For words that editors wrote."""
    return _harmless(text, {})


def _harmless(text: str, removed: dict[str, None]) -> str:
    if _PLAIN.fullmatch(text):
        return text
    kept = _normalised(text)
    # Taking one out brings others together (an accent to a letter, a joiner to a script): look until all is well.
    while (next_kept := _without_excess(kept, removed)) != kept:
        kept = next_kept
    return kept


def _one_space(spaces: re.Match[str]) -> str:
    return spaces[0] if spaces[0] in _NO_BREAK_SPACES else " "


def _normalised(text: str) -> str:
    """NFC; lone surrogates (possible in a Python string, in no file) are dropped first, since encoders refuse them."""
    return unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode("utf-8"))


def _without_excess(text: str, removed: dict[str, None]) -> str:
    kept: list[str] = []
    marks = 0
    for position, character in enumerate(text):
        category = unicodedata.category(character)
        if category in ("Mn", "Me") and character not in _VARIATION_SELECTORS:
            marks += 1
        else:
            marks = 0
        if marks <= MAX_COMBINING_MARKS and _is_kept(character, category, text, position):
            kept.append(character)
        else:
            removed[f"U+{ord(character):04X}"] = None
    # What is left can compose anew once an invisible character between a letter and its accent has gone.
    return unicodedata.normalize("NFC", "".join(kept))


def _is_kept(character: str, category: str, text: str, position: int) -> bool:
    if character in "\n\t":
        return True
    if character in _JOINERS:
        return _joins_something(text, position)
    if character in _VARIATION_SELECTORS:
        return position > 0 and unicodedata.category(text[position - 1]) in ("So", "Sm", "Po", "Nd", "Cn")
    if category in ("Cc", "Cf", "Co", "Cs"):
        return False
    return character not in _BIDIRECTIONAL | _INVISIBLE_LETTERS | _NOT_CHARACTERS


def _joins_something(text: str, position: int) -> bool:
    """Whether a joiner stands between two letters of a script that needs it (Persian, Hindi …) or inside an emoji."""
    if not 0 < position < len(text) - 1:
        return False
    before, after = text[position - 1], text[position + 1]
    return _may_join(before) and _may_join(after) and after not in _VARIATION_SELECTORS


def _may_join(character: str) -> bool:
    if character in _VARIATION_SELECTORS:
        return True
    return ord(character) > 0x58F and unicodedata.category(character) in (
        "Lo",
        "Lm",
        "Mn",
        "Mc",
        "So",
        "Sk",
        "Cn",
    )
