import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemeenten.letters.cleaning import clean, clean_line, clean_text


def test_a_line_has_single_spaces_and_no_breaks() -> None:
    assert clean_line("  An \t\r\n Peeters\u2028 ") == "An Peeters"


def test_a_text_keeps_its_lines_and_at_most_one_empty_one() -> None:
    assert clean_text("a \r\n\r\n\r\n\r\nb\u2029c\x0bd") == "a\n\nb\nc\nd"


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\x7f", "\u202e", "\u2066", "\u200b", "\ufeff", "\u00ad"])
@pytest.mark.asvs("v5.0.0-1.3.3")
def test_characters_that_deceive_or_print_nothing_go_and_are_reported(character: str) -> None:
    cleaned = clean(f"a{character}b", 10, lines=True)
    assert cleaned.text == "ab"
    assert cleaned.removed == (f"U+{ord(character):04X}",)


@pytest.mark.parametrize(
    "text", ["مريم الحسن", "שלום", "می‌خواهم", "👩‍👩‍👧 ❤️ 👍🏽", "Łódź", "ሰላም", "a\u00a0: b", "क्‍ष", "’s-Gravenbrakel"]
)
def test_ordinary_words_of_any_script_stay_as_they_are(text: str) -> None:
    assert clean_line(text) == text


def test_text_is_composed_and_piles_of_accents_are_cut() -> None:
    assert clean_line("e\u0301") == "é"
    assert clean_line("a" + "\u0336" * 50 + "b") == "a" + "\u0336" * 4 + "b"


def test_lone_surrogates_go() -> None:
    assert clean_line("a\ud800b") == "ab"


@pytest.mark.asvs("v5.0.0-1.3.3")
def test_what_is_too_long_is_cut_and_said() -> None:
    cleaned = clean("x" * 30, 20, lines=False)
    assert (cleaned.text, cleaned.shortened) == ("x" * 20, True)
    assert not clean("x", 20, lines=False).shortened


@settings(deadline=None, derandomize=True, max_examples=400)
@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=80), st.booleans())
@pytest.mark.asvs("v5.0.0-1.1.1")
def test_cleaning_leaves_nothing_harmful_and_is_done_at_once(text: str, lines: bool) -> None:
    cleaned = clean(text, 60, lines=lines).text
    assert clean(cleaned, 60, lines=lines).text == cleaned
    assert len(cleaned) <= 60
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(unicodedata.category(one) in ("Cc", "Cs", "Co") for one in cleaned.replace("\n", ""))
    assert lines or "\n" not in cleaned
