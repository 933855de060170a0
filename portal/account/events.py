"""Writes down who came in and who was refused: an account's number and the network it came from, never a name."""

from __future__ import annotations

import logging
from typing import Any

from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from axes.signals import user_locked_out
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import Signal
from django.http import HttpRequest

from portal.account.lockout import client_ip, username_of
from portal.logs import network_of

logger = logging.getLogger("portal.security")

#: What is said of each signal, and whether it is a reason to look.
EVENTS: dict[str, tuple[Signal, str, int]] = {
    "in": (user_logged_in, "logged in", logging.INFO),
    "out": (user_logged_out, "logged out", logging.INFO),
    "failed": (user_login_failed, "log-in failed", logging.WARNING),
    "locked": (user_locked_out, "log-in locked", logging.WARNING),
    "factor added": (authenticator_added, "second factor added", logging.INFO),
    "factor removed": (authenticator_removed, "second factor removed", logging.WARNING),
    "factor reset": (authenticator_reset, "recovery codes made anew", logging.INFO),
}


def write(event: str, level: int, request: HttpRequest | None, values: dict[str, Any]) -> None:
    """One line: what happened, to which account, from which network, with which kind of factor."""
    parts = [f"account={_account(request, values)}"]
    address = client_ip(request) if request is not None else None
    parts.append(f"network={network_of(address or '') or 'none'}")
    if factor := getattr(values.get("authenticator"), "type", ""):
        parts.append(f"factor={factor}")
    logger.log(level, "%s %s", event, " ".join(parts))


def _account(request: HttpRequest | None, values: dict[str, Any]) -> str:
    user = values.get("user")
    if user is not None:
        return str(user.pk)
    credentials = values.get("credentials") or {"username": values.get("username")}
    name = username_of(request, credentials) if request is not None else str(credentials.get("username") or "")
    known = get_user_model().objects.filter(username__iexact=name).values_list("pk", flat=True).first()
    # A name that nobody has may be a password typed into the wrong field.
    return str(known) if known else "unknown"


class PasswordNoted:
    """Among the checks of passwords, since Django tells those of a new one, whichever way it was set."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse nothing."""

    def get_help_text(self) -> str:
        """Ask for nothing."""
        return ""

    def password_changed(self, password: str, user: Any = None) -> None:
        """Write down that somebody has another password."""
        write("password changed", logging.INFO, None, {"user": user})


def connect() -> None:
    """Follow what Django, allauth and axes tell."""
    for key, (signal, event, level) in EVENTS.items():

        def receive(
            sender: Any, request: HttpRequest | None = None, event: str = event, level: int = level, **values: Any
        ) -> None:
            write(event, level, request, values)

        signal.connect(receive, weak=False, dispatch_uid=f"portal.account.events {key}")
