"""A link for a new password, asked for by mail.

The answer tells nothing about who has an account: it is the same for every address, and as quick, since the mail is
written and sent while the answer is on its way already (by a worker where there is one). How many one address may ask
for: `portal.request_limits`.
"""

from __future__ import annotations

import logging
from threading import Thread
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.db import connections
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django_tasks import task
from wagtail.admin.forms.auth import PasswordResetForm as WagtailPasswordResetForm

from portal.background import is_done_elsewhere

logger = logging.getLogger(__name__)

#: Name of the threads that send.
SENDER = "password-reset"


def queue(
    language: str,
    subject_template_name: str,
    email_template_name: str,
    context: dict[str, Any],
    *_others: Any,
    **_more: Any,
) -> None:
    """Leave the mail to the worker: whose account it is for, by number, and no link, which would open it."""
    known: list[str] = [name for name in ("domain", "site_name", "protocol") if name in context]
    words = {name: str(context[name]) for name in known}
    send_link.enqueue(language, subject_template_name, email_template_name, context["user"].pk, words)


@task()
def send_link(
    language: str, subject_template_name: str, email_template_name: str, user_id: int, words: dict[str, str]
) -> None:
    """Make a link for this account and send it, in that language; nothing when the account is closed by now."""
    user = get_user_model().objects.filter(pk=user_id, is_active=True).first()
    if user is None or not user.email:
        return
    context = {
        **words,
        "email": user.email,
        "user": user,
        "uid": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
    }
    with translation.override(language):
        WagtailPasswordResetForm().send_mail(subject_template_name, email_template_name, context, None, user.email)


class PasswordResetForm(WagtailPasswordResetForm):  # type: ignore[misc]
    """Wagtail's own, sending beside the answer."""

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """Write and send one mail, in the language of the page. What goes wrong stands in the log, without a name."""
        language = translation.get_language() or settings.LANGUAGE_CODE
        send = super().send_mail

        def work() -> None:
            try:
                if is_done_elsewhere():
                    queue(language, *args, **kwargs)
                else:
                    with translation.override(language):
                        send(*args, **kwargs)
            except Exception as error:  # noqa: BLE001 - whatever it is, nobody waits for it any more
                logger.error("No mail for a new password could be sent: %s", type(error).__name__)
            finally:
                # Those of this thread, which ends here.
                connections.close_all()

        # Not a daemon: a server that stops sends it first.
        Thread(target=work, name=SENDER).start()
