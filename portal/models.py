"""What every page has, and the settings of the whole site."""

from __future__ import annotations

from copy import copy
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Page, PageViewRestriction, Site
from wagtail_localize.fields import SynchronizedField, TranslatableField

from portal.cache import apply_cache_policy
from portal.images.models import CampaignImage, CampaignRendition
from portal.protected_pages import Removal
from portal.share_image import Card
from portal.snapshot import remembered
from portal.stamp import ContentStamp
from portal.translation.glossary import GlossaryTerm, GlossaryTranslation
from portal.translation.pending import PendingImport
from portal.translation.published import PublishedText
from portal.tree import Tree

__all__ = [
    "BasePage",
    "CampaignImage",
    "CampaignRendition",
    "CampaignSettings",
    "ContentStamp",
    "GlossaryTerm",
    "GlossaryTranslation",
    "PendingImport",
    "PublishedText",
    "RoutableBasePage",
]


class BasePage(Page):
    """The base of all page types: one caching rule, share image, and which fields a translator meets.

    ``locale`` and ``translation_key`` come from Wagtail. Dates, choices and links to register rows are synchronised;
    titles, texts, slugs and search texts are translated.
    """

    menu_title = models.CharField(
        _("title in menus"), max_length=40, blank=True, help_text=_("A shorter title for the menu; empty: the title.")
    )
    share_image = models.ForeignKey(
        CampaignImage,
        verbose_name=_("image for sharing"),
        help_text=_("Shown where somebody shares this page. Without it the campaign's own image is used."),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    promote_panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
                FieldPanel(
                    "share_image",
                    help_text=_(
                        "Shown where somebody shares this page. Without it the page's own image is used, else one is "
                        "drawn with its title."
                    ),
                ),
            ],
            heading=_("For search engines and sharing"),
        ),
        MultiFieldPanel([FieldPanel("show_in_menus"), FieldPanel("menu_title")], heading=_("For site menus")),
    ]
    api_fields: ClassVar[list[APIField]] = [APIField("search_description"), APIField("locale")]
    #: Wagtail's own page fields; a page type adds its own through ``override_translatable_fields``.
    base_translatable_fields: ClassVar[list[Any]] = [
        TranslatableField("title"),
        TranslatableField("slug"),
        TranslatableField("seo_title"),
        TranslatableField("search_description"),
        TranslatableField("menu_title"),
        SynchronizedField("show_in_menus"),
        SynchronizedField("share_image", overridable=True),
    ]
    override_translatable_fields: ClassVar[list[Any]] = base_translatable_fields
    #: Whether other addresses, menus and forms lead here, so that the page stays once it has been public.
    is_indispensable: ClassVar[bool] = False
    #: A page is read; one with a form of its own says that it may be sent as well.
    allowed_http_methods: ClassVar[tuple[str, ...]] = ("GET", "HEAD", "OPTIONS")
    #: Whether who found this page for a visit knows that the site has no page which only some may see.
    is_known_open = False

    class Meta:
        abstract = True

    def removal_refusal(self, removal: Removal, user: Any) -> str:
        """Why ``user`` may not delete, unpublish or move this page in the admin; empty when nothing speaks against it.

        A draft that has never been public is nobody's loss.
        """
        if not self.is_indispensable or self.first_published_at is None:
            return ""
        reasons = {
            Removal.DELETE: _(
                "“%(title)s” cannot be deleted: other pages and other websites lead to it. Edit it instead."
            ),
            Removal.UNPUBLISH: _(
                "“%(title)s” cannot be unpublished: other pages and other websites lead to it. Edit it instead."
            ),
            Removal.MOVE: _("“%(title)s” cannot be moved: the site expects it where it is."),
        }
        return str(reasons[removal]) % {"title": self.title}

    def clean(self) -> None:
        """Refuse a day on which a page that must stay would leave the site by itself."""
        super().clean()
        if self.is_indispensable and self.expire_at:
            raise ValidationError({"expire_at": _("This page cannot expire: other pages and websites lead to it.")})

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the page in its own language only, under the site's one caching rule."""
        self.take_language(request)
        response: HttpResponse = super().serve(request, *args, **kwargs)
        return apply_cache_policy(request, response)

    def serve_password_required_response(self, request: HttpRequest, form: Any, action_url: str) -> HttpResponse:
        """Lead to the form that asks for the password, at an address of its own.

        At the page's address it would be an answer that no cache keeps, and as soon as nothing answers behind it a
        cache in front would fall back on what the page was before it was closed.
        """
        if request.path != action_url:
            return redirect(action_url)
        form.initial["return_url"] = self.get_url(request)
        self.take_language(request)
        response: HttpResponse = super().serve_password_required_response(request, form, action_url)
        # The form has a token of its own.
        patch_cache_control(response, private=True, no_store=True)
        return response

    def take_language(self, request: HttpRequest) -> None:
        """Take the locale from memory, and refuse to be served under the address of another language.

        Wagtail falls back to the source language's home page where a language has none that is live.
        """
        locale = Tree.load(request).locales.get(self.locale_id)
        if locale is not None:
            self.locale = locale
        if not getattr(request, "is_preview", False) and get_language() != self.locale.language_code:
            raise Http404

    @classmethod
    def visited(cls, pk: int, language: str, request: HttpRequest) -> BasePage | None:
        """The published page for one visit, which may change its copy: read once a publication, like all it shows."""
        page = remembered(f"page {pk}", lambda: cls.objects.filter(pk=pk).order_by().first(), request)
        return copy(page)

    def get_view_restrictions(self) -> Any:
        """Who may see the page; two queries, and none where the site has no restrictions at all."""
        return PageViewRestriction.objects.none() if self.is_known_open else super().get_view_restrictions()

    @property
    def description(self) -> str:
        """The text for search results and shared links: the editor's own, else the page's introduction."""
        return str(self.search_description or getattr(self, "introduction", "") or "")

    @property
    def image_to_share(self) -> Any:
        """The picture for shared links: the one chosen for it, else the page's own; none: one is drawn."""
        return self.share_image or getattr(self, "image", None)

    def share_card(self, request: HttpRequest | None = None) -> Card:
        """What the drawn picture for shared links says: a page type with more to say than its title overrides it."""
        with override(self.locale.language_code):
            return Card(title=self.title, campaign=gettext("Solidary municipalities"))


