"""An index of names: exact, by beginning, by word inside, by any part, with one typing error, by likeness."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from gemeenten.finder.spelling import SAINT, spellings

#: Shortest name in which one typing error is forgiven; shorter ones would answer to almost anything.
SHORTEST_FORGIVEN = 4
#: Sorts after every sign a key can hold, so that it closes a range of keys with one beginning.
_AFTER = "\x7f"
_SEPARATOR = "\n"
#: How many keys one scan may yield: more than Belgium has for any two letters; it bounds larger registers.
_SCAN_LIMIT = 500
#: Up to how many keys likeness is measured with all of them; beyond, only with those of the same first letter.
_ALL_COMPARED = 50_000


class Entry(NamedTuple):
    """What a key leads to: the name as registered, its tier, and the current municipality it belongs to."""

    tier: int
    refnis: str
    name: str


class NameIndex:
    """Keys of names and the entries they lead to; filled once, then only read."""

    def __init__(self, named: Iterable[Entry]) -> None:
        """Index every entry under all spellings of its name."""
        entries: defaultdict[str, dict[Entry, None]] = defaultdict(dict)
        inner: defaultdict[str, set[str]] = defaultdict(set)
        whole: defaultdict[str, set[str]] = defaultdict(set)
        for entry in named:
            for spelling in spellings(entry.name):
                entries[spelling.key][entry] = None
                for start in spelling.word_starts[1:]:
                    inner[spelling.key[start:]].add(spelling.key)
                    whole[spelling.key[:start]].add(spelling.key)
        self._entries = {key: tuple(found) for key, found in entries.items()}
        self._keys = sorted(self._entries)
        self._inner = {part: tuple(sorted(keys)) for part, keys in inner.items()}
        self._inner_keys = sorted(self._inner)
        self._whole = {part: tuple(sorted(keys)) for part, keys in whole.items()}
        self._text = _SEPARATOR.join(("", *self._keys, ""))
        self._firsts = "".join(sorted({key[0] for key in self._keys}))
        self._halves, self._by_length = _split_keys(self._keys)

    def entries(self, key: str) -> tuple[Entry, ...]:
        """The entries registered under exactly ``key``."""
        return self._entries.get(key, ())

    def beginning_with(self, key: str) -> list[str]:
        """Keys that begin with ``key``, itself included, in alphabetical order."""
        return _between(self._keys, key)

    def with_whole_words_first(self, key: str) -> tuple[str, ...]:
        """Keys whose first words are exactly ``key`` and that go on after it (``tielt``: ``tieltwinge``)."""
        return self._whole.get(key, ())

    def with_word_inside(self, key: str) -> list[str]:
        """Keys in which a word other than the first begins with ``key``."""
        found: dict[str, None] = {}
        for part in _between(self._inner_keys, key):
            found.update(dict.fromkeys(self._inner[part]))
            if len(found) >= _SCAN_LIMIT:
                break
        return list(found)

    def containing(self, key: str) -> list[str]:
        """Keys in which ``key`` stands anywhere."""
        found: list[str] = []
        position = self._text.find(key)
        while position >= 0 and len(found) < _SCAN_LIMIT:
            begin = self._text.rfind(_SEPARATOR, 0, position) + 1
            end = self._text.index(_SEPARATOR, position)
            found.append(self._text[begin:end])
            position = self._text.find(key, end)
        return found

    def one_error_from(self, key: str) -> list[str]:
        """Keys one substitution, insertion, deletion or swap of neighbouring letters away from ``key``.

        One error leaves the first or the second half of the registered key untouched, so only keys that share
        a half are compared; a swap across the middle is looked up as such. The mark for "saint" is never the
        letter in error.
        """
        length = len(key)
        if length < SHORTEST_FORGIVEN - 1:
            return []
        near: set[str] = set()
        for wanted in range(max(length - 1, SHORTEST_FORGIVEN), length + 2):
            middle = wanted // 2
            near.update(self._halves.get(f"{wanted}<{key[:middle]}", ()))
            near.update(self._halves.get(f"{wanted}>{key[middle - wanted :]}", ()))
        found = {
            other
            for other in near
            if other != key and other.count(SAINT) == key.count(SAINT) and OSA.distance(key, other, score_cutoff=1) <= 1
        }
        if length >= SHORTEST_FORGIVEN:
            swaps = (key[:at] + key[at + 1] + key[at] + key[at + 2 :] for at in range(length - 1))
            found.update(swap for swap in swaps if swap in self._entries and swap != key)
        return sorted(found)

    def most_like(self, key: str, limit: int, at_least: float) -> list[tuple[str, float]]:
        """The ``limit`` keys most like ``key``, each with its likeness (``at_least`` to 100), best first."""
        if len(key) < SHORTEST_FORGIVEN:
            return []
        found: list[tuple[str, float]] = []
        firsts = self._firsts if len(self._keys) <= _ALL_COMPARED else key[0]
        for length in range(max(len(key) - 2, SHORTEST_FORGIVEN), len(key) + 3):
            for first in firsts:
                others = self._by_length.get((length, first), [])
                near = process.extract(key, others, scorer=fuzz.ratio, limit=limit, score_cutoff=at_least)
                found.extend((other, likeness) for other, likeness, _ in near)
        found.sort(key=lambda pair: (-pair[1], pair[0]))
        return found[:limit]


def _between(ordered: list[str], beginning: str) -> list[str]:
    """The part of an ordered list that begins with ``beginning``, as far as a scan may go."""
    first = bisect_left(ordered, beginning)
    return ordered[first : min(bisect_left(ordered, beginning + _AFTER, first), first + _SCAN_LIMIT)]


def _split_keys(keys: list[str]) -> tuple[dict[str, list[str]], dict[tuple[int, str], list[str]]]:
    """Group the keys long enough for errors by length with either half, and by length with first letter."""
    halves: defaultdict[str, list[str]] = defaultdict(list)
    by_length: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    for key in keys:
        length = len(key)
        if length < SHORTEST_FORGIVEN:
            continue
        middle = length // 2
        halves[f"{length}<{key[:middle]}"].append(key)
        halves[f"{length}>{key[middle:]}"].append(key)
        by_length[length, key[0]].append(key)
    return dict(halves), dict(by_length)
