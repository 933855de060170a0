"""What the dashboard says, worked out from plain values: no database, no request, no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

#: How late a scheduled publication may be before something must be wrong with the command that does it.
GRACE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Profile:
    """A public profile as the dashboard needs it.

    ``decided_on`` is the day of its first dated decision, ``vouched_on`` the last one on which somebody vouched for it
    (:mod:`gemeenten.confirmation`).
    """

    page_id: int
    title: str
    path: str
    joined_on: date | None = None
    decided_on: date | None = None
    confirmed_on: date | None = None
    vouched_on: date | None = None

    @property
    def joined(self) -> date | None:
        """The day it joined, as far as anybody knows."""
        return self.joined_on or self.decided_on


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """A profile that asks to be confirmed again. ``since``: the last day on which somebody vouched for it."""

    profile: Profile
    since: date
    days: int

    @property
    def ever(self) -> bool:
        """Whether the municipality has confirmed it before."""
        return self.profile.confirmed_on is not None


def to_confirm(profiles: Iterable[Profile], today: date, after_days: int) -> list[ToConfirm]:
    """The profiles that nobody vouched for in more than ``after_days`` days, the oldest first."""
    found = []
    for profile in profiles:
        since = profile.vouched_on
        if since is not None and (today - since).days > after_days:
            found.append(ToConfirm(profile, since, (today - since).days))
    return sorted(found, key=lambda one: (one.since, one.profile.title))


@dataclass(frozen=True, slots=True)
class Joins:
    """How many joined in each year, without gaps up to this one; ``unknown``: nobody knows when."""

    years: tuple[tuple[int, int], ...]
    this_year: int
    unknown: int

    @property
    def first(self) -> int:
        """The first year that is shown."""
        return self.years[0][0]

    @property
    def last(self) -> int:
        """This year."""
        return self.years[-1][0]


def joins(profiles: Iterable[Profile], today: date, *, at_least: int = 5, at_most: int = 12) -> Joins:
    """The joining of ``profiles`` by year: from the first one on, but between ``at_least`` and ``at_most`` years."""
    days = [profile.joined for profile in profiles]
    counts = Counter(day.year for day in days if day is not None)
    earliest = min(counts, default=today.year)
    first = max(min(earliest, today.year - at_least + 1), today.year - at_most + 1)
    years = tuple((year, counts[year]) for year in range(first, today.year + 1))
    return Joins(years, this_year=counts[today.year], unknown=sum(day is None for day in days))


def weeks(counts: Mapping[date, int], this_monday: date, number: int) -> tuple[tuple[date, int], ...]:
    """The letters of the last ``number`` weeks by their Monday, this one last; weeks without a letter have none."""
    mondays = [this_monday - timedelta(weeks=back) for back in reversed(range(number))]
    return tuple((monday, counts.get(monday, 0)) for monday in mondays)


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A page that will go public (``live``) or disappear by itself."""

    page_id: int
    title: str
    path: str
    language: str
    at: datetime
    live: bool
    overdue: bool = False


def schedule(items: Iterable[Scheduled]) -> list[Scheduled]:
    """The scheduled items in the order in which they happen."""
    return sorted(items, key=lambda item: (item.at, item.title))


def is_overdue(at: datetime, now: datetime) -> bool:
    """Whether something should have happened long ago, so that the command that does it cannot be running."""
    return now - at > GRACE
