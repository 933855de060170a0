"""Municipalities: the register, the profiles, the activities and the letter."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GemeentenConfig(AppConfig):
    """The register of municipalities and what the campaign knows about them."""

    name = "gemeenten"
    verbose_name = _("Municipalities")

    def ready(self) -> None:
        """Protect the letter's placeholders from translations that lose them; give new profiles their outline."""
        from gemeenten import letter_translation, profile_outline

        letter_translation.connect()
        profile_outline.connect()
