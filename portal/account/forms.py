"""allauth's forms of the second factor, counted by the same lockout as passwords."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.account.lockout import count_failure, is_locked_out


class LoginForm(AllauthLoginForm):  # type: ignore[misc]
    """Name and password. Labels stand above the fields, so nothing has to stand in them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class _Counted:
    """A wrong code counts like a wrong password; who is locked out tries none."""

    user: Any
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from your app, or a recovery code")
        self.fields["code"].widget.attrs = {"autocomplete": "one-time-code", "autofocus": True}

    def clean_code(self) -> str:
        """The code, when it is right."""
        if is_locked_out(context.request, self.user):
            raise get_account_adapter().validation_error("too_many_login_attempts")
        try:
            return str(super().clean_code())  # type: ignore[misc]
        except ValidationError:
            count_failure(context.request, self.user)
            raise


class CodeForm(_Counted, AuthenticateForm):  # type: ignore[misc]
    """The code at the log-in."""


class ReauthenticateCodeForm(_Counted, ReauthenticateForm):  # type: ignore[misc]
    """The code before a change of the log-in."""


class SetUpAppForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code that the app shows")
        self.fields["code"].widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey, in words that say what it is good for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name, to tell your passkeys apart")
        self.fields["passwordless"].label = _("Log in with this passkey alone, without name and password")
        self.fields["passwordless"].help_text = _("Your device asks for a fingerprint, your face or its PIN.")
