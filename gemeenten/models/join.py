"""The page on which municipalities say that they join, and citizens that theirs decided."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail_localize.fields import TranslatableField

from portal.models import BasePage


class JoinPage(BasePage):
    """Two forms, and the words around them."""

    introduction = models.TextField(_("introduction"), max_length=600, blank=True)
    privacy_note = models.TextField(
        _("privacy note"),
        max_length=600,
        blank=True,
        help_text=_("Shown beside both forms. How long everything is kept is added by itself."),
    )
    thanks_text = models.TextField(
        _("text of thanks"), max_length=600, blank=True, help_text=_("Shown once a form has been sent.")
    )

    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldPanel("introduction"), FieldPanel("privacy_note"), FieldPanel("thanks_text")],
            heading=_("Around the forms"),
        ),
    ]
    search_fields = BasePage.search_fields
    api_fields: ClassVar[list[Any]] = [*BasePage.api_fields, APIField("introduction")]
    override_translatable_fields: ClassVar[list[Any]] = [
        *BasePage.base_translatable_fields,
        TranslatableField("introduction"),
        TranslatableField("privacy_note"),
        TranslatableField("thanks_text"),
    ]
    # The forms are shown or sent, nothing else.
    allowed_http_methods = ("GET", "HEAD", "OPTIONS", "POST")
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count_per_parent = 1
    page_description = _("The forms with which a municipality joins and a citizen tells that it decided")

    class Meta:
        verbose_name = _("joining page")
        verbose_name_plural = _("joining pages")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """Show the forms, or take what was sent; no answer is ever kept by anybody on the way."""
        from gemeenten.join_view import serve_join

        self.take_language(request)
        return serve_join(self, request)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        """The page with its forms."""
        return self.serve(request)
