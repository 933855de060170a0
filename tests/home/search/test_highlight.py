"""Finding and marking words, whatever their accents and capitals."""

from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.search.highlight import MAX_WORDS, highlighted, hits, passage, words_of


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("Opvang", ["opvang"]),
        ("  vrije   tijd vrije ", ["vrije", "tijd"]),
        ("l’école", ["école"]),
        ("a", ["a"]),
        ("9000 Gent!", ["9000", "gent"]),
        ("“…” ? *", []),
        ('title:x OR "y*', ["title", "or"]),
    ],
)
def test_a_query_is_its_words(query: str, words: list[str]) -> None:
    assert words_of(query) == words


def test_a_query_has_at_most_eight_words() -> None:
    assert len(words_of(" ".join(f"woord{number}" for number in range(50)))) == MAX_WORDS


@pytest.mark.parametrize(
    ("text", "word", "marked"),
    [
        ("Vluchtelingen welkom", "vluchteling", "<mark>Vluchtelingen</mark> welkom"),
        ("À l’école", "ecole", "À l’<mark>école</mark>"),
        ("L'ECOLE", "école", "L&#x27;<mark>ECOLE</mark>"),
        ("Un bon cœur", "coeur", "Un bon <mark>cœur</mark>"),
        ("e\u0301te\u0301", "été", "<mark>e\u0301te\u0301</mark>"),
        ("gemeente en stadsgemeente", "gemeente", "<mark>gemeente</mark> en stadsgemeente"),
        ("<b>gent</b> & co", "gent", "&lt;b&gt;<mark>gent</mark>&lt;/b&gt; &amp; co"),
        ("<script>", "script", "&lt;<mark>script</mark>&gt;"),
        ("niets", "iets", "niets"),
    ],
)
@pytest.mark.asvs("v5.0.0-1.2.9")
def test_words_that_begin_like_the_query_are_marked_and_the_rest_is_escaped(text: str, word: str, marked: str) -> None:
    assert highlighted(text, [word]) == marked


@given(st.text(), st.lists(st.text(min_size=1, max_size=5), max_size=3))
@pytest.mark.asvs("v5.0.0-1.2.9")
def test_marking_changes_no_text_and_lets_no_markup_through(text: str, words: list[str]) -> None:
    html = str(highlighted(text, words))

    bare = html.replace("<mark>", "").replace("</mark>", "")
    assert unescape(bare.replace("\r", "&#13;")) == unescape(unescape_free(text))
    assert "<" not in bare
    for start, end in hits(text, words):
        assert 0 <= start < end <= len(text)


def unescape_free(text: str) -> str:
    """``text`` escaped as Django does it, so that both sides are read back the same way."""
    from django.utils.html import escape

    return str(escape(text)).replace("\r", "&#13;")


def test_a_passage_shows_the_first_hit_with_whole_words_around_it() -> None:
    text = f"{'voor ' * 100}de school begint {'na ' * 100}"

    shown = passage(text, ["school"])

    assert "school begint" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert set(shown.replace("\N{NO-BREAK SPACE}", " ").split()) == {"…", "voor", "de", "school", "begint", "na"}
    assert len(shown) <= 250


def test_without_a_hit_a_passage_is_the_beginning() -> None:
    assert passage("Een korte tekst.", ["school"]) == "Een korte tekst."
