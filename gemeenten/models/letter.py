"""The letter: its wording in the CMS, its form and its files for visitors."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail_localize.fields import SynchronizedField, TranslatableField

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

    official_document = models.ForeignKey(
        "wagtaildocs.Document",
        verbose_name=_("official file"),
        help_text=_("A finished letter in this language to offer as well. A translation chooses a file of its own."),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    only_official = models.BooleanField(
        _("only the official file"),
        default=False,
        help_text=_("Offer the official file instead of the form that makes a letter for each municipality."),
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
        MultiFieldPanel([FieldPanel("official_document"), FieldPanel("only_official")], heading=_("Official file")),
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
        # A translator puts a file of the own language in the place of the source's.
        SynchronizedField("official_document", overridable=True),
        SynchronizedField("only_official"),
    ]
    # A letter is asked for or made, nothing else.
    allowed_http_methods = ("GET", "HEAD", "OPTIONS", "POST")
    is_indispensable: ClassVar[bool] = True
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
        from gemeenten.letter_wording import wording_of

        return wording_of(self)

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """The form, and the finished letter to a city and to a municipality whose names elide in French."""
        return [
            ("letter", _("The finished letter, to a city")),
            ("letter-municipality", _("The finished letter, to a municipality")),
            ("pdf", _("The finished letter as PDF")),
            ("form", _("The page with the form")),
        ]

    def clean(self) -> None:
        """Refuse placeholders that do not exist, and translations that lose or invent one."""
        from gemeenten.letter_translation import is_managed_by_translators, translation_errors
        from gemeenten.letter_wording import wording_errors

        super().clean()
        errors = wording_errors(self)
        if self.pk and is_managed_by_translators(self):
            # wagtail-localize looks a field's errors up as if each field had one segment only, so these name no field.
            everything = [error for field_errors in errors.values() for error in field_errors]
            everything += translation_errors(self)
            errors = {NON_FIELD_ERRORS: everything} if everything else {}
        if errors:
            raise ValidationError(errors)

    # A bundle of letters is streamed, which is another kind of response.
    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """Show the form, or answer a POST with the letter, which nobody keeps."""
        from gemeenten.letter_view import serve_letter

        return serve_letter(self, request)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        """The page with its form, or the letter that its wording makes."""
        from gemeenten.letter_preview import preview_letter
        from gemeenten.letter_view import serve_letter

        return serve_letter(self, request) if mode_name == "form" else preview_letter(self, request, mode_name)
