"""An upload between its preview and its application: kept for its owner for a day, then gone.

Translations use it, and other imports that are looked at first; each has a purpose of its own.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from wagtail_localize.models import Translation

KEPT = timedelta(days=1)


class PendingImport(models.Model):
    """A file that somebody looks at before it is applied. Nobody else can see it."""

    class Purpose(models.TextChoices):
        """What the file is meant for, so that no page takes the file of another."""

        TRANSLATIONS = "translations", _("translations")
        PROFILES = "profiles", _("municipality profiles")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField(_("created on"), auto_now_add=True)
    name = models.CharField(_("file"), max_length=255)
    content = models.BinaryField(_("content"))
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices, default=Purpose.TRANSLATIONS)
    only = models.ForeignKey(
        "wagtail_localize.Translation",
        verbose_name=_("translation"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )

    class Meta:
        verbose_name = _("import being looked at")
        verbose_name_plural = _("imports being looked at")
        default_permissions = ()

    def __str__(self) -> str:
        """The file's name."""
        return self.name

    @classmethod
    def keep(
        cls,
        user: Any,
        name: str,
        content: bytes,
        only: Translation | None = None,
        purpose: str = Purpose.TRANSLATIONS,
    ) -> PendingImport:
        """Keep an upload; the user's earlier ones of the purpose and everybody's of yesterday go."""
        old = models.Q(created_at__lt=timezone.now() - KEPT)
        cls.objects.filter(models.Q(user=user, purpose=purpose) | old).delete()
        return cls.objects.create(user=user, name=name[:255], content=content, only=only, purpose=purpose)

    @classmethod
    def of(cls, user: Any, purpose: str = Purpose.TRANSLATIONS) -> models.QuerySet[PendingImport]:
        """The user's own uploads for a purpose that are not too old."""
        return cls.objects.filter(user=user, purpose=purpose, created_at__gte=timezone.now() - KEPT)
