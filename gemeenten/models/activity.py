"""Activities: a curated tag is the identity, a page per language the public face."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from portal.blocks import ArticleBlocks
from portal.fields import StreamField
from portal.models import BasePage
from portal.protected_pages import Removal

#: How many profiles a refusal names.
_NAMED = 8


class Activity(index.Indexed, TagBase):
    """What a solidary municipality may do. The same row in every language; its labels come from the activity pages."""

    free_tagging = False

    class Icon(models.TextChoices):
        """The signs of the icon sprite that stand for an activity."""

        SHELTER = "shelter", _("Roof")
        GUARDIAN = "guardian", _("Guardian")
        LEISURE = "leisure", _("Leisure")
        SUPPORT = "support", _("Support")
        NETWORK = "network", _("Network")
        SPONSORSHIP = "sponsorship", _("Sponsorship")
        SCHOOL = "school", _("School")

    icon = models.CharField(_("icon"), max_length=20, choices=Icon.choices, default=Icon.SUPPORT)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=100)

    search_fields: ClassVar[list[Any]] = [index.AutocompleteField("name"), index.SearchField("name")]

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ("sort_order", "name")


class TaggedMunicipality(ItemBase):
    """Ties an activity to a profile."""

    tag = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="tagged_municipalities")
    content_object = ParentalKey("gemeenten.MunicipalityPage", on_delete=models.CASCADE, related_name="tagged_items")

    class Meta:
        verbose_name = _("activity of a municipality")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["tag", "content_object"], name="one_tag_a_municipality_page")
        ]


class ActivityPage(BasePage):
    """The public face of one activity in one language."""

    activity = models.ForeignKey(
        Activity,
        verbose_name=_("activity"),
        help_text=_("The tag that profiles carry. It is the same in every language."),
        on_delete=models.PROTECT,
        related_name="pages",
    )
    introduction = models.TextField(
        _("introduction"), max_length=400, help_text=_("One or two sentences; also shown in lists.")
    )
    body = StreamField(ArticleBlocks(), verbose_name=_("text"), blank=True)

    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        FieldPanel("activity"),
        MultiFieldPanel([FieldPanel("introduction"), FieldPanel("body")], heading=_("Text")),
    ]
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]
    api_fields: ClassVar[list[Any]] = [*BasePage.api_fields, APIField("introduction"), APIField("body")]
    override_translatable_fields: ClassVar[list[Any]] = [
        *BasePage.base_translatable_fields,
        SynchronizedField("activity", overridable=False),
        TranslatableField("introduction"),
        TranslatableField("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["home.CampaignPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("One activity: what it is, why it helps and which municipalities do it")

    class Meta:
        verbose_name = _("activity page")
        verbose_name_plural = _("activity pages")

    def with_content_json(self, content: dict[str, Any]) -> ActivityPage:
        """An earlier version; one that was about an activity since deleted is about the present one."""
        if not Activity.objects.filter(pk=content.get("activity")).exists():
            content = {**content, "activity": self.activity_id}
        earlier: ActivityPage = super().with_content_json(content)
        return earlier

    def removal_refusal(self, removal: Removal, user: Any) -> str:
        """The page stays while municipalities do what it is about: profiles and lists take its title and lead here."""
        if removal == Removal.DELETE and self.live:
            profiles = TaggedMunicipality.objects.filter(tag=self.activity_id, content_object__locale=self.locale_id)
            titles = list(profiles.order_by("content_object__title").values_list("content_object__title", flat=True))
            if titles:
                named = ", ".join(titles[:_NAMED]) + (" …" if len(titles) > _NAMED else "")
                return _(
                    "“%(title)s” cannot be deleted while municipalities do this activity (%(profiles)s): "
                    "take it off their profiles first."
                ) % {"title": self.title, "profiles": named}
        return super().removal_refusal(removal, user)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the municipalities that do it and their initiatives, narrowed to ``?province=``."""
        from gemeenten.activity_view import activity_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context.update(activity_context(self, request))
        return context
