"""People who log in, and their telephones."""

from __future__ import annotations

import threading
import time
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from portal.account.password_reset import SENDER

PASSWORD = "vier losse woorden zonder band"
LOGIN = "/account/login/"


def person(name: str = "mieke", role: str | None = None, **values: Any) -> Any:
    """Somebody who may log in; without a role an administrator."""
    users = get_user_model().objects
    if role is None:
        return users.create_superuser(name, password=PASSWORD, **values)
    user = users.create_user(name, password=PASSWORD, **values)
    user.groups.add(Group.objects.get(name=role))
    return user


def with_app(user: Any) -> str:
    """Give ``user`` an authenticator app; the secret that it holds."""
    secret = str(generate_totp_secret())
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def code_of(secret: str) -> str:
    """What the app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def recovery_codes_of(user: Any) -> list[str]:
    """The codes that are left."""
    return list(RecoveryCodes.activate(user).get_unused_codes())


def browser(**values: Any) -> Client:
    """A browser on this site."""
    return Client(HTTP_HOST="localhost", **values)


def enter(client: Client, name: str = "mieke", password: str = PASSWORD, **values: Any) -> Any:
    """Send the log-in form."""
    return client.post(LOGIN, {"login": name, "password": password}, **values)


def wait_for_mails() -> None:
    """Until every mail for a new password is on its way: they are sent beside the answer."""
    for thread in threading.enumerate():
        if thread.name == SENDER:
            thread.join(timeout=30)
