"""A profile as the files know it, as plain values. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gemeenten.choices import DatePrecision, Status
from gemeenten.models.profile import status_after

_PRECISIONS = {4: DatePrecision.YEAR, 7: DatePrecision.MONTH, 10: DatePrecision.DAY}
_LENGTHS = {precision: length for length, precision in _PRECISIONS.items()}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a commitment. ``known`` is its date as exactly as it is known: ``2024``, ``2024-03``, or empty."""

    kind: str
    known: str = ""
    source_name: str = ""
    source_url: str = ""

    @property
    def day(self) -> date | None:
        """The date as a profile keeps it: the first day of the year or month where no more is known."""
        return date.fromisoformat(f"{self.known}{'-01-01'[len(self.known) - 10 :]}"[:10]) if self.known else None

    @property
    def precision(self) -> DatePrecision:
        """How exactly the date is known."""
        return _PRECISIONS.get(len(self.known), DatePrecision.DAY)


def as_known(day: date | None, precision: str) -> str:
    """The reverse: a kept date as a text that is as long as it is known."""
    return day.isoformat()[: _LENGTHS[DatePrecision(precision)]] if day else ""


@dataclass(frozen=True, slots=True)
class Profile:
    """What the files hold of one profile: texts, dates in ISO 8601, activities in the campaign's order."""

    refnis: str
    title: str = ""
    introduction: str = ""
    activities: tuple[str, ...] = ()
    joined_on: str = ""
    confirmed_on: str = ""
    contact_email: str = ""
    contact_url: str = ""
    decision_url: str = ""
    steps: tuple[Step, ...] = ()

    @property
    def status(self) -> Status:
        """The status that the steps leave behind."""
        return status_after([(step.day, step.kind) for step in self.steps])


@dataclass(frozen=True, slots=True)
class Kept:
    """A profile that the portal has: its newest draft.

    ``draft`` says that it holds changes that are not public; ``refused`` why this person may not change it.
    """

    profile: Profile
    page_id: int
    live: bool = False
    draft: bool = False
    refused: str = ""


def merge_steps(before: tuple[Step, ...], new: Iterable[Step]) -> tuple[Step, ...]:
    """The history with the steps of a file: what is known stays in its place, what is new comes after it.

    A step of the file is a known one when it is of the same kind and their dates are the same, or one of them is the
    other less exactly; the more exact date stays. A source that the file gives replaces the known one. Each known step
    is met by one step of the file at most, equal dates first. Merging the same steps once more changes nothing.
    """
    merged = list(before)
    taken: set[int] = set()
    new = list(new)
    waiting = []
    for step in new:
        place = _place(merged, taken, step, exact=True, upto=len(before))
        if place is None:
            waiting.append(step)
        else:
            taken.add(place)
            merged[place] = _combined(merged[place], step)
    for step in waiting:
        place = _place(merged, taken, step, exact=False, upto=len(before))
        if place is None:
            merged.append(step)
        else:
            taken.add(place)
            merged[place] = _combined(merged[place], step)
    return tuple(merged)


def _place(steps: list[Step], taken: set[int], step: Step, *, exact: bool, upto: int) -> int | None:
    for place, known in enumerate(steps[:upto]):
        if place in taken or known.kind != step.kind:
            continue
        if known.known == step.known:
            return place
        if not exact and (known.known.startswith(step.known) or step.known.startswith(known.known)):
            return place
    return None


def _combined(known: Step, step: Step) -> Step:
    return Step(
        known.kind,
        max(known.known, step.known, key=len),
        step.source_name or known.source_name,
        step.source_url or known.source_url,
    )
