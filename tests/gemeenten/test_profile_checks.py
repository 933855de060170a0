"""What keeps a profile from being published: each rule on plain values."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from gemeenten.choices import CommitmentKind, DatePrecision
from gemeenten.profile_checks import Merged, Profile, Step, problems
from gemeenten.profile_outline import usual_headings, without_empty_headings

SOURCE = "https://example.org/"


def step(kind: str, day: date | None = None, precision: str = "day", source: str = SOURCE) -> Step:
    return Step(CommitmentKind(kind), day, DatePrecision(precision), source)


def places(profile: Profile) -> list[tuple[str, int | None]]:
    """Where the problems are."""
    return [(problem.field, problem.step) for problem in problems(profile)]


@pytest.mark.parametrize(
    ("steps", "has_decision", "expected"),
    [
        ([step("decided", source="")], False, [("source_url", 0)]),
        ([step("decided", source="")], True, []),
        ([step("decided")], False, []),
        ([step("asked", source=""), step("debated", source="")], False, []),
        (
            [step("asked", source=""), step("decided", source=""), step("renewed", source="")],
            False,
            [("source_url", 1)],
        ),
        ([], False, []),
    ],
)
def test_decision_needs_a_source_of_its_own_or_the_decision_itself(
    steps: list[Step], has_decision: bool, expected: list[tuple[str, int | None]]
) -> None:
    assert places(Profile(steps, has_decision)) == expected


@pytest.mark.parametrize(
    "steps",
    [
        [step("asked", date(2020, 1, 1)), step("debated", date(2020, 1, 1)), step("decided", date(2020, 1, 1))],
        [step("decided", date(2020, 1, 1)), step("asked", None)],
        # Known to the year only: it may have been in time.
        [step("asked", date(2020, 6, 1)), step("decided", date(2020, 1, 1), "year")],
        [step("asked", date(2020, 6, 1), "month"), step("decided", date(2020, 6, 1))],
        # A second history after a withdrawal.
        [
            *(step("asked", date(2020, 1, 1)), step("decided", date(2020, 2, 1)), step("withdrawn", date(2021, 1, 1))),
            *(step("asked", date(2022, 1, 1)), step("decided", date(2022, 2, 1)), step("renewed", date(2024, 1, 1))),
        ],
        [step("renewed", date(2020, 1, 1)), step("decided", None)],
    ],
)
def test_dates_that_may_be_in_order_are_accepted(steps: list[Step]) -> None:
    assert places(Profile(steps)) == []


@pytest.mark.parametrize(
    ("steps", "wrong"),
    [
        ([step("decided", date(2020, 1, 1)), step("asked", date(2020, 1, 2))], 0),
        ([step("debated", date(2020, 1, 1)), step("asked", date(2020, 1, 2))], 0),
        ([step("decided", date(2020, 1, 1)), step("debated", date(2020, 1, 2))], 0),
        ([step("decided", date(2020, 1, 2)), step("renewed", date(2020, 1, 1))], 1),
        ([step("withdrawn", date(2019, 1, 1), "year"), step("decided", date(2020, 1, 2))], 0),
        ([step("asked", date(2020, 7, 1), "month"), step("decided", date(2020, 6, 30))], 1),
    ],
)
@pytest.mark.asvs("v5.0.0-2.2.3")
def test_dates_out_of_order_are_named_with_both_days(steps: list[Step], wrong: int) -> None:
    assert places(Profile(steps)) == [("date", wrong)]


def test_sentence_about_order_reads_well_in_both_languages() -> None:
    profile = Profile([step("decided", date(2020, 1, 1)), step("asked", date(2020, 2, 1))])

    with translation.override("nl"):
        dutch = problems(profile)[0].message
    with translation.override("fr"):
        french = problems(profile)[0].message

    assert dutch == (
        "“Beslist” (1 januari 2020) komt vóór “De vraag werd gesteld” (1 februari 2020): kijk beide datums na."
    )
    assert "Décidé\N{NO-BREAK SPACE}» (1er janvier 2020) précède «\N{NO-BREAK SPACE}La question" in french


@pytest.mark.parametrize(
    ("joined", "steps", "fits"),
    [
        (date(2020, 5, 4), [step("decided", date(2020, 5, 4))], True),
        (date(2020, 5, 5), [step("decided", date(2020, 5, 4))], False),
        (date(2020, 5, 5), [step("decided", date(2020, 5, 1), "month")], True),
        (date(2020, 6, 5), [step("decided", date(2020, 5, 1), "month")], False),
        (date(2020, 6, 5), [step("decided", date(2020, 1, 1), "year")], True),
        (date(2020, 6, 5), [step("decided")], True),
        (date(2020, 6, 5), [step("asked")], False),
        (None, [step("asked")], True),
        # The first decision counts, not the one after a withdrawal.
        (date(2020, 5, 4), [step("decided", date(2023, 1, 1)), step("decided", date(2020, 5, 4))], True),
    ],
)
def test_day_of_joining_is_that_of_the_first_decision(joined: date | None, steps: list[Step], fits: bool) -> None:
    assert places(Profile(steps, joined_on=joined)) == ([] if fits else [("joined_on", None)])


MERELBEKE = Merged("Merelbeke", date(2024, 12, 31), "Merelbeke-Melle")


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([step("decided", date(2024, 12, 31))], []),
        ([step("decided", None)], []),
        ([step("decided", date(2025, 1, 1))], [("date", 0)]),
        ([step("decided", date(2020, 1, 1)), step("renewed", date(2026, 1, 1), "year")], [("date", 1)]),
        ([step("decided", date(2024, 6, 1), "year")], []),
    ],
)
def test_what_came_after_a_merger_belongs_to_the_successor(
    steps: list[Step], expected: list[tuple[str, int | None]]
) -> None:
    found = Profile(steps, merged=MERELBEKE)

    assert places(found) == expected
    assert all("Merelbeke-Melle" in problem.message for problem in problems(found))


def test_usual_headings_are_in_the_language_of_the_page() -> None:
    with translation.override("fr"):
        assert "<h2>Wat de gemeente doet</h2>" in usual_headings("nl")
    assert "<h2>Ce que fait la commune</h2>" in usual_headings("fr")


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<h2>A</h2><p></p><h2>B</h2><p></p>", ""),
        ("<h2>A</h2><p>Text.</p><h2>B</h2><p></p>", "<h2>A</h2><p>Text.</p>"),
        ("<h2>A</h2><h3>B</h3><p>Text.</p>", "<h2>A</h2><h3>B</h3><p>Text.</p>"),
        ("<h3>A</h3><h2>B</h2><p>Text.</p>", "<h2>B</h2><p>Text.</p>"),
        ("<h2>A</h2><ul><li>One</li></ul>", "<h2>A</h2><ul><li>One</li></ul>"),
        ('<p>Before.</p><h2>A</h2><p>T &amp; <a linktype="page" id="3">b</a></p>', None),
        ("", ""),
    ],
)
def test_headings_with_nothing_below_them_are_left_out(html: str, left: str | None) -> None:
    assert without_empty_headings(html) == (html if left is None else left)
