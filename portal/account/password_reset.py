"""A link for a new password, asked for by mail.

The answer tells nothing about who has an account: it is the same for every address, and as quick, since the mail is
written and sent while the answer is on its way already.
"""

from __future__ import annotations

import logging
from threading import Thread
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from wagtail.admin.forms.auth import PasswordResetForm as WagtailPasswordResetForm
from wagtail.admin.views.account import PasswordResetView

from portal.ratelimit import Limit, seconds_to_wait

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


def password_reset(request: HttpRequest) -> HttpResponseBase:
    """Wagtail's page, for a few mails an hour: nobody's mailbox is to be flooded."""
    if request.method == "POST":
        limit = Limit("password-reset", settings.PORTAL_PASSWORD_RESETS_AN_HOUR, 3600)
        if wait := seconds_to_wait(request, limit):
            # The middleware of the error pages puts the words in.
            return HttpResponse(status=429, headers={"Retry-After": str(wait)})
    answer: HttpResponseBase = PasswordResetView.as_view()(request)
    return answer
