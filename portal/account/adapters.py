"""Where django-allauth asks how this site wants things."""

from __future__ import annotations

import logging
import secrets
import time
from base64 import b32encode, urlsafe_b64encode
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest
from django.utils.encoding import force_bytes
from django.utils.translation import gettext

from portal.account import second_factor
from portal.account.lockout import client_ip

logger = logging.getLogger(__name__)

#: Seconds after a log-in in which a first second factor is set up without typing the password again.
FRESH = 15 * 60


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up; addresses come from where the whole site takes them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: administrators make the accounts."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that limits count for."""
        return client_ip(request) or "0.0.0.0"  # noqa: S104 - an address that nobody has

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave wrong passwords to axes: allauth's own limit would let anybody lock an account for everybody."""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password again, except just after the log-in of somebody who has no second factor yet."""
        request = context.request
        if request is not None and request.user.is_authenticated and not second_factor.has_any(request.user):
            records = get_authentication_records(request, request.user)
            if records and time.time() - records[-1]["at"] < FRESH:
                return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to show that it is still you, in the words of our pages."""
        words = {"reauthenticate": gettext("Use your password"), "mfa_reauthenticate": gettext("Use a code")}
        words["mfa_reauthenticate:webauthn"] = gettext("Use a passkey")
        return [method | {"description": words[method["id"]]} for method in super().get_reauthentication_methods(user)]

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Leave out “signed in as”: the page that follows shows it."""
        if message_template not in ("account/messages/logged_in.txt", "account/messages/logged_out.txt"):
            super().add_message(request, level, message_template, *args, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send it with the site's own address: allauth would take the one that the request asked for."""
        here = SimpleNamespace(name=settings.WAGTAIL_SITE_NAME, domain=settings.WAGTAILADMIN_BASE_URL)
        super().send_mail(template_prefix, email, {"current_site": here, **context})

    def send_notification_mail(
        self, template_prefix: str, user: AbstractUser, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell somebody that their log-in changed. The change stays when no mail can be sent."""
        address = email or user.email
        if not address:
            return
        try:
            super().send_notification_mail(template_prefix, user, context, address)
        except OSError as error:
            logger.warning("No mail about a changed log-in could be sent: %s", type(error).__name__)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets of the second factor encrypted, so that a copy of the database opens no account."""

    def encrypt(self, text: str) -> str:
        """``text`` for the database, with a key made from the site's secret."""
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text again. After a change of the site's secret it is lost: then no code will ever be right."""
        try:
            return _keys().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            logger.warning("A second factor cannot be read: SECRET_KEY changed. Reset it for its owner.")
            return b32encode(secrets.token_bytes(20)).decode()

    def get_totp_label(self, user: AbstractUser) -> str:  # type: ignore[override]
        """The name to find the account by in an app."""
        return user.get_username()

    def _get_site_name(self) -> str:
        return str(settings.WAGTAIL_SITE_NAME)

    def generate_authenticator_name(self, user: AbstractUser, type: Any) -> str:  # type: ignore[override]  # noqa: A002
        """A first name for a passkey; its owner may write another."""
        number = second_factor.factors_of(user).filter(type=type).count()
        return gettext("Passkey") if not number else f"{gettext('Passkey')} {number + 1}"


def _keys() -> MultiFernet:
    texts = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [sha256(b"portal.account.second_factor\0" + force_bytes(text)).digest() for text in texts]
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
