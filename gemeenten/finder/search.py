"""The finder: from what a visitor types to the current municipalities that may be meant, best first."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from gemeenten.finder.names import Entry, NameIndex
from gemeenten.finder.spelling import query_keys, words
from gemeenten.register.rows import MunicipalityRow

Kind = Literal["postcode", "name", "former", "place", "prefix", "contains", "fuzzy"]

#: A longer query is nobody's municipality; it is not even looked at.
LONGEST_QUERY = 200
#: From how many signs a beginning, a word inside and any part are searched: fewer would fit too much.
SHORTEST_PREFIX, SHORTEST_WORD_INSIDE, SHORTEST_PART = 2, 3, 4
#: Likeness (0 to 100) below which nothing is suggested.
LEAST_LIKENESS = 62.0
SUGGESTIONS = 5

#: Tiers of a name: a municipality's own, that of one since merged, that of a place inside one.
NAME, FORMER, PLACE = 0, 1, 2
_EXACT: tuple[tuple[Kind, float], ...] = (("name", 100.0), ("former", 90.0), ("place", 80.0))
_POSTCODE, _WHOLE_WORDS, _PREFIX, _WORD_INSIDE, _PART, _ONE_ERROR = 100.0, 76.0, 60.0, 50.0, 40.0, 30.0
#: A suggestion scores a tenth of its likeness, which is below any match.
_ALIKE = 0.1
#: What a match loses per tier when it is not exact (so a municipality's own name comes before a place).
_TIER_STEP = 3.0

_POSTCODE_IN_TEXT = re.compile(r"(?<![0-9])(?:be?)?([0-9]{4})(?![0-9])")
_SEPARATORS = re.compile(r"[,;/()|]| [-\u2013\u2014] ")
#: What people put before a name, and after it; dropped only when the whole text is no name.
_BEFORE_NAME = frozenset(
    ("gemeente", "stad", "commune", "ville", "gemeinde", "stadt", "deelgemeente", "van", "de", "la", "du")
)
_AFTER_NAME = frozenset(("belgie", "belgique", "belgien", "belgium"))


@dataclass(frozen=True, slots=True)
class Match:
    """A current municipality that the query may mean.

    ``kind`` says by what it was found, ``matched`` is the name, postcode, place or code as registered (the
    reason to show with the answer: "Melle", "1804"), and a higher ``score`` is a better match.
    """

    refnis: str
    kind: Kind
    matched: str
    score: float


@dataclass(frozen=True, slots=True)
class FinderResult:
    """Matches, best first, and suggestions: names that resemble the query.

    There are suggestions only without matches, or when all that matches is a place or former municipality
    with a typing error guessed ("Bruselle" is one letter from the village of Bruyelle, but meant Brussels).
    """

    matches: tuple[Match, ...] = ()
    suggestions: tuple[Match, ...] = ()

    @property
    def sole(self) -> Match | None:
        """The match when it leaves no doubt (one municipality, nothing guessed): go straight to its page."""
        if len(self.matches) == 1 and self.matches[0].kind not in ("contains", "fuzzy"):
            return self.matches[0]
        return None


class Finder:
    """Find current municipalities; see the package for what a query may be.

    An exact name, former name or place answers alone (with other exact ones, and with municipalities whose
    name goes on after those words: "Tielt", then Tielt-Winge); beginnings come before parts, and those before
    typing errors. Equal scores are ordered by REFNIS: the same register always gives the same answer.
    """

    def __init__(self, rows: Iterable[MunicipalityRow]) -> None:
        """Index current and former rows.

        A former row leads to the end of its chain of successors; one whose chain ends nowhere is left out.
        """
        by_refnis = {row.refnis: row for row in rows}
        ordered = [by_refnis[refnis] for refnis in sorted(by_refnis)]
        self._codes = {
            row.refnis: current for row in ordered if (current := _current(row.refnis, by_refnis)) is not None
        }
        self._names = NameIndex(_entries(ordered, self._codes))
        self._postcodes = _postcodes(ordered, self._codes)
        self._ordered_postcodes = sorted(self._postcodes)

    def find(self, query: str, limit: int = 20) -> FinderResult:
        """Return at most ``limit`` matches for ``query``, or suggestions when there is none.

        Any text is accepted, however hostile; one that is too long or holds nothing legible finds nothing.
        """
        query = query.strip()
        if len(query) > LONGEST_QUERY:
            return FinderResult()
        legible = words(query)
        if not legible or limit < 1:
            return FinderResult()
        if len(legible) == 1 and legible[0].isdigit() and len(legible[0]) != 4:
            return FinderResult(_best(self._by_number(legible[0]), limit))
        matches = self._by_postcode(legible, limit) or self._by_name(query, legible, limit)
        if matches and matches[0].score > _ONE_ERROR - _TIER_STEP:
            return FinderResult(matches)
        known = {match.refnis for match in matches}
        alike = (match for match in self._suggestions(legible) if match.refnis not in known)
        return FinderResult(matches, _best(alike, min(limit, SUGGESTIONS)))

    def _by_number(self, digits: str) -> Iterator[Match]:
        """A REFNIS code, current or former, or the beginning of a postcode (two digits or more)."""
        if len(digits) == 5 and digits in self._codes:
            current = self._codes[digits]
            tier = NAME if current == digits else FORMER
            yield Match(current, *_exact(tier, digits))
        elif 2 <= len(digits) <= 3:
            for postcode in self._ordered_postcodes:
                if postcode.startswith(digits):
                    for refnis in self._postcodes[postcode]:
                        yield Match(refnis, "prefix", postcode, _PREFIX)

    def _by_postcode(self, legible: Sequence[str], limit: int) -> tuple[Match, ...]:
        """Municipalities of the last known postcode in the text.

        Words beside it choose among several ("1040 Etterbeek"), or add what they name when that is elsewhere.
        """
        text = " ".join(legible)
        found = [hit for hit in _POSTCODE_IN_TEXT.finditer(text) if hit[1] in self._postcodes]
        if not found:
            return ()
        postcode = found[-1][1]
        here = [Match(refnis, "postcode", postcode, _POSTCODE) for refnis in self._postcodes[postcode]]
        named = [
            match
            for side in (text[found[-1].end() :], text[: found[-1].start()])
            for match in self._exactly(query_keys(side))
        ]
        refnis_named = {match.refnis for match in named}
        agreeing = [match for match in here if match.refnis in refnis_named]
        if agreeing:
            return _best(agreeing, limit)
        return _best([*here, *(replace(match, score=match.score / 2) for match in named)], limit)

    def _by_name(self, query: str, legible: Sequence[str], limit: int) -> tuple[Match, ...]:
        """Municipalities by name, from the strongest kind of match that answers to the weakest."""
        keys = query_keys(query)
        exact = self._exactly(keys)
        if exact:
            only_places = all(match.kind == "place" for match in exact)
            further = self._beginning(keys, (NAME,)) if only_places else self._whole_words(keys)
            return _best([*exact, *further], limit)
        partial = self._exactly_in_parts(query, legible)
        if partial:
            return _best(partial, limit)
        loose = [*self._beginning(keys), *self._with_word_inside(keys)]
        if any(match.score > _WORD_INSIDE - _TIER_STEP * PLACE for match in loose):
            return _best(loose, limit)
        return _best([*loose, *self._containing(keys), *self._with_one_error(keys)], limit)

    def _exactly(self, keys: Iterable[str]) -> list[Match]:
        """Every municipality, former one and place with exactly this name."""
        found = [entry for key in keys for entry in self._names.entries(key)]
        return [Match(entry.refnis, *_exact(entry.tier, entry.name)) for entry in found]

    def _exactly_in_parts(self, query: str, legible: Sequence[str]) -> list[Match]:
        """Exact matches of "Halle (Zoersel)", "Gent / Gand", "Beveren Roeselare" or "gemeente Gent".

        Parts that have a municipality in common mean that one; otherwise each part set off by a sign adds
        its own.
        """
        parts = [self._exactly(query_keys(part)) for part in _SEPARATORS.split(query)]
        answered = [part for part in parts if part]
        if answered:
            common = set.intersection(*({match.refnis for match in part} for part in answered))
            return [match for part in answered for match in part if not common or match.refnis in common]
        for middle in range(1, min(len(legible), 6)):
            left = self._exactly(query_keys(" ".join(legible[:middle])))
            right = {match.refnis for match in self._exactly(query_keys(" ".join(legible[middle:])))}
            if common_matches := [match for match in left if match.refnis in right]:
                return common_matches
        bare = [word for word in legible if not word.isdigit()]
        while bare and bare[-1] in _AFTER_NAME:
            bare.pop()
        found = self._exactly(query_keys(" ".join(bare)))
        while bare and not found and bare[0] in _BEFORE_NAME:
            del bare[0]
            found = self._exactly(query_keys(" ".join(bare)))
        return found

    def _whole_words(self, keys: Iterable[str]) -> list[Match]:
        """Municipalities whose name begins with all words of the query and goes on."""
        found = [other for key in keys for other in self._names.with_whole_words_first(key)]
        return self._matches(found, "prefix", _WHOLE_WORDS, (NAME,))

    def _beginning(self, keys: Sequence[str], tiers: Sequence[int] = (NAME, FORMER, PLACE)) -> list[Match]:
        """Names that begin with the query."""
        if len(keys[0]) < SHORTEST_PREFIX:
            return []
        found = [other for key in keys for other in self._names.beginning_with(key)]
        return self._matches(found, "prefix", _PREFIX, tiers)

    def _with_word_inside(self, keys: Sequence[str]) -> list[Match]:
        """Names in which a later word begins with the query."""
        if len(keys[0]) < SHORTEST_WORD_INSIDE:
            return []
        found = [other for key in keys for other in self._names.with_word_inside(key)]
        return self._matches(found, "contains", _WORD_INSIDE)

    def _containing(self, keys: Sequence[str]) -> list[Match]:
        """Names that hold the query anywhere."""
        found = [other for key in keys if len(key) >= SHORTEST_PART for other in self._names.containing(key)]
        return self._matches(found, "contains", _PART)

    def _with_one_error(self, keys: Iterable[str]) -> list[Match]:
        """Names one typing error away."""
        found = [other for key in keys for other in self._names.one_error_from(key)]
        return self._matches(found, "fuzzy", _ONE_ERROR)

    def _suggestions(self, legible: Sequence[str]) -> Iterator[Match]:
        """Names that resemble the query, or postcodes that begin like one that does not exist."""
        digits = [word for word in legible if word.isdigit()]
        text = " ".join(word for word in legible if not word.isdigit())
        for key in query_keys(text):
            for other, likeness in self._names.most_like(key, SUGGESTIONS * 4, LEAST_LIKENESS):
                for entry in self._names.entries(other):
                    score = round(likeness * _ALIKE - entry.tier, 2)
                    yield Match(entry.refnis, "fuzzy", entry.name, score)
        if not text and len(digits[0]) == 4:
            for shared in (3, 2):
                near = list(self._by_number(digits[0][:shared]))
                if near:
                    yield from near
                    return

    def _matches(
        self, keys: Iterable[str], kind: Kind, score: float, tiers: Sequence[int] = (NAME, FORMER, PLACE)
    ) -> list[Match]:
        """The entries of ``keys`` in ``tiers`` as matches that lose a step per tier."""
        return [
            Match(entry.refnis, kind, entry.name, score - _TIER_STEP * entry.tier)
            for key in dict.fromkeys(keys)
            for entry in self._names.entries(key)
            if entry.tier in tiers
        ]


def _exact(tier: int, matched: str) -> tuple[Kind, str, float]:
    """Kind, matched text and score of an exact match in ``tier``."""
    kind, score = _EXACT[tier]
    return kind, matched, score


def _best(matches: Iterable[Match], limit: int) -> tuple[Match, ...]:
    """The best match of each municipality, ordered by score, then REFNIS; the first of equals is kept."""
    best: dict[str, Match] = {}
    for match in matches:
        known = best.get(match.refnis)
        if known is None or match.score > known.score:
            best[match.refnis] = match
    return tuple(sorted(best.values(), key=lambda match: (-match.score, match.refnis))[: max(limit, 0)])


def _current(refnis: str, by_refnis: Mapping[str, MunicipalityRow]) -> str | None:
    """The code at the end of the chain of successors; ``None`` when it ends nowhere or runs in a circle."""
    seen: set[str] = set()
    while refnis in by_refnis and refnis not in seen:
        row = by_refnis[refnis]
        if row.is_current:
            return refnis
        seen.add(refnis)
        refnis = row.successor
    return None


def _entries(rows: Iterable[MunicipalityRow], codes: Mapping[str, str]) -> Iterator[Entry]:
    """Every name under which a row's current municipality is to be found."""
    for row in rows:
        current = codes.get(row.refnis)
        if current is None:
            continue
        for name in dict.fromkeys((row.name_nl, row.name_fr, row.name_de)):
            yield Entry(NAME if row.is_current else FORMER, current, name)
        for place in row.places:
            yield Entry(PLACE, current, place)


def _postcodes(rows: Sequence[MunicipalityRow], codes: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The current municipalities of each postcode; former rows tell only of postcodes no current row has."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        if row.is_current:
            for postcode in row.postcodes:
                found[postcode][row.refnis] = None
    today = frozenset(found)
    for row in rows:
        if not row.is_current and row.refnis in codes:
            for postcode in row.postcodes:
                if postcode not in today:
                    found[postcode][codes[row.refnis]] = None
    return {postcode: tuple(sorted(refnis)) for postcode, refnis in found.items()}
