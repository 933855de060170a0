"""The register of municipalities as database rows."""

from __future__ import annotations

import json
from dataclasses import fields

from django.db import models
from django.db.models.functions import Cast
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gemeenten.choices import Province, Region
from gemeenten.register.rows import MunicipalityRow

REGISTER_LANGUAGES = ("nl", "fr", "de")


def _names(values: list[str]) -> tuple[str, ...]:
    return tuple(values)


_ROW = tuple(field.name for field in fields(MunicipalityRow))
_LISTS = ("languages", "facility_languages", "postcodes", "places")


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    """Questions about the register."""

    def as_rows(self) -> list[MunicipalityRow]:
        """What ``as_row`` gives for each, without making 600 objects of the model first."""
        texts = {f"{name}_text": Cast(name, models.TextField()) for name in _LISTS}
        others = {"successor": "successor_id", **{name: f"{name}_text" for name in _LISTS}}
        found = [
            dict(zip(_ROW, values, strict=True))
            for values in self.annotate(**texts).values_list(*(others.get(name, name) for name in _ROW))
        ]
        # All lists at once: to have each of 2,500 read by itself takes longer than everything else here.
        lists = iter(json.loads(f"[{','.join(values[name] for values in found for name in _LISTS)}]"))
        return [
            MunicipalityRow(
                **{
                    **values,
                    **{name: tuple(next(lists)) for name in _LISTS},
                    "successor": values["successor"] or "",
                }
            )
            for values in found
        ]

    def current(self) -> MunicipalityQuerySet:
        """Only municipalities whose code is still valid."""
        return self.filter(valid_until__isnull=True, missing_since__isnull=True)


class Municipality(models.Model):  # type: ignore[django-manager-missing]
    """One municipality of the register, current or former; synchronised from the CSV files, never edited by hand.

    See ``gemeenten/register/README.md`` for the source of every column.
    """

    refnis = models.CharField("REFNIS", max_length=5, primary_key=True)
    name_nl = models.CharField(_("name in Dutch"), max_length=80)
    name_fr = models.CharField(_("name in French"), max_length=80)
    name_de = models.CharField(_("name in German"), max_length=80)
    province = models.CharField(_("province"), max_length=5, choices=Province.choices, db_index=True)
    region = models.CharField(_("region"), max_length=5, choices=Region.choices)
    languages = models.JSONField(_("official languages"), default=list)
    facility_languages = models.JSONField(_("languages with facilities"), default=list, blank=True)
    is_city = models.BooleanField(_("has the title of city"), default=False)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    postcodes = models.JSONField(_("postcodes"), default=list, blank=True)
    places = models.JSONField(_("places"), default=list, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        verbose_name=_("successor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
    )
    missing_since = models.DateField(
        _("missing since"),
        null=True,
        blank=True,
        help_text=_("Set when a row is no longer in the register's files; rows are never deleted."),
    )

    #: A change renews what was made from the register and outlasts publications (``portal.renewal``).
    renews_register = True

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("municipality of the register")
        verbose_name_plural = _("municipalities of the register")
        ordering = ("name_nl",)

    def __str__(self) -> str:
        """The official name with the code, since names recur."""
        return f"{self.name_in(self.languages[0])} ({self.refnis})"

    def name_in(self, language: str) -> str:
        """The name in ``language``; other languages get the official one."""
        known = language if language in REGISTER_LANGUAGES else self.languages[0]
        return str(getattr(self, f"name_{known}"))

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_in((get_language() or "nl")[:2])

    @property
    def is_current(self) -> bool:
        """Whether the code is still valid."""
        return self.valid_until is None

    def as_row(self) -> MunicipalityRow:
        """The plain value that finder, map and letters work with."""
        return MunicipalityRow(
            refnis=self.refnis,
            name_nl=self.name_nl,
            name_fr=self.name_fr,
            name_de=self.name_de,
            province=self.province,
            region=self.region,
            languages=_names(self.languages),
            facility_languages=_names(self.facility_languages),
            is_city=self.is_city,
            latitude=self.latitude,
            longitude=self.longitude,
            postcodes=_names(self.postcodes),
            places=_names(self.places),
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            successor=self.successor_id or "",
        )
