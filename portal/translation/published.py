"""What is published in each language, segment by segment: the table that the translation board counts from.

wagtail-localize knows the source as it was when somebody last synchronised it, and keeps saying "up to date" after the
source has changed. Taking the segments out of every page at each look would be slow, so they are kept here, renewed
whenever something is published. ``rebuild_translation_state`` makes the table anew.
"""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale


class PublishedText(models.Model):
    """The texts of one published object in one language.

    Of a source, ``segments`` holds ``[path, text, since]`` (``since``: ISO date and time when the sentence came);
    of a translation ``[path, text, origin, copied]``, see :class:`portal.translation.sentences.Translated`.
    """

    translation_key = models.UUIDField(_("key of the translations"))
    locale = models.ForeignKey(Locale, verbose_name=_("language"), on_delete=models.CASCADE, related_name="+")
    content_type = models.ForeignKey(ContentType, verbose_name=_("type"), on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(_("key of the object"), max_length=255)
    title = models.CharField(_("title"), max_length=255)
    live = models.BooleanField(_("live"), default=True)
    is_source = models.BooleanField(_("is the source"), default=False)
    segments = models.JSONField(_("texts"), default=list)
    digest = models.CharField(
        _("fingerprint"),
        max_length=64,
        help_text=_("Of a source: of what is published. Of a translation: of the source it was made from."),
    )
    synced_digest = models.CharField(
        _("fingerprint of the synchronised source"),
        max_length=64,
        blank=True,
        help_text=_("Of what wagtail-localize last took over; empty when nobody ever submitted the object."),
    )
    changed_at = models.DateTimeField(_("changed on"))

    class Meta:
        verbose_name = _("published text")
        verbose_name_plural = _("published texts")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["translation_key", "locale"], name="one_published_text_a_language")
        ]

    def __str__(self) -> str:
        """The object's title with its language."""
        return f"{self.title} ({self.locale_id})"
