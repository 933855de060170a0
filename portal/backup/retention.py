"""Which backups stay: the newest of each of the last days, weeks and months."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days, weeks and months have a backup that is kept; all zero: everything stays."""

    daily: int
    weekly: int
    monthly: int


def superfluous(made: Iterable[datetime], keep: Retention) -> set[datetime]:
    """Those of the moments whose backups may go. The newest of all always stays."""
    moments = sorted(set(made), reverse=True)
    if not moments or not (keep.daily or keep.weekly or keep.monthly):
        return set()
    kept = {moments[0]}
    periods: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (keep.daily, lambda moment: moment.date()),
        (keep.weekly, lambda moment: moment.isocalendar()[:2]),
        (keep.monthly, lambda moment: (moment.year, moment.month)),
    )
    for count, period in periods:
        newest: dict[object, datetime] = {}
        for moment in moments:
            newest.setdefault(period(moment), moment)
        kept.update(sorted(newest.values(), reverse=True)[:count])
    return set(moments) - kept
