"""The model of an evening: what it says adds up."""

from __future__ import annotations

import pytest

from benchmarks.evening_model import Evening, Item, Visit


def test_all_visitors_come_within_the_evening() -> None:
    evening = Evening()

    assert sum(evening.arrivals(minute) for minute in range(evening.minutes)) == pytest.approx(evening.visitors)


def test_worst_minute_follows_the_item_that_sends_most() -> None:
    evening = Evening()
    worst = max(range(evening.minutes), key=evening.arrivals)

    assert worst == evening.items[0].minute
    assert evening.peak == evening.arrivals(worst) / 60


def test_nobody_comes_for_an_item_before_it() -> None:
    quiet = Evening(visitors=360, items=(Item(100, 0.5),))

    assert quiet.arrivals(99) == pytest.approx(0.5)
    assert quiet.arrivals(100) > 10


def test_one_visitor_in_fifty_writes_the_letter() -> None:
    assert Visit().letter == 0.02
    assert Visit().pages > 3
