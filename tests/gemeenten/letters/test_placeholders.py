import pytest

from gemeenten.letters.placeholders import (
    PLACEHOLDERS,
    PlaceholderProblem,
    check_placeholders,
    find_placeholders,
    substitute,
)


def test_placeholders_are_found_in_order_in_rich_text_too() -> None:
    assert find_placeholders("<p>{sender}, <b>{ date }</b></p><p>{gemeente}</p>") == ["sender", "date", "gemeente"]


def test_every_allowed_name_passes() -> None:
    assert check_placeholders(" ".join(f"{{{name}}}" for name in PLACEHOLDERS)) == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("gemeente", "municipality"),
        ("Municipality", "municipality"),
        ("municipalty", "municipality"),
        ("own words", "own_words"),
        ("afzender", "sender"),
        ("datum", "date"),
        ("xyzzy", ""),
    ],
)
def test_an_unknown_name_comes_with_the_one_probably_meant(written: str, meant: str) -> None:
    assert check_placeholders(f"<p>a {{{written}}} b</p>") == [PlaceholderProblem("unknown", written, meant)]


@pytest.mark.parametrize("text", ["a {sender b", "a sender} b", "{}", "{<b>sender</b>}", "{{sender", "{se<i>nder</i>}"])
def test_a_brace_without_its_counterpart_is_a_problem(text: str) -> None:
    assert {problem.kind for problem in check_placeholders(text)} == {"unbalanced"}


@pytest.mark.asvs("v5.0.0-1.3.10")
def test_braces_in_attributes_and_entities_do_not_mislead() -> None:
    assert check_placeholders('<a href="https://x.example/{id}">{sender}</a>') == []
    assert check_placeholders("&#123;sender&#125; 1 &lt; 2") == []


@pytest.mark.asvs("v5.0.0-1.3.5", "v5.0.0-1.3.7", "v5.0.0-1.3.10")
def test_what_is_put_in_is_never_looked_at_again() -> None:
    assert substitute("{sender} {date} {x}", {"sender": "{date}", "date": "{sender}"}) == "{date} {sender} {x}"
