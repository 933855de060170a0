"""Who joined, renewed or withdrew, and when: pure, from the steps of the commitments.

A date is never given more exactly than it is known: ``2020``, ``2020-07`` or ``2020-07-14``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils.translation import gettext as _

from gemeenten.choices import CommitmentKind, DatePrecision
from gemeenten.collation import sort_key
from gemeenten.known_dates import date_as_known

#: The steps that change who is on the list.
CHANGES = (CommitmentKind.DECIDED, CommitmentKind.RENEWED, CommitmentKind.WITHDRAWN)

_ISO = {DatePrecision.YEAR: "%Y", DatePrecision.MONTH: "%Y-%m", DatePrecision.DAY: "%Y-%m-%d"}


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the list.

    ``refnis`` and ``name`` are those under which it happened, ``url`` is the profile (``lang``: its language where
    that is not the reader's), ``recorded`` when the profile first appeared here.
    """

    page_id: int
    refnis: str
    name: str
    url: str
    kind: CommitmentKind
    date: date | None = None
    precision: DatePrecision = DatePrecision.DAY
    lang: str = ""
    source_name: str = ""
    source_url: str = ""
    recorded: datetime | None = None

    @property
    def as_known(self) -> str:
        """The date in ISO 8601, as exactly as it is known; empty when it is not."""
        return self.date.strftime(_ISO[self.precision]) if self.date else ""

    @property
    def date_label(self) -> str:
        """The date as exactly as it is known, in the reader's language."""
        return date_as_known(self.date, self.precision)

    @property
    def sentence(self) -> str:
        """What happened, in the reader's language."""
        if self.kind == CommitmentKind.RENEWED:
            return _("%(name)s renewed its commitment") % {"name": self.name}
        if self.kind == CommitmentKind.WITHDRAWN:
            return _("%(name)s withdrew its commitment") % {"name": self.name}
        return _("%(name)s became a solidary municipality") % {"name": self.name}


@dataclass(frozen=True, slots=True)
class Changelog:
    """Dated changes by year, newest first, and the undated ones by name."""

    years: tuple[tuple[int, tuple[Change, ...]], ...]
    undated: tuple[Change, ...]

    @property
    def newest_first(self) -> tuple[Change, ...]:
        """All changes, the undated ones last."""
        return (*(change for _year, changes in self.years for change in changes), *self.undated)


def arrange(changes: Iterable[Change]) -> Changelog:
    """Order changes for reading."""
    by_name = sorted(changes, key=lambda change: sort_key(change.name))
    dated = [change for change in by_name if change.date]
    # Within a day the order by name stays, since sorting keeps the order of equals.
    newest = sorted(dated, key=lambda change: change.date or date.min, reverse=True)
    by_year = groupby(newest, key=lambda change: change.date.year if change.date else 0)
    years = tuple((year, tuple(group)) for year, group in by_year)
    return Changelog(years, tuple(change for change in by_name if not change.date))


def joined(changes: Iterable[Change]) -> str:
    """When a municipality first joined, as exactly as it is known: empty when no change says so."""
    decided = [change for change in changes if change.kind == CommitmentKind.DECIDED and change.date]
    return min(decided, key=lambda change: change.date or date.max).as_known if decided else ""
