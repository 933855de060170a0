"""The alternative text of the image of a page, which is translated with the page.

An image has one description, in Dutch. What it means on a page is a text of that page, so it goes to the translators
with the other texts.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm

from portal.models import BasePage


class ImageTextForm(WagtailAdminPageForm):
    """Keeps the text in step with the image: a new image brings its own description, and one of the two must exist."""

    def clean(self) -> dict[str, Any]:
        """Take over the description of a newly chosen image; ask for a text where there is none."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "image_alt" not in self.fields:
            return cleaned
        image, text = cleaned.get("image"), (cleaned.get("image_alt") or "").strip()
        if "image" in self.changed_data and "image_alt" not in self.changed_data:
            text = ""  # it described the image that was here before
        if image is None:
            text = ""
        elif not text:
            text = "" if image.is_decorative else image.description
            if not text and not image.is_decorative:
                self.add_error(
                    "image_alt",
                    _("Describe the image for who cannot see it, or mark it as “only decoration” in the library."),
                )
        cleaned["image_alt"] = text
        return cleaned


class IllustratedPage(BasePage):
    """The base of page types with one ``image``: its alternative text in the page's language.

    The page type declares the image, says that ``image_alt`` is translatable and shows it in its panels.
    """

    image_alt = models.CharField(
        gettext_lazy("alternative text of the image"),
        max_length=255,
        blank=True,
        help_text=gettext_lazy(
            "What the image shows, for who cannot see it. Leave it empty to take the image's own description."
        ),
    )

    base_form_class = ImageTextForm
    #: How the image is shown (`portal.images.pictures.SHAPES`): made when the page is published.
    image_shapes: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Give the source page the image's description, so that translators find a text to translate."""
        super().clean()
        image: Any = getattr(self, "image", None)
        if image is None:
            self.image_alt = ""
        elif not self.image_alt and self._in_source_language:
            self.image_alt = "" if image.is_decorative else image.description

    @property
    def image_text(self) -> str:
        """What stands for the image: the page's own text, else that of the image."""
        image: Any = getattr(self, "image", None)
        return self.image_alt or (image.default_alt_text if image else "")

    @property
    def image_text_lang(self) -> str:
        """The language of that text where it comes from the image and the page is in another one; else empty."""
        borrowed = not self.image_alt and bool(self.image_text) and not self._in_source_language
        return settings.LANGUAGE_CODE if borrowed else ""

    @property
    def _in_source_language(self) -> bool:
        locale: Any = getattr(self, "locale", None)
        return locale is None or locale.language_code == settings.LANGUAGE_CODE
