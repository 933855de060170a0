"""Which backups stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from portal.backup.retention import Retention, superfluous

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
EVERY_SIX_HOURS = [NOON - timedelta(hours=6 * number) for number in range(4 * 400)]


def kept(retention: Retention) -> list[datetime]:
    return sorted(set(EVERY_SIX_HOURS) - superfluous(EVERY_SIX_HOURS, retention), reverse=True)


def test_newest_of_each_of_the_last_days_stays() -> None:
    assert kept(Retention(3, 0, 0)) == [
        NOON, NOON.replace(day=23, hour=18), NOON.replace(day=22, hour=18),
    ]  # fmt: skip


def test_days_weeks_and_months_add_up() -> None:
    stay = kept(Retention(7, 5, 12))

    assert stay[:2] == [NOON, NOON.replace(day=23, hour=18)]
    assert len({(moment.year, moment.month) for moment in stay}) == 12
    assert len({moment.date() for moment in stay}) == len(stay)
    assert 12 <= len(stay) <= 7 + 5 + 12


def test_newest_always_stays() -> None:
    assert superfluous([NOON], Retention(0, 0, 1)) == set()
    assert NOON not in superfluous([NOON, NOON - timedelta(days=900)], Retention(1, 0, 0))


def test_all_zero_keeps_all() -> None:
    assert superfluous(EVERY_SIX_HOURS, Retention(0, 0, 0)) == set()


def test_nothing_gives_nothing() -> None:
    assert superfluous([], Retention(7, 5, 12)) == set()


def test_backup_after_a_long_break_does_not_remove_the_only_old_one() -> None:
    old = NOON - timedelta(days=300)

    assert superfluous([NOON, old], Retention(7, 5, 12)) == set()
