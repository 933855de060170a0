"""News of the campaign."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import path
from wagtail.images import get_image_model_string
from wagtail.models import PageQuerySet
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from portal.blocks import ArticleBlocks
from portal.cache import apply_cache_policy
from portal.fields import StreamField
from portal.images.page_text import IllustratedPage
from portal.images.pictures import prefetch
from portal.models import BasePage, RoutableBasePage

PER_PAGE = 12


class NewsIndexPage(RoutableBasePage):
    """The list of news, newest first, with its Atom feed."""

    introduction = models.TextField(_("introduction"), max_length=500, blank=True)

    content_panels: ClassVar[list[Any]] = [*BasePage.content_panels, FieldPanel("introduction")]
    search_fields: ClassVar[list[Any]] = [*BasePage.search_fields, index.SearchField("introduction")]
    api_fields: ClassVar[list[Any]] = [*BasePage.api_fields, APIField("introduction")]
    override_translatable_fields: ClassVar[list[Any]] = [
        *BasePage.base_translatable_fields,
        TranslatableField("introduction"),
    ]
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["news.NewsPage"]
    max_count_per_parent = 1
    page_description = _("The list of news with its feed; news items are made below it")

    class Meta:
        verbose_name = _("list of news")
        verbose_name_plural = _("lists of news")

    def news(self) -> PageQuerySet:
        """The live items of this language, newest first."""
        items = (
            NewsPage.objects.child_of(self).live().select_related("locale").prefetch_related(prefetch("image", "card"))
        )
        return items.order_by("-date", "-pk")

    def page_of(self, number: str | None) -> PaginatorPage[Any]:
        """One page of the list; a number that is none gives the first, one too high the last."""
        return Paginator(self.news(), PER_PAGE).get_page(number)

    @path("")
    def list_all(self, request: HttpRequest) -> HttpResponse:
        """The list."""
        items = self.page_of(request.GET.get("page"))
        response: HttpResponse = self.render(request, context_overrides={"items": items})
        return response

    @path("feed/", name="feed")
    def feed(self, request: HttpRequest) -> HttpResponse:
        """The newest items as an Atom feed."""
        from news.feed import NewsFeed

        return apply_cache_policy(request, NewsFeed(self)(request))


class NewsPage(IllustratedPage):
    """One news item."""

    date = models.DateField(_("date"), default=timezone.localdate)
    introduction = models.TextField(
        _("introduction"), max_length=400, help_text=_("One or two sentences; also shown in lists.")
    )
    body = StreamField(ArticleBlocks(), verbose_name=_("text"), blank=True)
    image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        FieldPanel("date"),
        MultiFieldPanel(
            [FieldPanel("introduction"), FieldPanel("image"), FieldPanel("image_alt"), FieldPanel("body")],
            heading=_("Text"),
        ),
    ]
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
        index.FilterField("date"),
    ]
    api_fields: ClassVar[list[Any]] = [
        *BasePage.api_fields,
        APIField("date"),
        APIField("introduction"),
        APIField("body"),
    ]
    image_shapes: ClassVar[tuple[str, ...]] = ("news", "card")
    override_translatable_fields: ClassVar[list[Any]] = [
        *BasePage.base_translatable_fields,
        SynchronizedField("date", overridable=False),
        SynchronizedField("image"),
        TranslatableField("image_alt"),
        TranslatableField("introduction"),
        TranslatableField("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["news.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("One news item")

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news items")


def newest(language: str, count: int) -> PageQuerySet:
    """The newest live items in ``language``."""
    items = NewsPage.objects.live().filter(locale__language_code=language).select_related("locale")
    return items.prefetch_related(prefetch("image", "card")).order_by("-date", "-pk")[:count]
