"""What keeps a profile from being published: pure, from plain values to sentences for the editor.

Only what belongs together is looked at here; a single wrong value is refused by its own field.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from gemeenten.choices import CommitmentKind, DatePrecision
from gemeenten.known_dates import date_as_known
from portal.dates import long_date

#: A step of the first kind never comes before one of the second.
_ORDER = (
    (CommitmentKind.DEBATED, CommitmentKind.ASKED),
    (CommitmentKind.DECIDED, CommitmentKind.ASKED),
    (CommitmentKind.DECIDED, CommitmentKind.DEBATED),
    (CommitmentKind.RENEWED, CommitmentKind.DECIDED),
    (CommitmentKind.WITHDRAWN, CommitmentKind.DECIDED),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the history as it was filled in."""

    kind: CommitmentKind
    day: date | None = None
    precision: DatePrecision = DatePrecision.DAY
    source_url: str = ""

    @property
    def first_day(self) -> date | None:
        """The earliest day that the date, as exactly as it is known, may mean."""
        if self.day is None:
            return None
        if self.precision == DatePrecision.YEAR:
            return self.day.replace(month=1, day=1)
        return self.day.replace(day=1) if self.precision == DatePrecision.MONTH else self.day

    @property
    def last_day(self) -> date | None:
        """The latest day that it may mean."""
        if self.day is None:
            return None
        if self.precision == DatePrecision.YEAR:
            return self.day.replace(month=12, day=31)
        if self.precision == DatePrecision.MONTH:
            return self.day.replace(day=monthrange(self.day.year, self.day.month)[1])
        return self.day


@dataclass(frozen=True, slots=True)
class Merged:
    """A municipality that is no more: its name, its last day, and who took over."""

    name: str
    last_day: date
    successor: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What the checks look at. ``has_decision``: the decision of the council itself is linked or attached."""

    steps: Sequence[Step] = ()
    has_decision: bool = False
    joined_on: date | None = None
    merged: Merged | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, at a field of the profile or (``step``, counted from 0) of a step of its history."""

    message: str
    field: str
    step: int | None = None


def problems(profile: Profile) -> list[Problem]:
    """Everything that has to be put right before the profile is published."""
    return [*_without_source(profile), *_out_of_order(profile), *_joined(profile), *_after_merger(profile)]


def _without_source(profile: Profile) -> Iterator[Problem]:
    if profile.has_decision:
        return
    for number, step in enumerate(profile.steps):
        if step.kind == CommitmentKind.DECIDED and not step.source_url:
            yield Problem(
                _(
                    "A decision needs a source that readers can check: give the address of a news item or of the "
                    "council’s minutes here, or link or attach the decision itself below."
                ),
                "source_url",
                number,
            )


def _out_of_order(profile: Profile) -> Iterator[Problem]:
    """A step that comes before the first one that it follows from, as far as the dates tell for certain."""
    for number, step in enumerate(profile.steps):
        for later, earlier in _ORDER:
            before = _first(profile.steps, earlier) if step.kind == later else None
            # Asked again after a withdrawal is a new history: only the first of each kind is compared.
            if later in (CommitmentKind.DEBATED, CommitmentKind.DECIDED) and step is not _first(profile.steps, later):
                continue
            if before and step.last_day and before.first_day and step.last_day < before.first_day:
                yield Problem(
                    _("“%(step)s” (%(date)s) comes before “%(earlier)s” (%(earlier_date)s): check both dates.")
                    % {
                        "step": step.kind.label,
                        "date": date_as_known(step.day, step.precision),
                        "earlier": before.kind.label,
                        "earlier_date": date_as_known(before.day, before.precision),
                    },
                    "date",
                    number,
                )
                break


def _first(steps: Sequence[Step], kind: CommitmentKind) -> Step | None:
    """The earliest dated step of a kind."""
    dated = [(step.day, number, step) for number, step in enumerate(steps) if step.kind == kind and step.day]
    return min(dated)[2] if dated else None


def _joined(profile: Profile) -> Iterator[Problem]:
    if profile.joined_on is None:
        return
    if not any(step.kind in (CommitmentKind.DECIDED, CommitmentKind.RENEWED) for step in profile.steps):
        yield Problem(
            _("A municipality joins when its council decides: add the step “Decided” above, or clear this date."),
            "joined_on",
        )
    first = _first(profile.steps, CommitmentKind.DECIDED)
    if first and first.first_day and first.last_day and not first.first_day <= profile.joined_on <= first.last_day:
        yield Problem(
            _("The council decided on %(date)s: give the same day here, or leave it empty.")
            % {"date": date_as_known(first.day, first.precision)}
            if first.precision == DatePrecision.DAY
            else _("The council decided in %(date)s: give a day in it here, or leave it empty.")
            % {"date": date_as_known(first.day, first.precision)},
            "joined_on",
        )


def _after_merger(profile: Profile) -> Iterator[Problem]:
    """A commitment made under the old name stays there; what came after belongs to the successor."""
    if profile.merged is None:
        return
    message = _(
        "%(name)s was merged into %(successor)s; its last day was %(date)s. What happened after that day belongs to "
        "the profile of %(successor)s."
    ) % {
        "name": profile.merged.name,
        "successor": profile.merged.successor,
        "date": long_date(profile.merged.last_day),
    }
    for number, step in enumerate(profile.steps):
        if step.first_day and step.first_day > profile.merged.last_day:
            yield Problem(message, "date", number)
    if profile.joined_on and profile.joined_on > profile.merged.last_day:
        yield Problem(message, "joined_on")
