"""The closed lists of the domain: provinces, regions, statuses and the steps of a commitment."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Region(models.TextChoices):
    """The three regions by REFNIS."""

    FLANDERS = "02000", _("Flemish Region")
    WALLONIA = "03000", _("Walloon Region")
    BRUSSELS = "04000", _("Brussels-Capital Region")


class Province(models.TextChoices):
    """The ten provinces by REFNIS; Brussels has none and stands here under its region's code."""

    ANTWERP = "10000", _("Antwerp (province)")
    FLEMISH_BRABANT = "20001", _("Flemish Brabant")
    WALLOON_BRABANT = "20002", _("Walloon Brabant")
    WEST_FLANDERS = "30000", _("West Flanders")
    EAST_FLANDERS = "40000", _("East Flanders")
    HAINAUT = "50000", _("Hainaut")
    LIEGE = "60000", _("Liège (province)")
    LIMBURG = "70000", _("Limburg")
    LUXEMBOURG = "80000", _("Luxembourg (province)")
    NAMUR = "90000", _("Namur (province)")
    BRUSSELS = "04000", _("Brussels")


class Status(models.TextChoices):
    """Where a municipality stands. ``NONE`` is an invitation, never a reproach."""

    SOLIDARY = "solidary", _("Solidary municipality")
    ASKED = "asked", _("The question is on the table")
    NONE = "none", _("Not yet")


class CommitmentKind(models.TextChoices):
    """The steps of a commitment."""

    ASKED = "asked", _("The question was asked")
    DEBATED = "debated", _("Debated in the council")
    DECIDED = "decided", _("Decided")
    RENEWED = "renewed", _("Renewed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class DatePrecision(models.TextChoices):
    """How exactly a date is known."""

    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    YEAR = "year", _("Year")


#: The status that each step leaves a municipality in.
STATUS_AFTER = {
    CommitmentKind.ASKED: Status.ASKED,
    CommitmentKind.DEBATED: Status.ASKED,
    CommitmentKind.DECIDED: Status.SOLIDARY,
    CommitmentKind.RENEWED: Status.SOLIDARY,
    CommitmentKind.WITHDRAWN: Status.NONE,
}
