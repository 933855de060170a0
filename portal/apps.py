"""The project package as an installed app: what all apps share."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """Shared models, blocks, template tags, system checks and interface strings."""

    name = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        """Register the system checks and what renews the content's stamp."""
        from portal import checks, degraded, renewal, safe_sheets  # noqa: F401
        from portal.account import events, second_factor, sessions, single_sign_on
        from portal.images import ahead
        from portal.images import forms as image_forms
        from portal.translation import recording

        for part in (events, sessions, second_factor, single_sign_on):
            part.connect()
        ahead.connect()
        image_forms.connect()
        degraded.connect()
        recording.connect()
        safe_sheets.connect()
