"""How many letters were made, and nothing about who made them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class LetterCount(models.Model):
    """The number of letters to one municipality in one week; ``gemeenten.letter_count`` adds to it."""

    #: Read by ``portal.renewal``: one more letter makes no page anew.
    renews_content: ClassVar[bool] = False

    municipality = models.ForeignKey(
        "gemeenten.Municipality",
        verbose_name=_("municipality"),
        on_delete=models.CASCADE,
        related_name="letter_counts",
    )
    week = models.DateField(_("week"), help_text=_("The Monday of the ISO week"))
    count = models.PositiveIntegerField(_("letters"), default=0)

    class Meta:
        verbose_name = _("count of letters")
        verbose_name_plural = _("counts of letters")
        ordering = ("-week", "municipality")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("municipality", "week"), name="one_letter_count_a_week")
        ]
        default_permissions = ("view",)

    def __str__(self) -> str:
        """Code and week."""
        return f"{self.municipality_id} {self.week:%G-W%V}"
