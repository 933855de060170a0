"""An upload between its preview and its application: kept for its owner for a day, then gone."""

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
    """A file of translations that somebody looks at before it is applied. Nobody else can see it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField(_("created on"), auto_now_add=True)
    name = models.CharField(_("file"), max_length=255)
    content = models.BinaryField(_("content"))
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
    def keep(cls, user: Any, name: str, content: bytes, only: Translation | None = None) -> PendingImport:
        """Keep an upload; the user's earlier ones and everybody's of yesterday go."""
        old = models.Q(created_at__lt=timezone.now() - KEPT)
        cls.objects.filter(models.Q(user=user) | old).delete()
        return cls.objects.create(user=user, name=name[:255], content=content, only=only)

    @classmethod
    def of(cls, user: Any) -> models.QuerySet[PendingImport]:
        """The user's own uploads that are not too old."""
        return cls.objects.filter(user=user, created_at__gte=timezone.now() - KEPT)
