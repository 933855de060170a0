"""The dashboard's numbers, from plain values."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from home.dashboard.figures import Profile, Scheduled, is_overdue, joins, schedule, to_confirm, weeks

TODAY = date(2026, 11, 24)


def profile(title: str = "Gent", **days: date | None) -> Profile:
    return Profile(1, title, "0001", **days)


@pytest.mark.parametrize(
    ("days", "asks"),
    [
        ({"vouched_on": date(2025, 11, 24)}, False),
        ({"vouched_on": date(2025, 11, 23)}, True),
        ({}, False),
    ],
)
def test_a_profile_asks_to_be_confirmed_a_year_after_somebody_vouched_for_it(days: dict[str, date], asks: bool) -> None:
    assert bool(to_confirm([profile(**days)], TODAY, 365)) is asks


def test_the_profile_that_waited_longest_comes_first() -> None:
    found = to_confirm(
        [
            profile("Brugge", confirmed_on=date(2024, 5, 1), vouched_on=date(2024, 5, 1)),
            profile("Aalst", confirmed_on=date(2024, 5, 1), vouched_on=date(2024, 5, 1)),
            profile("Gent", joined_on=date(2018, 5, 1), vouched_on=date(2018, 5, 1)),
        ],
        TODAY,
        365,
    )

    assert [one.profile.title for one in found] == ["Gent", "Aalst", "Brugge"]
    assert [one.ever for one in found] == [False, True, True]
    assert found[1].days == (TODAY - date(2024, 5, 1)).days


def test_joining_is_counted_by_year_without_gaps() -> None:
    days = [date(2021, 1, 1), date(2021, 12, 31), date(2024, 6, 1), date(2026, 1, 1), None]

    found = joins([profile(joined_on=day) for day in days], TODAY)

    assert found.years == ((2021, 2), (2022, 0), (2023, 0), (2024, 1), (2025, 0), (2026, 1))
    assert (found.first, found.last, found.this_year, found.unknown) == (2021, 2026, 1, 1)


def test_the_first_decision_counts_where_the_day_of_joining_is_not_filled_in() -> None:
    assert joins([profile(decided_on=date(2026, 2, 2))], TODAY).this_year == 1
    assert joins([profile(joined_on=date(2025, 2, 2), decided_on=date(2026, 2, 2))], TODAY).this_year == 0


def test_between_five_and_twelve_years_are_shown() -> None:
    assert len(joins([], TODAY).years) == 5
    assert len(joins([profile(joined_on=date(1999, 1, 1))], TODAY).years) == 12


def test_weeks_without_letters_are_shown_as_none() -> None:
    monday = date(2026, 11, 23)

    found = weeks({monday: 4, date(2026, 11, 9): 2, date(2020, 1, 6): 99}, monday, 3)

    assert found == ((date(2026, 11, 9), 2), (date(2026, 11, 16), 0), (monday, 4))


def test_the_schedule_is_in_the_order_of_time() -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    late = Scheduled(1, "Later", "0001", "nl", now + timedelta(days=2), live=True)
    soon = Scheduled(2, "Soon", "0001", "nl", now + timedelta(days=1), live=False)

    assert schedule([late, soon]) == [soon, late]


def test_what_is_an_hour_late_is_overdue() -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)

    assert not is_overdue(now - timedelta(minutes=59), now)
    assert is_overdue(now - timedelta(minutes=61), now)
