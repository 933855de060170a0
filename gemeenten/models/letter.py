"""The letter: its wording in the CMS, its form and its files for visitors."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail_localize.fields import TranslatableField

from gemeenten.letters.letter import Wording
from portal.models import BasePage


class LetterPage(BasePage):
    """The letter a visitor sends to a council, worded by staff with named placeholders."""

    introduction = models.TextField(_("introduction"), max_length=600, blank=True)
    letter_subject = models.CharField(_("subject"), max_length=200)
    letter_salutation = models.CharField(_("salutation"), max_length=200)
    letter_body = RichTextField(_("text of the letter"), features=["bold", "italic", "link", "ul", "ol"])
    letter_closing = models.CharField(_("closing"), max_length=200)
    privacy_note = models.TextField(
        _("privacy note"), max_length=600, blank=True, help_text=_("Shown beside the form: what happens to the words.")
    )

    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("introduction"), FieldPanel("privacy_note")], heading=_("Around the form")),
        MultiFieldPanel(
            [
                HelpPanel(template="wagtailadmin/letter_placeholders.html"),
                FieldPanel("letter_subject"),
                FieldPanel("letter_salutation"),
                FieldPanel("letter_body"),
                FieldPanel("letter_closing"),
            ],
            heading=_("The letter"),
        ),
    ]
    search_fields = BasePage.search_fields
    api_fields: ClassVar[list[Any]] = [*BasePage.api_fields, APIField("introduction")]
    override_translatable_fields: ClassVar[list[Any]] = [
        *BasePage.base_translatable_fields,
        TranslatableField("introduction"),
        TranslatableField("letter_subject"),
        TranslatableField("letter_salutation"),
        TranslatableField("letter_body"),
        TranslatableField("letter_closing"),
        TranslatableField("privacy_note"),
    ]
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count_per_parent = 1
    page_description = _("The letter visitors send to a council, with the form that makes it")

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")

    @property
    def wording(self) -> Wording:
        """The wording as the letter's own modules take it."""
        return Wording(
            subject=self.letter_subject,
            salutation=self.letter_salutation,
            body_html=self.letter_body,
            closing=self.letter_closing,
        )

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or answer a POST with the letter; neither is ever kept."""
        from gemeenten.letter_view import serve_letter

        response = serve_letter(self, request)
        if response is None:
            response = super().serve(request, *args, **kwargs)
        return response
