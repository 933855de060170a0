"""The campaign's own pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """Home, campaign pages, partners and the starter content."""

    name = "home"
    verbose_name = _("Campaign pages")

    def ready(self) -> None:
        """Let new translators see the admin in their language."""
        from home.dashboard import language

        language.connect()
