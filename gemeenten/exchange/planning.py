"""What an import would do, worked out before anything is done. Pure: values in, a plan out."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemeenten.choices import CommitmentKind, Status
from gemeenten.exchange.cells import (
    Activities,
    CellError,
    read_day,
    read_known_date,
    read_status,
    read_step,
    read_text,
)
from gemeenten.exchange.columns import OF_PROFILE, OF_STEP, Column
from gemeenten.exchange.order import order_problem
from gemeenten.exchange.places import Places
from gemeenten.exchange.records import Kept, Profile, Step, merge_steps
from gemeenten.exchange.table import Line, Table
from gemeenten.register.rows import MunicipalityRow


class Fate(TextChoices):
    """What happens to a municipality of the file."""

    CREATED = "created", gettext_lazy("New profile")
    UPDATED = "updated", gettext_lazy("Changed")
    UNCHANGED = "unchanged", gettext_lazy("Unchanged")
    REJECTED = "rejected", gettext_lazy("Refused")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong where, and what to do about it; ``heading`` as the file calls the column."""

    line: int
    heading: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Change:
    """One value that becomes another; empty ``before`` where there was none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Item:
    """One municipality of the file: the lines that are about it, and what they come to."""

    refnis: str
    name: str
    lines: tuple[int, ...]
    fate: Fate
    before: Kept | None = None
    after: Profile | None = None
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole of it. With a single problem nothing is imported."""

    items: tuple[Item, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def work(self) -> tuple[Item, ...]:
        """What is to be done; nothing while there are problems."""
        return () if self.problems else tuple(one for one in self.items if one.fate in (Fate.CREATED, Fate.UPDATED))

    @property
    def counts(self) -> dict[Fate, int]:
        """How many municipalities have each fate."""
        return {fate: sum(item.fate == fate for item in self.items) for fate in Fate}

    @property
    def fingerprint(self) -> str:
        """The same for plans that do the same, whatever the reader's language."""
        told = [(item.refnis, item.fate.value, item.before, item.after) for item in self.items]
        return hashlib.sha256(repr((told, len(self.problems))).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Context:
    """What the portal knows: the register, its profiles by code, the activities, the day, and the languages.

    ``language`` is the reader's, ``written`` that of the profiles.
    """

    places: Places
    kept: Mapping[str, Kept]
    activities: Activities
    today: date
    language: str = "nl"
    written: str = "nl"


@dataclass(slots=True)
class _Read:
    """One line with its values; ``step`` is ``None`` where the line has none."""

    line: Line
    row: MunicipalityRow
    values: dict[Column, str | tuple[str, ...]]
    step: Step | None = None


@dataclass(slots=True)
class _Work:
    table: Table
    context: Context
    problems: list[Problem] = field(default_factory=list)

    def report(self, line: Line, column: Column, message: str) -> None:
        """Remember a problem."""
        heading = self.table.heading(column, self.context.language)
        self.problems.append(Problem(line.number, heading, line.get(column)[:200], message))


def make_plan(table: Table, context: Context) -> Plan:
    """Read every line, gather those of one municipality, and say what happens to it."""
    work = _Work(table, context)
    groups: dict[str, list[_Read]] = defaultdict(list)
    bad: set[str] = set()
    unknown = []
    for line in table.lines:
        try:
            row = context.places.find(line, context.language)
        except CellError as error:
            work.report(line, error.column, error.message)
            name = line.get(Column.NAME) or line.get(Column.REFNIS) or line.get(Column.POSTCODE)
            unknown.append(Item(line.get(Column.REFNIS), name, (line.number,), Fate.REJECTED))
            continue
        count = len(work.problems)
        groups[row.refnis].append(_read(line, row, work))
        if len(work.problems) > count:
            bad.add(row.refnis)
    items = [_item(reads, work, readable=refnis not in bad) for refnis, reads in groups.items()]
    items = sorted([*items, *unknown], key=lambda item: item.lines)
    return Plan(tuple(items), tuple(sorted(work.problems, key=lambda one: one.line)), table.notes)


def _read(line: Line, row: MunicipalityRow, work: _Work) -> _Read:
    """The values of one line; everything that is wrong with it is reported, not only the first."""
    kept = work.context.kept.get(row.refnis)
    today = work.context.today
    read = _Read(line, row, {})

    def value_of(column: Column, text: str) -> str | tuple[str, ...]:
        if column is Column.ACTIVITIES:
            return work.context.activities.read(text)
        if column in (Column.JOINED_ON, Column.CONFIRMED_ON):
            return read_day(column, text, today)
        if column is Column.STATUS:
            return str(read_status(text))
        # What the profile says already may stay, whatever has become of the rules since.
        if kept and text == getattr(kept.profile, column.value):
            return text
        return read_text(column, text)

    for column in (*OF_PROFILE, Column.STATUS):
        if text := line.get(column):
            try:
                read.values[column] = value_of(column, text)
            except CellError as error:
                work.report(line, error.column, error.message)
    read.step = _read_step(line, kept, work)
    return read


def _read_step(line: Line, kept: Kept | None, work: _Work) -> Step | None:
    texts = {column: line.get(column) for column in OF_STEP}
    if not texts[Column.STEP]:
        for column in OF_STEP:
            if texts[column]:
                message = _("A date and a source belong to a step: fill in the step, or empty this cell.")
                work.report(line, column, message)
                break
        return None
    values = {"kind": "", "known": "", "source_name": "", "source_url": ""}
    known_sources = {
        one for step in (kept.profile.steps if kept else ()) for one in (step.source_name, step.source_url)
    }
    for column, name in zip(OF_STEP, values, strict=True):
        text = texts[column]
        if not text:
            continue
        try:
            if column is Column.STEP:
                values[name] = str(read_step(text))
            elif column is Column.DATE:
                values[name] = read_known_date(column, text, work.context.today)
            else:
                values[name] = text if text in known_sources else read_text(column, text)
        except CellError as error:
            work.report(line, error.column, error.message)
    return Step(**values)


def _item(reads: Sequence[_Read], work: _Work, *, readable: bool) -> Item:
    row, kept = reads[0].row, work.context.kept.get(reads[0].row.refnis)
    item = Item(row.refnis, row.name(work.context.language), tuple(one.line.number for one in reads), Fate.REJECTED)
    if not readable:
        return item
    count = len(work.problems)
    values = _values(reads, work)
    _refuse_doubles(reads, work)
    if kept and kept.refused:
        work.report(reads[0].line, Column.NAME, kept.refused)
    if len(work.problems) > count:
        return item
    before = kept.profile if kept else Profile(row.refnis, title=row.name(work.context.written))
    steps = merge_steps(before.steps, [one.step for one in reads if one.step])
    changed: dict[str, Any] = {column.value: value for column, value in values.items()}
    after = replace(before, steps=steps, **changed)
    if kept is None:
        with translation.override(work.context.written):
            after = _completed(after, steps, row.name(work.context.written))
    _check(reads, before, after, work, is_new=kept is None)
    if len(work.problems) > count:
        return item
    known_fate = Fate.UNCHANGED if after == before else Fate.UPDATED
    fate = Fate.CREATED if kept is None else known_fate
    changes = _changes(Profile(row.refnis) if kept is None else before, after)
    return replace(item, fate=fate, before=kept, after=after, changes=changes, notes=_notes(row, kept, fate, work))


def _values(reads: Sequence[_Read], work: _Work) -> dict[Column, str | tuple[str, ...]]:
    """The values of the municipality; two lines may say the same, not different things."""
    values: dict[Column, tuple[int, str | tuple[str, ...]]] = {}
    for read in reads:
        for column, value in read.values.items():
            number, first = values.setdefault(column, (read.line.number, value))
            if first != value:
                work.report(
                    read.line,
                    column,
                    _("Line %(line)s says something else about the same municipality. Say it on one line only.")
                    % {"line": number},
                )
    return {column: value for column, (_number, value) in values.items() if column is not Column.STATUS}


def _refuse_doubles(reads: Sequence[_Read], work: _Work) -> None:
    seen: dict[tuple[str, str], int] = {}
    for read in reads:
        if read.step:
            first = seen.setdefault((read.step.kind, read.step.known), read.line.number)
            if first != read.line.number:
                message = _("The same step is on line %(line)s already. Remove one of them.") % {"line": first}
                work.report(read.line, Column.STEP, message)
        elif not read.values and len(reads) > 1:
            other = next(one.line.number for one in reads if one is not read)
            message = _("This municipality is on line %(line)s too, and this line adds nothing. Remove it.")
            work.report(read.line, Column.NAME, message % {"line": other})


def _completed(after: Profile, steps: tuple[Step, ...], name: str) -> Profile:
    """A new profile with what a profile needs and the file leaves out."""
    decided = [step.known for step in steps if step.kind == CommitmentKind.DECIDED and len(step.known) == 10]
    introduction = after.introduction or introduction_for(after.status, name)
    return replace(after, introduction=introduction, joined_on=after.joined_on or min(decided, default=""))


def introduction_for(status: Status, name: str) -> str:
    """A sentence to begin with, in the active language; editors write a better one."""
    if status == Status.SOLIDARY:
        return _("%(name)s is a solidary municipality. What it does is still to be described here.") % {"name": name}
    if status == Status.ASKED:
        return _("In %(name)s the question is on the table to become a solidary municipality.") % {"name": name}
    return _("%(name)s is not a solidary municipality yet.") % {"name": name}


def _check(reads: Sequence[_Read], before: Profile, after: Profile, work: _Work, *, is_new: bool) -> None:
    stated = next((one for one in reads if Column.STATUS in one.values), None)
    if is_new and not after.steps and not stated:
        work.report(
            reads[0].line,
            Column.STEP,
            _("This municipality has no profile yet: fill in the step that it took, such as “beslist”."),
        )
        return
    if stated and stated.values[Column.STATUS] != after.status:
        work.report(
            stated.line,
            Column.STATUS,
            _("With its steps the status is “%(status)s”. Add the step that is missing, or empty this cell.")
            % {"status": after.status.label},
        )
    fresh = set(after.steps) - set(before.steps)
    if problem := order_problem(after.steps, fresh):
        step, message = problem
        line = next((one.line for one in reads if one.step and _same(one.step, step)), reads[0].line)
        work.report(line, Column.DATE, message)
    dates_changed = (after.joined_on, after.confirmed_on) != (before.joined_on, before.confirmed_on)
    if dates_changed and after.joined_on and after.confirmed_on and after.confirmed_on < after.joined_on:
        line = next((one.line for one in reads if Column.CONFIRMED_ON in one.values), reads[0].line)
        work.report(
            line,
            Column.CONFIRMED_ON,
            _("This lies before the day on which it joined (%(day)s). Correct one of the two.")
            % {"day": after.joined_on},
        )


def _same(one: Step, other: Step) -> bool:
    return one.kind == other.kind and (one.known.startswith(other.known) or other.known.startswith(one.known))


def _notes(row: MunicipalityRow, kept: Kept | None, fate: Fate, work: _Work) -> tuple[str, ...]:
    notes = []
    if kept is None:
        former = work.context.places.predecessors_with_profile(row.refnis)
        if former:
            names = ", ".join(f"{one.name(work.context.language)} ({one.refnis})" for one in former)
            notes.append(_("There is a profile under a former municipality already: %(names)s.") % {"names": names})
    elif fate is Fate.UPDATED and not kept.live:
        notes.append(_("This profile is not public and stays a draft."))
    elif fate is Fate.UPDATED and kept.draft:
        notes.append(
            _("This profile has a draft that is not public: the changes are added to it, and it stays a draft.")
        )
    return tuple(notes)


def _changes(before: Profile, after: Profile) -> tuple[Change, ...]:
    labels = column_labels()
    changes = []
    for column in OF_PROFILE:
        old, new = getattr(before, column.value), getattr(after, column.value)
        if old != new:
            changes.append(Change(labels[column], _told(old), _told(new)))
    for place, step in enumerate(after.steps):
        known = before.steps[place] if place < len(before.steps) else None
        if known != step:
            changes.append(Change(labels[Column.STEP], describe(known) if known else "", describe(step)))
    return tuple(changes)


def column_labels() -> dict[Column, str]:
    """What the columns that a profile keeps are called in the report, in the reader's language."""
    return {
        Column.STEP: _("step"),
        Column.ACTIVITIES: _("activities"),
        Column.JOINED_ON: _("joined on"),
        Column.CONFIRMED_ON: _("last confirmed on"),
        Column.TITLE: _("title"),
        Column.INTRODUCTION: _("introduction"),
        Column.CONTACT_EMAIL: _("contact address"),
        Column.CONTACT_URL: _("contact page"),
        Column.DECISION_URL: _("address of the council decision"),
    }


def _told(value: str | Iterable[str]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def describe(step: Step) -> str:
    """A step in one line, in the reader's language."""
    source = step.source_name or step.source_url
    parts = [str(CommitmentKind(step.kind).label), step.known, f"({source})" if source else ""]
    return " ".join(part for part in parts if part)
