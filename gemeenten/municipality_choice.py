"""Which municipality somebody means who typed into a form: the finder's sole answer, or near ones to choose from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gemeenten.finding import find
from gemeenten.register.rows import MunicipalityRow


class UnclearMunicipalityError(forms.ValidationError):
    """No single municipality is meant; ``near`` holds those to choose from."""

    def __init__(self, message: Any, code: str, near: list[MunicipalityRow]) -> None:
        super().__init__(message, code=code)
        self.near = near


def municipality_meant(rows: tuple[MunicipalityRow, ...], typed: str) -> MunicipalityRow:
    """The one municipality of ``rows`` that ``typed`` (code, postcode or name) stands for.

    Raises:
        UnclearMunicipalityError: there are several, or only near ones, or none. A guess is never taken.
    """
    by_code = {row.refnis: row for row in rows}
    result = find(rows, typed)
    if result.sole:
        return by_code[result.sole.refnis]
    found = dict.fromkeys(match.refnis for match in (*result.matches, *result.suggestions))
    near = [by_code[refnis] for refnis in found]
    if len(result.matches) > 1:
        raise UnclearMunicipalityError(_("Several municipalities fit: choose one below."), "several", near)
    if near:
        raise UnclearMunicipalityError(_("We do not know this municipality. Did you mean one of these?"), "near", near)
    raise UnclearMunicipalityError(
        _("We do not know this municipality. Check its name, or fill in its postcode."), "unknown", near
    )
