"""The list of municipalities, and the page of any of the 565 by its register code."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponsePermanentRedirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import path, re_path
from wagtail.search import index
from wagtail_localize.fields import TranslatableField

from portal.cache import apply_cache_policy
from portal.models import BasePage, RoutableBasePage


class MunicipalityIndexPage(RoutableBasePage):
    """List and map of all municipalities; profiles are its children."""

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
    subpage_types: ClassVar[list[str]] = ["gemeenten.MunicipalityPage"]
    max_count_per_parent = 1
    page_description = _("The list and the map of all municipalities; profiles are made below it")

    class Meta:
        verbose_name = _("list of municipalities")
        verbose_name_plural = _("lists of municipalities")

    def get_cached_paths(self) -> list[str]:
        """What caches in front may keep of this page: the list with its map, the changes and their feed."""
        from gemeenten.changelog_view import WORDS

        word = WORDS.get(self.locale.language_code)
        return ["/", *([f"/{word}/", f"/{word}/feed/"] if word else [])]

    @path("")
    def list_all(self, request: HttpRequest) -> HttpResponse:
        """The list with its filters."""
        from gemeenten.changelog_view import WORDS
        from gemeenten.listing import build_listing

        listing = build_listing(self, request)
        listing["changes_url"] = f"{self.get_url(request)}{WORDS[self.locale.language_code]}/"
        response: HttpResponse = self.render(request, context_overrides=listing)
        return response

    # Only these words (see WORDS): whatever else stands here is the slug of a profile.
    @re_path(r"^(wijzigingen|changements)/$", name="changes")
    def changes(self, request: HttpRequest, word: str) -> HttpResponse:
        """Who joined, renewed or withdrew, and when."""
        from gemeenten.changelog_view import WORDS, changelog_context

        if WORDS.get(self.locale.language_code) != word:
            raise Http404
        response: HttpResponse = self.render(
            request, template="gemeenten/changelog.html", context_overrides=changelog_context(self, request)
        )
        return response

    @re_path(r"^(wijzigingen|changements)/feed/$", name="changes_feed")
    def changes_feed(self, request: HttpRequest, word: str) -> HttpResponse:
        """The same as an Atom feed."""
        from gemeenten.changelog_view import WORDS
        from gemeenten.feed import ChangesFeed

        if WORDS.get(self.locale.language_code) != word:
            raise Http404
        return apply_cache_policy(request, ChangesFeed(self)(request))

    @re_path(r"^([0-9]{5})/$")
    def by_code(self, request: HttpRequest, refnis: str) -> HttpResponse:
        """The page of one municipality by its REFNIS code.

        A former code leads permanently to its successor, a code with a profile to the profile.
        """
        from gemeenten.directory import Directory
        from gemeenten.profile_view import municipality_context

        directory = Directory.load(self.locale.language_code, request)
        row = directory.row(refnis)
        if row is None:
            raise Http404(_("No municipality has this code."))
        if row.successor:
            return HttpResponsePermanentRedirect(f"{self.get_url(request)}{row.successor}/")
        profile = directory.profile_for(refnis)
        if profile is not None:
            return HttpResponseRedirect(profile.get_url(request) or "/")
        response: HttpResponse = self.render(
            request,
            template="gemeenten/municipality_detail.html",
            context_overrides=municipality_context(self, refnis, request),
        )
        return response
