"""Syllables counted by vowels, against words counted by hand (with a dictionary's hyphenation)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.content_checks.syllables import dutch, french

DUTCH = {
    1: "de je stad nieuws leeuw mooi vrouw ij feest huis kwal",
    2: "buurman vrijheid boeien mooie tweeën yoghurt quota raden leeuwen chaos geëerd bijeen geïnd",
    3: "gemeente België solidair vrijwillig reünie theater tafereel ideeën",
    4: "vluchtelingen beëindigen januari burgemeester",
    5: "coördinatie gemeenteraadslid organisatie",
    7: "verantwoordelijkheden",
}
FRENCH = {
    1: "les vie août ville elle quatre langue que oui guerre",
    2: "commune communes voyage naïf Noël accueille famille accueil créé situé maison travail dévoué",
    3: "solidaire réfugiés création citoyens politique aérien l’accueillir",
    4: "réalité communautaire commémorer",
    5: "solidarité internationaux",
    6: "responsabilité individualisé",
}


@pytest.mark.parametrize(("word", "count"), [(word, n) for n, words in DUTCH.items() for word in words.split()])
def test_dutch_word_has_the_syllables_counted_by_hand(word: str, count: int) -> None:
    assert dutch(word) == count


@pytest.mark.parametrize(("word", "count"), [(word, n) for n, words in FRENCH.items() for word in words.split()])
def test_french_word_has_the_syllables_counted_by_hand(word: str, count: int) -> None:
    assert french(word) == count


@pytest.mark.parametrize("count", [dutch, french])
@pytest.mark.parametrize("word", ["VVSG", "b", "brrr"])
def test_word_without_a_vowel_has_one_syllable(count: Callable[[str], int], word: str) -> None:
    assert count(word) == 1


@pytest.mark.parametrize(("count", "word"), [(dutch, "GEMEENTE"), (french, "COMMUNES")])
def test_capitals_count_as_small_letters(count: Callable[[str], int], word: str) -> None:
    assert count(word) == count(word.lower())
