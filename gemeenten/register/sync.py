"""Bring the database's register in step with the CSV files: validate, compare, write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db import transaction

from gemeenten.models import Municipality
from gemeenten.register.reader import Register
from gemeenten.register.rows import MunicipalityRow
from portal.snapshot import renew_stamp


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """What a sync would do; ``changed`` names the columns that differ."""

    new: tuple[MunicipalityRow, ...]
    changed: tuple[tuple[MunicipalityRow, tuple[str, ...]], ...]
    missing: tuple[str, ...]
    unchanged: int

    @property
    def is_empty(self) -> bool:
        """Whether the database already says what the files say."""
        return not (self.new or self.changed or self.missing)


def plan_sync(register: Register) -> SyncPlan:
    """Compare the files with the database; reads only."""
    known = {municipality.refnis: municipality for municipality in Municipality.objects.all()}
    rows = [*register.current, *register.former]
    new = tuple(row for row in rows if row.refnis not in known)
    changed = tuple(
        (row, differing) for row in rows if row.refnis in known and (differing := _differing(known[row.refnis], row))
    )
    codes = {row.refnis for row in rows}
    missing = tuple(
        refnis for refnis, row in sorted(known.items()) if refnis not in codes and row.missing_since is None
    )
    return SyncPlan(new, changed, missing, len(rows) - len(new) - len(changed))


@transaction.atomic
def apply_sync(plan: SyncPlan, today: date, progress: Callable[[int, int], None] = lambda done, total: None) -> None:
    """Write the plan, whole or not at all. Rows that vanished are flagged with the day, never deleted."""
    total = len(plan.new) + len(plan.changed) + len(plan.missing)
    # Successors point at other rows, so a row comes after the one it leads to.
    rows = _successors_first([*plan.new, *(row for row, _differing in plan.changed)])
    for done, row in enumerate(rows, start=1):
        Municipality.objects.update_or_create(refnis=row.refnis, defaults=_columns(row))
        progress(done, total)
    Municipality.objects.filter(pk__in=plan.missing).update(missing_since=today)
    # An update of many rows sends no signal.
    renew_stamp(register=True)
    progress(total, total)


def _columns(row: MunicipalityRow) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for field in fields(row):
        value = getattr(row, field.name)
        columns[field.name] = list(value) if isinstance(value, tuple) else value
    columns.pop("refnis")
    columns["successor_id"] = columns.pop("successor") or None
    columns["missing_since"] = None
    return columns


def _differing(municipality: Municipality, row: MunicipalityRow) -> tuple[str, ...]:
    return tuple(name for name, value in _columns(row).items() if getattr(municipality, name) != value)


def _successors_first(rows: Sequence[MunicipalityRow]) -> list[MunicipalityRow]:
    by_code = {row.refnis: row for row in rows}

    def steps(row: MunicipalityRow) -> int:
        count, seen = 0, {row.refnis}
        while row.successor in by_code and row.successor not in seen:
            row = by_code[row.successor]
            seen.add(row.refnis)
            count += 1
        return count

    return sorted(rows, key=steps)
