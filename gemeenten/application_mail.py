"""Mails about applications: noted in the same transaction, sent after it, and sent again by hand when that failed.

No mail carries what somebody typed freely but the staff's own reason: nobody can have the portal send words to others.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks import task
from wagtail.models import Site
from wagtail.permissions import ModelPermissionPolicy

from gemeenten.models import Application, ApplicationMail
from portal.background import do_after_commit
from portal.models import CampaignSettings

logger = logging.getLogger(__name__)


def queue_mails(application: Application, *kinds: ApplicationMail.Kind) -> None:
    """Note mails; each is sent once the transaction that this runs in has been committed."""
    for kind in kinds:
        mail, _created = ApplicationMail.objects.get_or_create(application=application, kind=kind)
        do_after_commit(send_noted_mail, mail.pk)


@task()
def send_noted_mail(mail_id: int) -> bool:
    """Send a noted mail, see ``send_mail``."""
    return send_mail(mail_id)


def send_mail(mail_id: int) -> bool:
    """Send a noted mail unless it went out already; whether it is out now.

    A server that is down, or refuses, is noted with the kind of error. Nothing is raised, and no address is logged.
    """
    mail = ApplicationMail.objects.select_related("application__municipality").filter(pk=mail_id).first()
    if mail is None:
        return False
    if mail.sent_at:
        return True
    try:
        message = compose(mail)
        if not message.to:
            raise NobodyToWriteToError
        message.send()
    except (OSError, SMTPException, ValueError, NobodyToWriteToError) as error:
        name = type(error).__name__
        # No traceback: an SMTP error's own text holds addresses.
        logger.error("Mail %s about application %s was not sent: %s", mail.kind, mail.application_id, name)
        ApplicationMail.objects.filter(pk=mail.pk).update(failed_at=timezone.now(), error=name)
        return False
    ApplicationMail.objects.filter(pk=mail.pk).update(sent_at=timezone.now(), failed_at=None, error="")
    return True


class NobodyToWriteToError(Exception):
    """There is no address for this mail: none was left, or it has been deleted since."""


def compose(mail: ApplicationMail) -> EmailMessage:
    """The mail in the language of whom it goes to, as plain text; its first line is the subject."""
    application = mail.application
    to_campaign = mail.kind == ApplicationMail.Kind.NOTICE
    campaign = _campaign()
    language = settings.LANGUAGE_CODE if to_campaign else application.language
    with translation.override(language):
        context = {
            "application": application,
            "name": application.municipality.name_in(language),
            "coalition": campaign.coalition_name if campaign else settings.WAGTAIL_SITE_NAME,
            "contact": campaign.contact_email if campaign else "",
            "site": settings.WAGTAILADMIN_BASE_URL,
            "url": f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{_inbox_path(application)}",
            "days": settings.PORTAL_APPLICATIONS_KEPT_DAYS,
        }
        text = render_to_string(f"gemeenten/mail/{mail.kind}.txt", context)
    subject, _line, body = text.strip().partition("\n")
    return EmailMessage(
        subject=subject.strip(),
        body=f"{body.strip()}\n",
        to=_staff(campaign) if to_campaign else [address for address in [application.contact_email] if address],
        reply_to=[campaign.contact_email] if campaign and campaign.contact_email and not to_campaign else None,
        # So that no out-of-office message answers a machine.
        headers={"Auto-Submitted": "auto-generated"},
    )


def _inbox_path(application: Application) -> str:
    return reverse("applications:inspect", args=(application.pk,))


def _campaign() -> CampaignSettings | None:
    site = Site.objects.filter(is_default_site=True).first()
    return CampaignSettings.for_site(site) if site else None


def _staff(campaign: CampaignSettings | None) -> Sequence[str]:
    """The campaign's address; without one, everybody who may handle applications."""
    if campaign and campaign.contact_email:
        return [campaign.contact_email]
    people = ModelPermissionPolicy(Application).users_with_permission("handle").exclude(email="")
    return sorted(set(people.values_list("email", flat=True)))
