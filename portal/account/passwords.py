"""Passwords that people found in lists will try.

Nothing is sent anywhere by default: Django brings the 20,000 most used passwords of breaches, and a password that is
one of them with digits around it, or twice, is refused as well. A site that wants the whole list names a service that
answers by the first five characters of the password's SHA-1 (k-anonymity); it never learns the password.
"""

from __future__ import annotations

import hashlib
import logging
import re
from typing import Any

import requests
from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
#: What everybody tries on this site.
_OURS = {"solidaire", "solidairegemeente", "solidairegemeenten", "communesolidaire", "communessolidaires", "gemeente"}


class PaddedPasswordValidator(CommonPasswordValidator):
    """Refuses a much used password that was only made longer."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ``ValidationError`` for a much used password with digits or signs around it, or repeated."""
        core = _AROUND.sub("", password.lower().strip())
        plain = re.sub(r"[\W_]", "", core)
        for word in (core, plain, _repeated(core), _repeated(password.lower())):
            if word and (word in self.passwords or word in _OURS):
                raise ValidationError(
                    _("This is a much used password made longer. Choose three or four words that have no connection."),
                    code="password_too_common",
                )

    def get_help_text(self) -> str:
        """What to choose instead."""
        return _("Three or four words that have no connection make a good password.")


def _repeated(text: str) -> str:
    """The part that ``text`` repeats; empty when it repeats none."""
    found = re.fullmatch(r"(.+?)\1+", text)
    return found[1] if found else ""


class BreachedPasswordValidator:
    """Asks a service whether a password was found in a breach, where the site names one."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ``ValidationError`` for a password that the service knows. Without an answer nobody is kept waiting."""
        if not settings.PORTAL_BREACHED_PASSWORDS_URL:
            return
        digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
        try:
            answer = requests.get(
                f"{settings.PORTAL_BREACHED_PASSWORDS_URL}/{digest[:5]}",
                # As many lines for every question, so that the length of the answer tells nothing.
                headers={"Add-Padding": "true"},
                timeout=settings.PORTAL_BREACHED_PASSWORDS_TIMEOUT,
                allow_redirects=False,
            )
            answer.raise_for_status()
        except requests.RequestException as error:
            logger.warning("The list of breached passwords does not answer: %s", type(error).__name__)
            return
        for line in answer.text.splitlines():
            rest, _colon, count = line.partition(":")
            if rest.strip().upper() == digest[5:] and count.strip() not in ("", "0"):
                raise ValidationError(
                    _("This password was found in a breach of another site. Choose another one."),
                    code="password_breached",
                )

    def get_help_text(self) -> str:
        """What is checked, where it is."""
        if not settings.PORTAL_BREACHED_PASSWORDS_URL:
            return ""
        return _("It must not be known from a breach of another site.")
