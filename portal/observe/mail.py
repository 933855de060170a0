"""Counts the mails that went out and those that did not, whoever sends them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from portal.observe import metrics


class CountedMail(BaseEmailBackend):
    """Hands everything on to the back end of ``PORTAL_MAIL_BACKEND``, and counts."""

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently)
        self._inner = get_connection(settings.PORTAL_MAIL_BACKEND, fail_silently=fail_silently, **kwargs)

    def open(self) -> bool | None:
        """Connect; whether that was necessary."""
        return self._inner.open()

    def close(self) -> None:
        """End the connection."""
        self._inner.close()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send; how many went out. Raises the errors of the back end."""
        sent = 0
        try:
            sent = self._inner.send_messages(email_messages) or 0
        finally:
            metrics.MAILS.labels("sent").inc(sent)
            metrics.MAILS.labels("failed").inc(len(email_messages) - sent)
        return sent
