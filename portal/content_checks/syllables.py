"""Counting the syllables of a word, by its vowels, in Dutch and French.

A syllable has one nucleus, so this counts nuclei. What is known to be counted otherwise than it is said:

- Dutch: ``-tion`` and ``-tie-`` before a vowel are counted as written (``sta-ti-on``); English and French loan words
  as if they were Dutch;
- French: mute ``e`` and ``es`` at the end of a word are not counted, inside a word they are (``ap-pe-ler``);
  the plural ending ``-ent`` of verbs is counted, since nothing tells it from ``-ment``; vowels that are said in two
  syllables though nothing in writing shows it (``pa-ys``, ``cha-os``) count as one.

Both formulas take means over a whole text, in which such words weigh little.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

#: What is one nucleus in Dutch, longest first. A trema begins a new one, so "ë" follows no vowel but may be followed.
_DUTCH = re.compile(
    r"""aai|ooi|oei|eeu|ieu
    | aa|ee|oo|uu|ie|oe|eu|ui|ou|au|ei|ij|ai
    | ëe|ëi|ëu
    | [aeiouyäëïöüáéíóúàèìòùâêîôû]""",
    re.VERBOSE,
)
_NO_VOWEL_AFTER_Q = re.compile(r"qu")
_Y_AS_CONSONANT = re.compile(r"\by(?=[aeiou])|(?<=[aeiou])y(?=[aeiou])")

#: In French neighbouring vowels are one nucleus; é and letters with a trema begin a new one after a, e, o.
_FRENCH = re.compile(r"[aeiouyàâäèéêëîïôöùûüœæ]+")
_FRENCH_BREAK = re.compile(r"(?<=[aeoéè])(?=[éëïü])|(?<=é)(?=[aeiouéèê])")
_MUTE_END = re.compile(r"(?:(?<=[qg])u)?es?$")


@lru_cache(maxsize=20_000)
def dutch(word: str) -> int:
    """How many syllables a Dutch word has, at least one."""
    lower = _Y_AS_CONSONANT.sub("j", _NO_VOWEL_AFTER_Q.sub("kw", word.lower()))
    return max(1, len(_DUTCH.findall(lower)))


@lru_cache(maxsize=20_000)
def french(word: str) -> int:
    """How many syllables a French word has when it is said in prose, at least one."""
    lower = word.lower()
    shortened = _MUTE_END.sub("", lower)
    if _FRENCH.search(shortened):
        lower = shortened
    lower = _Y_AS_CONSONANT.sub("j", _NO_VOWEL_AFTER_Q.sub("k", lower))
    return max(1, sum(len(_FRENCH_BREAK.split(group)) for group in _FRENCH.findall(lower)))


#: The counter of each language that has one.
COUNTERS: dict[str, Callable[[str], int]] = {"nl": dutch, "fr": french}
