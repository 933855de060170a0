"""System checks: settings that Django cannot know are wrong for this portal."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning


@register(Tags.translation)
def languages_are_complete(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every content language must be an interface language, and the source language must be one of them."""
    interface = {code for code, _name in settings.LANGUAGES}
    content = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    messages: list[CheckMessage] = [
        Error(f"Content language {code!r} is missing from LANGUAGES.", id="portal.E001")
        for code in content
        if code not in interface
    ]
    if settings.LANGUAGE_CODE not in content:
        messages.append(Error("LANGUAGE_CODE must be one of WAGTAIL_CONTENT_LANGUAGES.", id="portal.E002"))
    return messages


@register(Tags.security)
def private_files_are_out_of_reach(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """What visitors upload must not lie where the web server serves files from."""
    private = Path(settings.PRIVATE_ROOT).resolve()
    return [
        Error(f"PRIVATE_ROOT must lie outside of {name}.", id="portal.E003")
        for name in ("MEDIA_ROOT", "STATIC_ROOT")
        if private.is_relative_to(Path(getattr(settings, name)).resolve())
    ]


@register(Tags.security, deploy=True)
def base_url_is_public(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Links in feeds, e-mails and open data are made from the base address: on a live site it must be https."""
    if not settings.WAGTAILADMIN_BASE_URL.startswith("https://"):
        return [CheckWarning("PORTAL_BASE_URL should start with https:// on a live site.", id="portal.W001")]
    return []


@register(Tags.security, deploy=True)
def second_factor_is_asked_for(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Only a demo leaves the second factor out, and a demo has no https."""
    if settings.SESSION_COOKIE_SECURE and not settings.PORTAL_SECOND_FACTOR:
        return [CheckWarning("PORTAL_SECOND_FACTOR is off: a stolen password opens the admin.", id="portal.W008")]
    return []


@register(Tags.security, deploy=True)
def hosts_are_named(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Whoever may ask under any name has that name written into caches and redirects."""
    if any(host.strip() in ("*", "") for host in settings.ALLOWED_HOSTS):
        return [Error("ALLOWED_HOSTS must name the hosts of this site, not *.", id="portal.E009")]
    return []
