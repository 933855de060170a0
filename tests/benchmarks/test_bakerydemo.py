"""How the comparison with bakerydemo judges; what it measures needs a checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.bakery import Bakery
from benchmarks.bakery_admin import Answer, Pair, Timed
from benchmarks.bakerydemo import CONTESTS, Contest, Result, admin_table, main, public_table
from benchmarks.measuring import CannotMeasureError

LISTING = Contest("listing", "/nl/gemeenten/", "/breads/", 3)


def timed(ours: float, theirs: float, *, judged: bool = True) -> Timed:
    return Timed(
        Pair("list", "/a/", "/b/", judged), ours, theirs, Answer(ours, 238_000, 20), Answer(theirs, 260_000, 9)
    )


@pytest.mark.parametrize(("ours", "failed", "missed"), [(300, 0, False), (299, 0, True), (400, 1, True)])
def test_the_faster_of_their_servers_counts_and_nothing_may_fail(ours: float, failed: int, missed: bool) -> None:
    result = Result(LISTING, ours, {"granian": 100, "gunicorn": 57}, failed)

    assert result.missed is missed


def test_a_page_without_bar_is_never_missed() -> None:
    assert not Result(Contest("home", "/nl/", "/", 0), 1, {"granian": 100}, 0).missed


def test_the_admin_may_be_as_slow_and_not_slower() -> None:
    assert not timed(100, 100).missed
    assert timed(101, 100).missed
    assert not timed(101, 100, judged=False).missed


def test_the_tables_show_rates_ratios_and_bars() -> None:
    assert "| listing | 300.0 | 100.0 | 57.0 | 3.0 | 3 |" in public_table(
        [Result(LISTING, 300, {"granian": 100, "gunicorn": 57}, 0)], 16
    )
    assert "| list | 80 | 100 | 0.80 | 1 | 238 kB, 20 fields | 260 kB, 9 fields |" in admin_table([timed(80, 100)])


def test_the_bars_are_those_that_were_agreed() -> None:
    assert {contest.name: contest.bar for contest in CONTESTS if contest.bar} == {
        "home, from memory": 200,
        "listing": 3,
        "detail": 3,
    }


def test_what_is_no_checkout_cannot_be_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CannotMeasureError, match=r"manage\.py is missing"):
        Bakery.copied(tmp_path, tmp_path)

    assert main([str(tmp_path)]) == 2
    assert "Cannot measure" in capsys.readouterr().err
