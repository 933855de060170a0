"""A link for a new password, asked for by mail.

The answer tells nothing about who has an account: it is the same for every address, and as quick, since the mail is
written and sent while the answer is on its way already. How many one address may ask for: `portal.request_limits`.
"""

from __future__ import annotations

import logging
from threading import Thread
from typing import Any

from django.conf import settings
from django.utils import translation
from wagtail.admin.forms.auth import PasswordResetForm as WagtailPasswordResetForm

logger = logging.getLogger(__name__)

#: Name of the threads that send.
SENDER = "password-reset"


class PasswordResetForm(WagtailPasswordResetForm):  # type: ignore[misc]
    """Wagtail's own, sending beside the answer."""

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """Write and send one mail, in the language of the page. What goes wrong stands in the log, without a name."""
        language = translation.get_language() or settings.LANGUAGE_CODE
        send = super().send_mail

        def work() -> None:
            try:
                with translation.override(language):
                    send(*args, **kwargs)
            except Exception as error:  # noqa: BLE001 - whatever it is, nobody waits for it any more
                logger.error("No mail for a new password could be sent: %s", type(error).__name__)

        # Not a daemon: a server that stops sends it first.
        Thread(target=work, name=SENDER).start()
