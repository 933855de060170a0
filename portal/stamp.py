"""The stamp of the published content, as a database row that all processes share."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContentStamp(models.Model):
    """One row whose value changes whenever published content does; see ``portal.snapshot``."""

    value = models.UUIDField(default=uuid4)

    class Meta:
        verbose_name = _("stamp of the content")

    def __str__(self) -> str:
        """The stamp."""
        return str(self.value)
