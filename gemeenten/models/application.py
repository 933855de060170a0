"""What municipalities and citizens send in through the joining page, and the mails about it."""

from __future__ import annotations

import uuid
from pathlib import PurePath
from typing import Any, ClassVar

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gemeenten.choices import DatePrecision
from gemeenten.known_dates import date_as_known


def private_storage() -> Storage:
    """Files that no address leads to: outside of MEDIA_ROOT, read through views that ask for permission."""
    return storages["private"]


#: The folder of the decisions in it.
FILES = "applications"


def decision_path(application: Application, filename: str) -> str:
    """A name that tells nothing; only the ending of what was uploaded is kept."""
    return f"{FILES}/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()}"


class Application(models.Model):
    """A municipality that says it joins, or a citizen's tip that it decided; staff accept or decline it."""

    #: Read by ``portal.renewal``: no public page shows this.
    renews_content: ClassVar[bool] = False

    class Kind(models.TextChoices):
        """Who speaks."""

        APPLICATION = "application", _("Application of the municipality")
        TIP = "tip", _("Tip of a citizen")

    class DecidedBy(models.TextChoices):
        """The body that decided."""

        COUNCIL = "council", _("The municipal council")
        COLLEGE = "college", _("The college of mayor and aldermen")

    class Status(models.TextChoices):
        """How far it is."""

        NEW = "new", _("New")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    submission = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False, help_text="One form filled in once, however often it is sent."
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    municipality = models.ForeignKey(
        "gemeenten.Municipality",
        verbose_name=_("municipality"),
        on_delete=models.PROTECT,
        related_name="applications",
    )
    decided_by = models.CharField(_("decided by"), max_length=10, choices=DecidedBy.choices, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decided_on_precision = models.CharField(
        _("the date is known to the"), max_length=5, choices=DatePrecision.choices, default=DatePrecision.DAY
    )
    decision_url = models.URLField(_("address of the decision"), max_length=200, blank=True)
    decision_file = models.FileField(
        _("decision as file"), storage=private_storage, upload_to=decision_path, max_length=100, blank=True
    )
    activities = models.ManyToManyField(
        "gemeenten.Activity", verbose_name=_("activities"), blank=True, related_name="applications"
    )
    contact_email = models.EmailField(_("contact address"), blank=True)
    message = models.TextField(_("message"), max_length=2000, blank=True)
    language = models.CharField(_("language"), max_length=10)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.NEW, db_index=True)
    submitted_at = models.DateTimeField(_("received"), auto_now_add=True)
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handled by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    profile = models.ForeignKey(
        "gemeenten.MunicipalityPage",
        verbose_name=_("profile"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reply = models.TextField(_("reply"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ("-submitted_at", "-pk")
        # Nobody writes or changes what others have sent: it is looked at, and handled.
        default_permissions = ("view", "handle")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(status="new", handled_at__isnull=True) | (~Q(status="new") & Q(handled_at__isnull=False)),
                name="handled_application_says_when",
            )
        ]

    def __str__(self) -> str:
        """What it is and of which municipality."""
        return f"{self.get_kind_display()}: {self.municipality.name}"

    @property
    def is_new(self) -> bool:
        """Whether somebody still has to handle it."""
        return self.status == self.Status.NEW

    @property
    def is_tip(self) -> bool:
        """Whether a citizen sent it, who gets no answer."""
        return self.kind == self.Kind.TIP

    @property
    def decided_label(self) -> str:
        """When it was decided, as exactly as known, in the reader's language; empty when it is not known."""
        return date_as_known(self.decided_on, DatePrecision(self.decided_on_precision))


class ApplicationMail(models.Model):
    """One mail about an application: whether it went out. Its text is made anew from the application each time."""

    #: Read by ``portal.renewal``: no public page shows this.
    renews_content: ClassVar[bool] = False

    class Kind(models.TextChoices):
        """What it says."""

        RECEIVED = "received", _("Confirmation to the municipality")
        NOTICE = "notice", _("Notice to the campaign")
        ACCEPTED = "accepted", _("Answer: accepted")
        DECLINED = "declined", _("Answer: declined")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField(_("mail"), max_length=10, choices=Kind.choices)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    failed_at = models.DateTimeField(_("failed"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=80, blank=True, help_text="The kind of error, never an address.")

    class Meta:
        verbose_name = _("mail about an application")
        verbose_name_plural = _("mails about applications")
        ordering = ("pk",)
        default_permissions: ClassVar[tuple[Any, ...]] = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("application", "kind"), name="one_mail_of_a_kind_an_application")
        ]

    def __str__(self) -> str:
        """What it says."""
        return self.get_kind_display()
