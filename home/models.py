"""The campaign's own pages and its partners."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.images import get_image_model_string
from wagtail.models import TranslatableMixin
from wagtail.search import index
from wagtail.snippets.models import register_snippet
from wagtail_localize.fields import SynchronizedField, TranslatableField

from gemeenten.directory import Directory
from home.blocks import CampaignBlocks
from home.structured_data import campaign_and_site
from portal.fields import StreamField
from portal.images.pictures import prefetch
from portal.models import BasePage
from portal.share_image import Card
from portal.translation.passages import NONE, all_passages


class HomePage(BasePage):
    """The front page of one language."""

    hero_title = models.CharField(_("claim"), max_length=120, help_text=_("The campaign in one line."))
    hero_text = models.TextField(_("text under the claim"), max_length=500)
    body = StreamField(CampaignBlocks(), verbose_name=_("content"), blank=True)

    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("hero_title"), FieldPanel("hero_text")], heading=_("Opening")),
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("hero_title"),
        index.SearchField("hero_text"),
        index.SearchField("body"),
    ]
    api_fields: ClassVar[list[Any]] = [
        *BasePage.api_fields,
        APIField("hero_title"),
        APIField("hero_text"),
        APIField("body"),
    ]
    override_translatable_fields: ClassVar[list[Any]] = [
        *BasePage.base_translatable_fields,
        TranslatableField("hero_title"),
        TranslatableField("hero_text"),
        TranslatableField("body"),
    ]
    is_indispensable: ClassVar[bool] = True
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "home.CampaignPage",
        "gemeenten.MunicipalityIndexPage",
        "gemeenten.LetterPage",
        "gemeenten.JoinPage",
        "news.NewsIndexPage",
    ]
    max_count_per_parent = 10
    page_description = _("The front page of one language")

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    @property
    def description(self) -> str:
        """The text for search results and shared links."""
        return str(self.search_description or self.hero_text)

    def share_card(self, request: HttpRequest | None = None) -> Card:
        """The claim: the campaign's name stands above it anyway."""
        return replace(super().share_card(request), title=self.hero_title)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the live numbers; the directory is shared with the blocks that show municipalities."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        directory = Directory.load(self.locale.language_code, request)
        context["directory"] = directory
        context["counts"] = directory.counts()
        context["structured_data"] = campaign_and_site(self, request)
        return context


class CampaignPage(BasePage):
    """A page of the campaign: what it means, how to act, who is behind it."""

    introduction = models.TextField(
        _("introduction"), max_length=600, blank=True, help_text=_("One to three sentences under the title.")
    )
    body = StreamField(CampaignBlocks(), verbose_name=_("content"), blank=True)

    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]
    api_fields: ClassVar[list[Any]] = [*BasePage.api_fields, APIField("introduction"), APIField("body")]
    override_translatable_fields: ClassVar[list[Any]] = [
        *BasePage.base_translatable_fields,
        TranslatableField("introduction"),
        TranslatableField("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["home.HomePage", "home.CampaignPage"]
    subpage_types: ClassVar[list[str]] = ["home.CampaignPage", "gemeenten.ActivityPage"]
    page_description = _("A page of the campaign, made of blocks")

    class Meta:
        verbose_name = _("campaign page")
        verbose_name_plural = _("campaign pages")


@register_snippet
class Partner(TranslatableMixin, index.Indexed, models.Model):
    """An organisation behind or beside the campaign."""

    class Role(models.TextChoices):
        """What a partner does for the campaign."""

        ORGANISER = "organiser", _("Organiser")
        SUPPORTER = "supporter", _("Supporter")
        SISTER = "sister", _("Sister campaign")

    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.SUPPORTER)
    url = models.URLField(_("address"), blank=True)
    description = models.TextField(_("description"), max_length=400, blank=True)
    logo = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    sort_order = models.PositiveSmallIntegerField(_("order"), default=100)

    panels: ClassVar[list[Any]] = [
        FieldPanel("name"),
        FieldPanel("role"),
        FieldPanel("url"),
        FieldPanel("description"),
        FieldPanel("logo"),
        FieldPanel("sort_order"),
    ]
    search_fields: ClassVar[list[Any]] = [
        index.AutocompleteField("name"),
        index.SearchField("name"),
        index.SearchField("description"),
        index.FilterField("locale"),
    ]
    translatable_fields: ClassVar[list[Any]] = [
        TranslatableField("name"),
        SynchronizedField("role", overridable=False),
        SynchronizedField("url"),
        TranslatableField("description"),
        SynchronizedField("logo"),
        SynchronizedField("sort_order"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ("sort_order", "name")

    def __str__(self) -> str:
        """The partner's name."""
        return self.name

    #: The language of the description for readers of another one; set by :func:`partners_in`.
    lang = ""

    @property
    def role_label(self) -> str:
        """The role in the reader's language."""
        return str(self.get_role_display())


def partners_in(language: str, role: str = "", request: HttpRequest | None = None) -> list[Partner]:
    """The partners in ``language``; one not yet translated comes in the source language."""
    codes = {language, settings.LANGUAGE_CODE}
    partners = Partner.objects.filter(locale__language_code__in=codes).select_related("locale")
    partners = partners.prefetch_related(prefetch("logo", "logo"))
    if role:
        partners = partners.filter(role=role)
    chosen: dict[Any, Partner] = {}
    for partner in partners:
        if partner.translation_key not in chosen or partner.locale.language_code == language:
            chosen[partner.translation_key] = partner
    untranslated = all_passages(request)
    for partner in chosen.values():
        code = partner.locale.language_code
        # What blocks mark the description with, where it is not in the reader's language.
        partner.lang = (
            code
            if code != language
            else untranslated.get((partner.translation_key, partner.locale_id), NONE).lang_of("description")
        )
    return sorted(chosen.values(), key=lambda partner: (partner.sort_order, partner.name))