class RoutableBasePage(RoutablePageMixin, BasePage):
    """The base of page types with addresses of their own below them, under the same rules."""

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the route's view; Wagtail's mixin calls it without passing through the serve of ``BasePage``."""
        self.take_language(request)
        response: HttpResponse = super().serve(request, *args, **kwargs)
        return apply_cache_policy(request, response)


@register_setting(icon="cog")
class CampaignSettings(BaseSiteSetting):
    """Names and addresses of the campaign, the same in every language."""

    coalition_name = models.CharField(
        _("coalition"), max_length=120, default="#ikbensolidair", help_text=_("Who runs the campaign")
    )
    hashtag = models.CharField(_("hashtag"), max_length=60, blank=True, help_text=_("With its #"))
    contact_email = models.EmailField(
        _("contact address"), blank=True, help_text=_("A role address such as info@…, never a person's")
    )
    mastodon_url = models.URLField("Mastodon", blank=True)
    bluesky_url = models.URLField("Bluesky", blank=True)
    facebook_url = models.URLField("Facebook", blank=True)
    instagram_url = models.URLField("Instagram", blank=True)
    linkedin_url = models.URLField("LinkedIn", blank=True)

    panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [FieldPanel("coalition_name"), FieldPanel("hashtag"), FieldPanel("contact_email")], heading=_("Campaign")
        ),
        MultiFieldPanel(
            [FieldPanel(f"{name}_url") for name in ("mastodon", "bluesky", "facebook", "instagram", "linkedin")],
            heading=_("Social media"),
        ),
    ]

    class Meta:
        verbose_name = _("Campaign")

    @classmethod
    def from_memory(cls, request: HttpRequest | None) -> CampaignSettings | None:
        """Those of the site that was asked; none before there is a site."""
        tree = Tree.load(request)
        site = tree.default_site
        if len(tree.sites) > 1 and request is not None:
            site = Site.find_for_request(request)
        return (getattr(site, "campaignsettings", None) or cls.for_site(site)) if site else None

    @property
    def social_links(self) -> list[tuple[str, str]]:
        """(name, address) of every account that has been filled in."""
        names = {"mastodon": "Mastodon", "bluesky": "Bluesky", "facebook": "Facebook", "instagram": "Instagram"}
        names["linkedin"] = "LinkedIn"
        return [(label, url) for key, label in names.items() if (url := getattr(self, f"{key}_url"))]
