"""Hangs the log-in's pages into Wagtail's admin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry

from portal.account import staff


@hooks.register("register_account_menu_item")
def second_factor_item(request: HttpRequest) -> dict[str, str]:
    """Among one's own settings."""
    return {
        "url": reverse("mfa_index"),
        "label": _("My second factor"),
        "help_text": _("Passkeys, authenticator app and recovery codes."),
    }


@hooks.register("register_account_menu_item")
def sessions_item(request: HttpRequest) -> dict[str, str]:
    """Among one's own settings."""
    return {
        "url": reverse("usersessions_list"),
        "label": _("My sessions"),
        "help_text": _("Where you are logged in, and how to end that."),
    }


@hooks.register("register_admin_urls")
def staff_urls() -> list[URLPattern]:
    """Where administrators help somebody in."""
    return [path("users/<int:user_id>/log-in/", staff.log_in_of, name="log_in_of")]


@hooks.register("register_user_listing_buttons")
def staff_button(user: Any, request_user: Any) -> Iterator[Button]:
    """The way there, in the list of users."""
    if request_user.is_superuser:
        yield Button(_("Log-in"), reverse("log_in_of", args=[user.pk]), icon_name="key", priority=30)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """Who helped whom stands in the history of the site."""
    actions.register_action("portal.log_in", gettext_lazy("Help with log-in"), gettext_lazy("Helped with the log-in"))
