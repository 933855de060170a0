"""The profile of one municipality and the history of its commitment."""

from __future__ import annotations

from copy import copy
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string
from wagtail.models import Orderable, Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from gemeenten.blocks import InitiativeBlocks
from gemeenten.choices import STATUS_AFTER, CommitmentKind, DatePrecision, Status
from gemeenten.known_dates import date_as_known
from gemeenten.models.activity import Activity, TaggedMunicipality
from gemeenten.models.municipality import Municipality
from gemeenten.profile_form import MunicipalityPageForm
from gemeenten.profile_panels import CONTENT_PANELS
from portal.fields import StreamField
from portal.images.page_text import IllustratedPage
from portal.models import BasePage
from portal.protected_pages import Removal
from portal.share_image import Card


class Commitment(Orderable):
    """One step in the history of a commitment: what happened, when as far as known, and who says so."""

    page = ParentalKey("gemeenten.MunicipalityPage", on_delete=models.CASCADE, related_name="commitments")
    kind = models.CharField(_("what happened"), max_length=10, choices=CommitmentKind.choices)
    date = models.DateField(_("date"), null=True, blank=True, help_text=_("Leave empty when it is not known."))
    date_precision = models.CharField(
        _("the date is known to the"), max_length=5, choices=DatePrecision.choices, default=DatePrecision.DAY
    )
    source_name = models.CharField(_("source"), max_length=120, blank=True)
    source_url = models.URLField(_("address of the source"), blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("step of the commitment")
        verbose_name_plural = _("history of the commitment")

    def __str__(self) -> str:
        """What happened and when."""
        return f"{self.get_kind_display()} {self.date_label}".strip()

    @property
    def date_label(self) -> str:
        """The date as exactly as it is known, in the reader's language; empty when it is not."""
        return date_as_known(self.date, DatePrecision(self.date_precision))

    def clean(self) -> None:
        """Refuse a step in the future, unless its page appears by schedule on that day or later."""
        if self.date and self.date > last_day_told(getattr(self, "page", None)):
            raise ValidationError({"date": _("This date lies in the future: give the day on which it happened.")})


def last_day_told(page: Page | None) -> date:
    """The latest day that a page may tell of: today, or the day on which it is scheduled to appear."""
    today = timezone.localdate()
    if page is None or page.go_live_at is None:
        return today
    return max(today, timezone.localdate(page.go_live_at))


def status_after(steps: list[tuple[date | None, str]]) -> Status:
    """The status that dated steps leave behind: the latest counts, undated ones come first, in the given order."""
    if not steps:
        return Status.NONE
    latest = max(enumerate(steps), key=lambda item: (item[1][0] or date.min, item[0]))[1]
    return STATUS_AFTER[CommitmentKind(latest[1])]


class MunicipalityPage(IllustratedPage):
    """The profile of one municipality in one language.

    It stands under the register name of the day it joined; after a merger the successor leads to it.
    """

    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        help_text=_("The row of the register under which the commitment was made."),
        on_delete=models.PROTECT,
        related_name="pages",
    )
    activities = ClusterTaggableManager(
        through=TaggedMunicipality,
        verbose_name=_("activities"),
        help_text=_("Choose from the campaign's activities."),
        blank=True,
    )
    joined_on = models.DateField(
        _("joined on"), null=True, blank=True, help_text=_("Leave empty when it is not known.")
    )
    confirmed_on = models.DateField(
        _("last confirmed on"),
        null=True,
        blank=True,
        help_text=_("The day on which the municipality last said that this profile is right."),
    )
    introduction = models.TextField(
        _("introduction"), max_length=500, help_text=_("Up to three sentences; also shown in lists.")
    )
    body = RichTextField(_("text"), blank=True, features=["h2", "h3", "bold", "italic", "link", "ul", "ol"])
    image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    initiatives = StreamField(InitiativeBlocks(), verbose_name=_("initiatives"), blank=True)
    decision_url = models.URLField(_("address of the council decision"), blank=True)
    decision_document = models.ForeignKey(
        "wagtaildocs.Document",
        verbose_name=_("council decision as document"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    contact_email = models.EmailField(
        _("contact address"), blank=True, help_text=_("A role address such as integratie@…, never a person's.")
    )
    contact_url = models.URLField(_("contact page"), blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.NONE, editable=False, db_index=True
    )

    base_form_class = MunicipalityPageForm
    content_panels: ClassVar[list[Any]] = CONTENT_PANELS
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
        index.SearchField("initiatives"),
        index.FilterField("status"),
        index.FilterField("municipality"),
        index.FilterField("joined_on"),
        index.FilterField("confirmed_on"),
    ]
    api_fields: ClassVar[list[Any]] = [
        *BasePage.api_fields,
        APIField("municipality"),
        APIField("status"),
        APIField("joined_on"),
        APIField("activities"),
        APIField("introduction"),
        APIField("initiatives"),
        APIField("decision_url"),
        APIField("contact_email"),
    ]
    image_shapes: ClassVar[tuple[str, ...]] = ("profile",)
    override_translatable_fields: ClassVar[list[Any]] = [
        *BasePage.base_translatable_fields,
        SynchronizedField("municipality", overridable=False),
        SynchronizedField("tagged_items", overridable=False),
        SynchronizedField("joined_on", overridable=False),
        SynchronizedField("confirmed_on", overridable=False),
        SynchronizedField("commitments", overridable=False),
        SynchronizedField("image"),
        TranslatableField("image_alt"),
        SynchronizedField("decision_url"),
        SynchronizedField("decision_document"),
        SynchronizedField("contact_email"),
        SynchronizedField("contact_url"),
        TranslatableField("introduction"),
        TranslatableField("body"),
        TranslatableField("initiatives"),
    ]
    parent_page_types: ClassVar[list[str]] = ["gemeenten.MunicipalityIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("What one municipality committed itself to and what it does")

    class Meta:
        verbose_name = _("municipality profile")
        verbose_name_plural = _("municipality profiles")

    def clean(self) -> None:
        """Refuse a second profile of one municipality in one language, and days that have not come yet."""
        super().clean()
        if self.confirmed_on and self.confirmed_on > timezone.localdate():
            raise ValidationError(
                {"confirmed_on": _("This date lies in the future: give the day on which it was confirmed.")}
            )
        if self.joined_on and self.joined_on > last_day_told(self):
            raise ValidationError({"joined_on": _("This date lies in the future: give the day on which it happened.")})
        if self.municipality_id and self.locale_id:
            others = MunicipalityPage.objects.filter(municipality_id=self.municipality_id, locale_id=self.locale_id)
            if others.exclude(pk=self.pk).exists():
                raise ValidationError(
                    {"municipality": _("This municipality already has a profile in this language: edit that one.")}
                )

    def with_content_json(self, content: dict[str, Any]) -> MunicipalityPage:
        """An earlier version, without the activities that have been deleted since: it could not be read with them."""
        rows = content.get("tagged_items") or []
        known = set(Activity.objects.filter(pk__in=[row["tag"] for row in rows]).values_list("pk", flat=True))
        kept = [row for row in rows if row["tag"] in known]
        earlier: MunicipalityPage = super().with_content_json({**content, "tagged_items": kept})
        return earlier

    def removal_refusal(self, removal: Removal, user: Any) -> str:
        """A profile that has been public is a record of what a council decided: it says that it ended, and stays."""
        if removal == Removal.DELETE and self.first_published_at and not user.is_superuser:
            return _(
                "“%(title)s” has been public and stays: add the step “Withdrawn” to the history of the commitment "
                "instead, or ask an administrator."
            ) % {"title": self.title}
        return super().removal_refusal(removal, user)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the status, which lists filter by, in step with the history."""
        self.status = status_after([(step.date, step.kind) for step in self.commitments.all()])
        super().save(*args, **kwargs)

    @classmethod
    def visited(cls, pk: int, language: str, request: HttpRequest) -> BasePage | None:
        """A copy of the profile in the directory, which reads all of them at once."""
        from gemeenten.directory import Directory

        known = Directory.load(language, request).profiles.get(pk)
        return copy(known) if known is not None else super().visited(pk, language, request)

    def share_card(self, request: HttpRequest | None = None) -> Card:
        """Name, status and province."""
        from gemeenten.share_card import profile_card

        return profile_card(self, request)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what the profile shows beside its own fields."""
        from gemeenten.profile_view import profile_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context.update(profile_context(self, request))
        return context
