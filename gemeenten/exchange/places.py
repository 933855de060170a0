"""Which municipality a line is about. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from gemeenten.exchange.cells import CellError
from gemeenten.exchange.columns import Column
from gemeenten.exchange.table import Line
from gemeenten.finder.spelling import query_keys, spellings
from gemeenten.register.rows import MunicipalityRow

_LEAST_LIKENESS = 70


class Places:
    """The register, to look the lines of a file up in."""

    def __init__(self, rows: Iterable[MunicipalityRow], profiles: Collection[str] = ()) -> None:
        """``rows`` are current and former; ``profiles`` the codes under which there are profiles."""
        self._rows = {row.refnis: row for row in rows}
        self._profiles = frozenset(profiles)
        self._by_name: dict[str, dict[str, None]] = defaultdict(dict)
        self._by_postcode: dict[str, dict[str, None]] = defaultdict(dict)
        for row in self._rows.values():
            for name in (row.name_nl, row.name_fr, row.name_de):
                for spelling in spellings(name):
                    self._by_name[spelling.key][row.refnis] = None
            for postcode in row.postcodes:
                self._by_postcode[postcode][row.refnis] = None

    def find(self, line: Line, language: str = "nl") -> MunicipalityRow:
        """The register's row that a line is about.

        A former municipality is taken only where there is a profile under its code.

        Raises:
            CellError: unknown, ambiguous, contradictory or merged away; says which one is meant, if that can be told.
        """
        code = re.sub(r"[\s.]", "", line.get(Column.REFNIS))
        name, postcode = line.get(Column.NAME), line.get(Column.POSTCODE)
        if code:
            row = self._by_code(code, name, language)
        elif name:
            row = self._named(name, postcode, language)
        elif postcode:
            row = self._only_one([*self._by_postcode.get(postcode, ())], Column.POSTCODE, postcode, language)
        else:
            raise CellError(
                Column.REFNIS, _("This line does not say which municipality it is about. Fill in its NIS code or name.")
            )
        return self._of_today(row, Column.REFNIS if code else Column.NAME, language)

    def _by_code(self, code: str, name: str, language: str) -> MunicipalityRow:
        row = self._rows.get(code)
        if row is None:
            meant = self._rows_named(name) if name else []
            hint = " " + _("Did you mean %(names)s?") % {"names": self._listed(meant, language)} if meant else ""
            raise CellError(Column.REFNIS, _("The register has no municipality with this NIS code.") + hint)
        if name and row.refnis not in {one.refnis for one in self._rows_named(name, former=True)}:
            raise CellError(
                Column.NAME,
                _("The NIS code %(code)s is %(municipality)s. Correct the code or the name.")
                % {"code": code, "municipality": row.name(language)},
            )
        return row

    def _named(self, name: str, postcode: str, language: str) -> MunicipalityRow:
        found = self._rows_named(name)
        if not found:
            raise CellError(Column.NAME, self._unknown(name, language))
        if postcode:
            at = [row for row in found if postcode in row.postcodes]
            if not at:
                raise CellError(
                    Column.POSTCODE,
                    _("%(municipality)s does not have this postcode. Correct it, or give the NIS code.")
                    % {"municipality": self._listed(found, language)},
                )
            found = at
        return self._only_one([row.refnis for row in found], Column.NAME, name, language)

    def _rows_named(self, name: str, *, former: bool = False) -> list[MunicipalityRow]:
        """The rows of a name: those of today where there are any, else (or ``former``) those merged away."""
        codes = {code: None for one in query_keys(name) for code in self._by_name.get(one, ())}
        rows = [self._rows[code] for code in codes]
        return rows if former else [row for row in rows if row.is_current] or rows

    def _only_one(self, codes: list[str], column: Column, value: str, language: str) -> MunicipalityRow:
        rows = [self._rows[code] for code in codes]
        rows = [row for row in rows if row.is_current] or rows
        with_profile = [row for row in rows if row.refnis in self._profiles]
        if len(rows) > 1 and not rows[0].is_current and len(with_profile) == 1:
            rows = with_profile
        if not rows:
            raise CellError(column, _("No municipality has this postcode. Give its NIS code or name."))
        if len(rows) > 1:
            raise CellError(
                column,
                _("Several municipalities fit: %(names)s. Give the NIS code of the right one.")
                % {"names": self._listed(rows, language)},
            )
        return self._with_its_profile(rows[0])

    def _with_its_profile(self, row: MunicipalityRow) -> MunicipalityRow:
        """Where only the code has changed and the profile still stands under the old one, that one is meant."""
        if row.refnis in self._profiles:
            return row
        names = {row.name_nl, row.name_fr}
        same = [one for one in self.predecessors_with_profile(row.refnis) if names & {one.name_nl, one.name_fr}]
        return same[0] if len(same) == 1 else row

    def _of_today(self, row: MunicipalityRow, column: Column, language: str) -> MunicipalityRow:
        if row.is_current or row.refnis in self._profiles:
            return row
        successor = row
        while not successor.is_current and successor.successor in self._rows:
            successor = self._rows[successor.successor]
        raise CellError(
            column,
            _("%(former)s is no longer a municipality of its own: it is part of %(successor)s. Use that code.")
            % {"former": self._listed([row], language), "successor": self._listed([successor], language)},
        )

    def predecessors_with_profile(self, refnis: str) -> list[MunicipalityRow]:
        """The former municipalities that went into this one and have a profile of their own."""
        return [row for row in self._rows.values() if row.successor == refnis and row.refnis in self._profiles]

    def _unknown(self, name: str, language: str) -> str:
        keys = query_keys(name)
        near = process.extract(
            keys[0] if keys else "", list(self._by_name), scorer=fuzz.ratio, score_cutoff=_LEAST_LIKENESS, limit=3
        )
        rows = {code: self._rows[code] for found, _score, _index in near for code in self._by_name[found]}
        current = [row for row in rows.values() if row.is_current]
        if current:
            return _("The register has no municipality of this name. Did you mean %(names)s?") % {
                "names": self._listed(current[:3], language)
            }
        return _("The register has no municipality of this name. Give its NIS code.")

    def _listed(self, rows: Iterable[MunicipalityRow], language: str) -> str:
        return ", ".join(f"{row.name(language)} ({row.refnis})" for row in rows)
