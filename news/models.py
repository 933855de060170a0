"""News of the campaign."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import path, re_path
from wagtail.images import get_image_model_string
from wagtail.models import Orderable, PageQuerySet
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from news.bylines import Author
from news.forms import NewsPageForm
from portal.blocks import ArticleBlocks
from portal.cache import apply_cache_policy
from portal.dates import long_date
from portal.fields import StreamField
from portal.images.page_text import IllustratedPage
from portal.images.pictures import prefetch
from portal.models import BasePage, RoutableBasePage
from portal.share_image import Card

__all__ = ["Author", "NewsActivity", "NewsAuthor", "NewsIndexPage", "NewsMunicipality", "NewsPage", "newest"]

#: Slugs of items that would stand where the list has addresses of its own: its years and its feed.
_TAKEN = re.compile(r"[0-9]{4}|feed")


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
    is_indispensable: ClassVar[bool] = True
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["news.NewsPage"]
    max_count_per_parent = 1
    page_description = _("The list of news with its feed; news items are made below it")

    class Meta:
        verbose_name = _("list of news")
        verbose_name_plural = _("lists of news")

    def news(self) -> PageQuerySet:
        """The live items of this language, newest first."""
        return in_order(NewsPage.objects.child_of(self).live())

    def get_cached_paths(self) -> list[str]:
        """What caches in front may keep of this page: the list, its feed, and the years that have items."""
        years = self.news().dates("date", "year")
        return ["/", "/feed/", *(f"/{day.year}/" for day in years)]

    @path("")
    def list_all(self, request: HttpRequest) -> HttpResponse:
        """The list."""
        from news.archive import archive_context

        response: HttpResponse = self.render(request, context_overrides=archive_context(self, request))
        return response

    @re_path(r"^([1-9][0-9]{3})/$", name="year")
    def list_year(self, request: HttpRequest, year: str) -> HttpResponse:
        """The items of one year; a year without any is not found."""
        from news.archive import archive_context

        response: HttpResponse = self.render(request, context_overrides=archive_context(self, request, int(year)))
        return response

    @path("feed/", name="feed")
    def feed(self, request: HttpRequest) -> HttpResponse:
        """The newest items as an Atom feed."""
        from news.feed import NewsFeed

        return apply_cache_policy(request, NewsFeed(self, request)(request))


class NewsPage(IllustratedPage):
    """One news item."""

    date = models.DateField(
        _("date"),
        default=timezone.localdate,
        help_text=_("The day of the news. An item that is scheduled takes the day on which it goes live."),
    )
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
        InlinePanel("authors", heading=_("Authors"), label=_("Author")),
        MultiFieldPanel(
            [FieldPanel("introduction"), FieldPanel("image"), FieldPanel("image_alt"), FieldPanel("body")],
            heading=_("Text"),
        ),
        InlinePanel(
            "municipalities",
            heading=_("Municipalities it is about"),
            label=_("Municipality"),
            help_text=_("The item is also shown on their pages."),
        ),
        InlinePanel(
            "activities",
            heading=_("Activities it is about"),
            label=_("Activity"),
            help_text=_("The item is also shown on their pages."),
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
        SynchronizedField("authors", overridable=False),
        SynchronizedField("municipalities", overridable=False),
        SynchronizedField("activities", overridable=False),
        SynchronizedField("image"),
        TranslatableField("image_alt"),
        TranslatableField("introduction"),
        TranslatableField("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["news.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("One news item")
    base_form_class = NewsPageForm

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news items")

    def clean(self) -> None:
        """Let the date follow the schedule; refuse one in the future, and an address that the list needs itself."""
        super().clean()
        if self.slug and _TAKEN.fullmatch(self.slug):
            raise ValidationError(
                {"slug": _("The list of news uses this address itself: add a word, such as “year-2025”.")}
            )
        self._wait_with_the_original()
        today, goes_live = timezone.localdate(), self.go_live_at if self._is_scheduled else None
        if goes_live and not self.first_published_at:
            self.date = timezone.localdate(goes_live)
        if self.date and self.date > max(today, timezone.localdate(goes_live) if goes_live else today):
            raise ValidationError(
                {
                    "date": _(
                        "This date lies in the future, and the item would be public at once. Leave today's date and "
                        "set the moment of going live under “Set schedule” (in the panel “Status”): the date follows "
                        "it."
                    )
                }
            )

    @property
    def _is_scheduled(self) -> bool:
        return bool(self.go_live_at and self.go_live_at > timezone.now())

    def _wait_with_the_original(self) -> None:
        """Give a translation the schedule of an item that is still waiting in another language.

        Schedules are not synchronised, so the translation of a scheduled item would otherwise tell the news before.
        """
        if self.first_published_at or self._is_scheduled:
            return
        waiting = NewsPage.objects.filter(
            translation_key=self.translation_key, live=False, first_published_at=None, go_live_at__gt=timezone.now()
        )
        original = waiting.exclude(pk=self.pk).order_by("go_live_at").first()
        if original is not None:
            self.go_live_at = original.go_live_at

    def share_card(self, request: HttpRequest | None = None) -> Card:
        """Title and day."""
        with override(self.locale.language_code):
            return replace(super().share_card(request), place=long_date(self.date), field="sky")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add who wrote it, what it is about, and what else there is to read."""
        from news.item_view import item_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context.update(item_context(self, request))
        return context


class NewsAuthor(Orderable):
    """Names an author of an item."""

    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="authors")
    author = models.ForeignKey(Author, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+")

    panels: ClassVar[list[Any]] = [FieldPanel("author")]

    class Meta(Orderable.Meta):
        verbose_name = _("author of an item")
        verbose_name_plural = _("authors of an item")


class NewsMunicipality(Orderable):
    """Names a municipality, current or former, that an item is about."""

    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="municipalities")
    municipality = models.ForeignKey(
        "gemeenten.Municipality", verbose_name=_("municipality"), on_delete=models.PROTECT, related_name="+"
    )

    panels: ClassVar[list[Any]] = [FieldPanel("municipality")]

    class Meta(Orderable.Meta):
        verbose_name = _("municipality of an item")
        verbose_name_plural = _("municipalities of an item")


class NewsActivity(Orderable):
    """Names an activity that an item is about."""

    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="activities")
    activity = models.ForeignKey(
        "gemeenten.Activity", verbose_name=_("activity"), on_delete=models.PROTECT, related_name="+"
    )

    panels: ClassVar[list[Any]] = [FieldPanel("activity")]

    class Meta(Orderable.Meta):
        verbose_name = _("activity of an item")
        verbose_name_plural = _("activities of an item")


def in_order(items: PageQuerySet) -> PageQuerySet:
    """Items as lists show them: by date, those of one day by the moment they went live, the newest first."""
    last = models.F("first_published_at").desc(nulls_last=True)
    return items.select_related("locale").prefetch_related(prefetch("image", "card")).order_by("-date", last, "-pk")


def newest(language: str, count: int) -> PageQuerySet:
    """The newest live items in ``language``."""
    return in_order(NewsPage.objects.live().filter(locale__language_code=language))[:count]
