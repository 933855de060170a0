"""What visitors type leads to the municipality they mean."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeenten.finder import Finder, FinderResult, Match
from gemeenten.finder.spelling import query_keys, spellings
from gemeenten.register.reader import read_register
from gemeenten.register.rows import MunicipalityRow

TABLE = Path(__file__).with_name("finder_queries.csv")

REGISTER = read_register()
REAL = Finder((*REGISTER.current, *REGISTER.former))


def row(refnis: str, name: str, french: str = "", german: str = "", **rest: object) -> MunicipalityRow:
    """A row of which only names and the given fields matter."""
    plain = MunicipalityRow(refnis, name, french or name, german or name, "40000", "02000", ("nl",))
    return replace(plain, **rest)  # type: ignore[arg-type]


def merged(refnis: str, name: str, successor: str) -> MunicipalityRow:
    """A former municipality."""
    return row(refnis, name, valid_until=date(2024, 12, 31), successor=successor)


def codes(result: FinderResult) -> list[str]:
    """The matches' codes in order."""
    return [match.refnis for match in result.matches]


def read_table() -> list[tuple[str, str, str]]:
    """Query, expected codes and reason of each line of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [(line["query"], line["expected"], line["why"]) for line in csv.DictReader(file)]


@pytest.mark.parametrize(("query", "expected", "why"), read_table())
def test_the_table_of_queries_is_answered_as_it_says(query: str, expected: str, why: str) -> None:
    assert codes(REAL.find(query)) == expected.split(), why


def test_the_table_asks_every_query_once_and_enough_of_them() -> None:
    asked = [query for query, _, _ in read_table()]
    assert len(asked) == len(set(asked)) >= 140


def test_every_name_postcode_and_code_of_the_register_finds_its_municipality() -> None:
    for known in REGISTER.current:
        names = (known.name_nl, known.name_fr, known.name_de, *known.places)
        for query in (known.refnis, *names, *known.postcodes):
            assert known.refnis in codes(REAL.find(query, limit=50)), query


def test_every_former_name_and_code_finds_its_successor() -> None:
    for known in REGISTER.former:
        successor = REGISTER.current_for(known.refnis).refnis
        for query in (known.refnis, known.name_nl, known.name_fr, known.name_de):
            assert successor in codes(REAL.find(query)), query


def test_every_own_name_puts_its_municipality_first_or_equal_first() -> None:
    for known in REGISTER.current:
        for name in (known.name_nl, known.name_fr, known.name_de):
            matches = REAL.find(name).matches
            best = {match.refnis for match in matches if match.score == matches[0].score}
            assert known.refnis in best, name


def test_every_swap_of_letters_in_an_own_name_is_forgiven() -> None:
    for known in REGISTER.current:
        name = known.name_nl
        middle = len(name) // 2
        if len(name) > 4 and name[middle - 1 : middle + 1].isalpha():
            typed = name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :]
            assert known.refnis in codes(REAL.find(typed)), typed


def test_matches_are_current_municipalities_without_doubles_in_order() -> None:
    current = {known.refnis for known in REGISTER.current}
    for query in ("sint", "beek", "90", "Gent", "Halle", "Bruselle", "mont"):
        matches = REAL.find(query).matches
        assert len({match.refnis for match in matches}) == len(matches)
        assert {match.refnis for match in matches} <= current
        assert list(matches) == sorted(matches, key=lambda match: (-match.score, match.refnis))


def test_the_order_of_the_rows_does_not_change_any_answer() -> None:
    reverse = Finder(reversed((*REGISTER.current, *REGISTER.former)))
    for query, _, _ in read_table():
        assert reverse.find(query) == REAL.find(query)


@pytest.mark.parametrize(
    ("query", "kind", "matched"),
    [
        ("9000", "postcode", "9000"),
        ("gand", "name", "Gand"),
        ("melle", "former", "Melle"),
        ("gentbrugge", "place", "Gentbrugge"),
        ("antwerpe", "prefix", "Antwerpen"),
        ("truiden", "contains", "Sint-Truiden"),
        ("antwerpn", "fuzzy", "Antwerpen"),
        ("44043", "former", "44043"),
    ],
)
def test_a_match_says_by_what_it_was_found(query: str, kind: str, matched: str) -> None:
    first = REAL.find(query).matches[0]
    assert (first.kind, first.matched) == (kind, matched)


def test_kinds_rank_from_exact_to_guessed() -> None:
    ranked = [
        REAL.find(query).matches[0].score
        for query in ("Gand", "Melle", "Gentbrugge", "Antwerpe", "genesius rode", "Antwerpn")
    ]
    assert ranked == sorted(ranked, reverse=True)
    assert len(set(ranked)) == len(ranked)


def test_a_limit_keeps_the_best() -> None:
    everything = REAL.find("sint", limit=50).matches
    assert len(REAL.find("sint").matches) == 20
    assert REAL.find("sint", limit=3).matches == everything[:3]
    assert REAL.find("sint", limit=0) == FinderResult()


def test_names_shared_by_two_municipalities_give_both() -> None:
    finder = Finder([row("46021", "Sint-Niklaas", "Saint-Nicolas"), row("62093", "Saint-Nicolas")])
    assert codes(finder.find("St Nicolas")) == ["46021", "62093"]
    assert codes(finder.find("Sint Niklaas")) == ["46021"]


def test_a_chain_of_successors_is_followed_to_its_end() -> None:
    finder = Finder([row("3", "Nieuw"), merged("2", "Midden", "3"), merged("1", "Oud", "2")])
    assert finder.find("oud").matches == (Match("3", "former", "Oud", 90.0),)


def test_a_chain_that_ends_nowhere_or_runs_in_a_circle_is_left_out() -> None:
    lost = [merged("1", "Verdwenen", "9"), merged("2", "Heen", "3"), merged("3", "Weer", "2")]
    finder = Finder([row("4", "Blijver"), *lost])
    assert all(finder.find(name) == FinderResult() for name in ("Verdwenen", "Heen", "Weer"))


def test_a_former_municipality_tells_only_of_postcodes_no_current_one_has() -> None:
    former = replace(merged("2", "Oud", "1"), postcodes=("2000", "3000"))
    finder = Finder([row("1", "Nieuw", postcodes=("1000",)), row("3", "Buur", postcodes=("2000",)), former])
    assert codes(finder.find("2000")) == ["3"]
    assert codes(finder.find("3000")) == ["1"]


def test_a_name_that_contradicts_the_postcode_comes_after_it() -> None:
    assert codes(REAL.find("9000 Antwerpen")) == ["44021", "11002"]


def test_suggestions_come_only_when_nothing_sure_is_found() -> None:
    assert REAL.find("Gent").suggestions == ()
    assert REAL.find("Antwerpn").suggestions == ()
    unknown = REAL.find("Antwarpan")
    assert unknown.matches == ()
    assert unknown.suggestions[0].refnis == "11002"
    assert 1 <= len(REAL.find("Sint-Nikloos").suggestions) <= 5


def test_a_guess_at_a_place_comes_with_suggestions() -> None:
    guessed = REAL.find("Bruselle")
    assert [match.matched for match in guessed.matches] == ["Bruyelle"]
    assert guessed.suggestions[0].refnis == "21004"


def test_an_unknown_postcode_suggests_its_neighbours() -> None:
    unknown = REAL.find("9999")
    assert unknown.matches == ()
    assert [match.matched for match in unknown.suggestions] == ["9990"]


def test_only_a_result_without_doubt_has_a_sole_match() -> None:
    sole = {query: REAL.find(query).sole for query in ("Gent", "Halle", "Antwerpn", "Xyzzy", "1040", "9000")}
    assert {query for query, match in sole.items() if match} == {"Gent", "9000"}


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "\0",
        "\ud800",
        "\ud800\udfff\udc00",
        "\u202e\u200f\u2066",
        "مدينة غنت",
        "🙂🇧🇪👩‍👩‍👧",
        "-'’./()[]\\*?%_",
        "x" * 10_000,
        "Gent" * 2_500,
        "9" * 10_000,
        "(" * 10_000,
        "e" + "\u0301" * 10_000,
        "١٢٣٤",
        "²³¼",
    ],
)
@pytest.mark.asvs("v5.0.0-1.2.4")
def test_hostile_queries_find_nothing(query: str) -> None:
    assert REAL.find(query) == FinderResult()


def test_hostile_signs_around_a_name_do_not_hide_it() -> None:
    for query in ("\0Gent", "\u202eGent", "Gent\ud800", "🙂 Gent", "  Gent\n", "G\u0301ent", "<Gent>"):
        assert codes(REAL.find(query)) == ["44021"], ascii(query)


@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_text_is_answered(query: str) -> None:
    result = REAL.find(query)
    assert len(result.matches) <= 20
    assert len(result.suggestions) <= 5


def test_an_answer_takes_milliseconds() -> None:
    queries = [query for query, _, _ in read_table()]
    start = perf_counter()
    for query in queries:
        REAL.find(query)
    # About 0.05 ms each on a slow laptop; the bound leaves room for a busy machine.
    assert (perf_counter() - start) / len(queries) < 0.010


def test_an_empty_register_finds_nothing() -> None:
    assert Finder([]).find("Gent") == FinderResult()
    assert Finder([]).find("9000") == FinderResult()


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("Braine-l’Alleud", {"brainelalleud"}),
        ("Sint-Truiden", {"sinttruiden", "Struiden", "sttruiden"}),
        ("Bütgenbach", {"butgenbach", "buetgenbach"}),
        ("Wijnegem", {"wijnegem", "wynegem"}),
        ("Le Rœulx", {"leroeulx"}),
        ("Großenhain ẞ", {"grossenhainss"}),
        ("Ham-sur-Heure", {"hamsurheure"}),
        ("…", set()),
    ],
)
def test_a_name_is_kept_under_every_key_it_may_be_typed_with(name: str, keys: set[str]) -> None:
    assert {spelling.key for spelling in spellings(name)} == keys


def test_a_decomposed_name_has_the_keys_of_the_composed_one() -> None:
    assert spellings("Bu\u0308tgenbach") == spellings("Bütgenbach")


def test_equivalent_spellings_share_a_key() -> None:
    for left, right in (("St. Vith", "Sankt Vith"), ("Heist o/d Berg", "Heist-op-den-Berg"), ("ĳ", "y")):
        assert set(query_keys(left)) & set(query_keys(right)), (left, right)
