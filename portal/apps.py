"""The project package as an installed app: what all apps share."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """Shared models, blocks, template tags, system checks and interface strings."""

    name = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        """Register the system checks and what renews the content's stamp."""
        from portal import checks, degraded, frontend_purge, renewal, safe_sheets  # noqa: F401
        from portal.account import events, second_factor, sessions, single_sign_on
        from portal.images import ahead
        from portal.images import forms as image_forms
        from portal.observe import queries, sentry, tasks
        from portal.translation import recording

        for part in (events, sessions, second_factor, single_sign_on, queries, tasks):
            part.connect()
        ahead.connect()
        image_forms.connect()
        degraded.connect()
        recording.connect()
        safe_sheets.connect()
        frontend_purge.connect()
        if settings.SENTRY_DSN:
            sentry.start(settings.SENTRY_DSN, settings.SENTRY_ENVIRONMENT, settings.SENTRY_RELEASE)
