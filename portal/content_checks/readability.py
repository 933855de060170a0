"""How hard a text is to read, by published formulas.

- LIX, for any language: Carl-Hugo Björnsson, *Läsbarhet*, Liber, Stockholm 1968. Words a sentence plus the
  percentage of words of more than six letters. Below 40 easy, 40 to 50 medium, above that difficult.
- Reading ease, 0 (hardest) to 100, after Rudolf Flesch (1948), fitted to
  Dutch by W. H. Douma (*De leesbaarheid van landbouwbladen*, Wageningen 1960): 206.84 - 0.77 S - 0.93 W, and to
  French by Liliane Kandel and Abraham Moles (*Application de l'indice de Flesch à la langue française*, 1958):
  207 - 0.736 S - 1.015 W, with S the syllables of a hundred words and W the words of a sentence.

The verdict comes from the language's own formula, because LIX takes long Dutch compounds, which readers know, for
hard words; a language without one gets the verdict of LIX. Formulas count, they do not understand: short sentences
about nothing pass. So the longest sentences are named as well, which an editor can do something about.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.content_checks.syllables import COUNTERS

#: Below so many words a mean says nothing.
FEWEST_WORDS = 60
#: A sentence of more words than this is named.
LONG_SENTENCE = 25
#: How many long sentences are named.
NAMED = 3
#: Reading ease from which a text is easy, and from which it is medium. 60 is Flesch's "standard".
EASY, MEDIUM = 60, 45
LIX_EASY, LIX_MEDIUM = 40, 50
_LONG_WORD = 6

#: (syllables of a hundred words, words of a sentence, constant)
_EASE = {"nl": (0.77, 0.93, 206.84), "fr": (0.736, 1.015, 207.0)}

_WORD = re.compile(r"[^\W\d_]+(?:[-.'’][^\W\d_]+)*")
_ELISION = re.compile(r"^[^\W\d_]{1,2}['’]")
_INNER = re.compile(r"[-.'’]")
#: What a full stop does not end: initials and common abbreviations of both languages.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[^\W\d_]|[^\W\d_](?:\.[^\W\d_])+|bv|bijv|blz|ca|dhr|dr|enz|evt|incl|mevr|mr|mw|nr|nrs|prof|resp|st|tel"
    r"|vgl|art|av|cf|env|ex|mme|mlle|no|p\.ex|réf|tél)\.$",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…]+[\"'»”’)\]]*(?=\s|$)|:(?=\s|$)")


class Level(enum.Enum):
    """A verdict in plain words."""

    EASY = "easy"
    MEDIUM = "medium"
    DIFFICULT = "difficult"


@dataclass(frozen=True)
class Readability:
    """The measures of a text; ``ease`` is ``None`` for a language without a formula of its own."""

    words: int
    sentences: int
    lix: float
    ease: float | None
    level: Level


def words_of(text: str) -> list[str]:
    """The words of a text, as they are written between spaces: ``l'accueil`` and ``o.a.`` are one word each."""
    return _WORD.findall(text)


def sentences_of(paragraph: str) -> Iterator[str]:
    """The sentences of a paragraph; its end ends the last one, and so does a colon, as in LIX."""
    start = 0
    for end in _END.finditer(paragraph):
        so_far, rest = paragraph[start : end.end()], paragraph[end.end() :].lstrip()
        # An abbreviation goes on, unless it is the last word; a sentence never begins with a small letter.
        if end[0][-1] in ".…" and rest and (_ABBREVIATION.search(so_far) or rest[0].islower()):
            continue
        if words_of(so_far):
            yield " ".join(so_far.split())
        start = end.end()
    if words_of(paragraph[start:]):
        yield " ".join(paragraph[start:].split())


def lix_of(words: list[str], sentences: int) -> float:
    """Björnsson's index; there must be a word and a sentence."""
    long = sum(len(_INNER.sub("", _ELISION.sub("", word))) > _LONG_WORD for word in words)
    return len(words) / sentences + 100 * long / len(words)


def ease_of(words: list[str], sentences: int, language: str) -> float | None:
    """Douma's or Kandel and Moles' reading ease, within 0 and 100; ``None`` for other languages."""
    if language not in _EASE:
        return None
    per_syllable, per_word, constant = _EASE[language]
    syllables = sum(map(COUNTERS[language], words))
    ease = constant - per_syllable * 100 * syllables / len(words) - per_word * len(words) / sentences
    return max(0.0, min(100.0, ease))


def measure(paragraphs: Iterable[str], language: str) -> Readability | None:
    """Measure a text of several paragraphs; ``None`` where it is too short to say anything."""
    sentences = [sentence for paragraph in paragraphs for sentence in sentences_of(paragraph)]
    words = [word for sentence in sentences for word in words_of(sentence)]
    if len(words) < FEWEST_WORDS:
        return None
    lix = lix_of(words, len(sentences))
    ease = ease_of(words, len(sentences), language)
    return Readability(
        words=len(words),
        sentences=len(sentences),
        lix=lix,
        ease=ease,
        level=_level(lix, ease),
    )


def longest(sentences: Iterable[str]) -> list[str]:
    """The longest sentences, longest first, of those that are too long."""
    counted = sorted(((len(words_of(sentence)), sentence) for sentence in sentences), key=lambda pair: -pair[0])
    return [sentence for number, sentence in counted if number > LONG_SENTENCE][:NAMED]


def _level(lix: float, ease: float | None) -> Level:
    if ease is None:
        return Level.EASY if lix < LIX_EASY else Level.MEDIUM if lix < LIX_MEDIUM else Level.DIFFICULT
    return Level.EASY if ease >= EASY else Level.MEDIUM if ease >= MEDIUM else Level.DIFFICULT
