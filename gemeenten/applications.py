"""What happens to an application: it comes in, is accepted or declined, and is deleted after a stated time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model

from gemeenten.application_mail import queue_mails
from gemeenten.choices import DatePrecision
from gemeenten.models import Application, ApplicationMail, Municipality, MunicipalityPage
from gemeenten.models.application import FILES, private_storage
from gemeenten.new_profile import Decision, add_to_profile, draft_profile, profile_of, profiles_parent
from portal.dates import long_date

_Mail = ApplicationMail.Kind


class CannotHandleError(Exception):
    """Why an application cannot be handled now, in words for the staff."""


# --- Coming in ----------------------------------------------------------------------------------------------------


def submit(submission: UUID, values: dict[str, Any], activity_ids: Iterable[int] = ()) -> Application:
    """Keep what was sent and queue its mails. The same form sent twice is one application."""
    with transaction.atomic():
        application, is_new = Application.objects.get_or_create(submission=submission, defaults=values)
        if is_new:
            application.activities.set(activity_ids)
            kinds = [_Mail.NOTICE] if application.is_tip else [_Mail.RECEIVED, _Mail.NOTICE]
            queue_mails(application, *kinds)
    return application


# --- Being handled ------------------------------------------------------------------------------------------------


def accept(application: Application, user: Any) -> MunicipalityPage:
    """Make a draft profile of it, or add it to the draft of the profile that there is; returns that page.

    Raises:
        PermissionDenied: ``user`` may not make or edit the profile.
        CannotHandleError: somebody has handled it already, or the profile is locked.
    """
    with transaction.atomic():
        application = _still_new(application)
        page = profile_of(application.municipality)
        _check_may_edit(page, user)
        document = _as_document(application, user)
        try:
            known: dict[str, Any] = {
                "decision": _decision(application),
                "activities": list(application.activities.all()),
                "user": user,
                "decision_url": application.decision_url,
                "decision_document": document,
                "contact_email": application.contact_email,
            }
            page = add_to_profile(page, **known) if page else draft_profile(application.municipality, **known)
            _handled(application, Application.Status.ACCEPTED, user, profile_id=page.pk)
        except BaseException:
            if document is not None:
                document.file.delete(save=False)
            raise
        if application.contact_email:
            queue_mails(application, _Mail.ACCEPTED)
    return page


def decline(application: Application, user: Any, reason: str) -> None:
    """Close it with the reason, which is mailed to who left an address.

    Raises:
        CannotHandleError: somebody has handled it already.
    """
    with transaction.atomic():
        application = _still_new(application)
        _handled(application, Application.Status.DECLINED, user, reply=reason)
        if application.contact_email:
            queue_mails(application, _Mail.DECLINED)


def _still_new(application: Application) -> Application:
    """The row as it is now, locked until the transaction ends: two people may have it on their screens."""
    row = Application.objects.select_for_update().get(pk=application.pk)
    if not row.is_new:
        raise CannotHandleError(
            _("Somebody has handled this already, on %(date)s.")
            % {"date": long_date(timezone.localdate(row.handled_at))}
        )
    return row


def _check_may_edit(page: MunicipalityPage | None, user: Any) -> None:
    if page is None:
        if not profiles_parent().permissions_for_user(user).can_add_subpage():
            raise PermissionDenied
        return
    permissions = page.permissions_for_user(user)
    if permissions.page_locked():
        raise CannotHandleError(_("The profile of this municipality is locked: have it unlocked first."))
    if not permissions.can_edit():
        raise PermissionDenied


def _handled(application: Application, status: str, user: Any, **values: Any) -> None:
    for name, value in {"status": status, "handled_by": user, "handled_at": timezone.now(), **values}.items():
        setattr(application, name, value)
    application.save()


def _decision(application: Application) -> Decision:
    """The step of the history. A municipality is the source of what it sent; of a tip it is the site linked to."""
    return Decision(
        on=application.decided_on,
        precision=DatePrecision(application.decided_on_precision),
        source_name=_site_name(application.decision_url) if application.is_tip else _official(application.municipality),
        source_url=application.decision_url,
    )


def _official(municipality: Municipality) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        text = _("City of %(name)s") if municipality.is_city else _("Municipality of %(name)s")
        return text % {"name": municipality.name_nl}


def _site_name(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _as_document(application: Application, user: Any) -> Any:
    """The decision as one of Wagtail's documents, which the profile can show; ``None`` when there is no file."""
    if not application.decision_file:
        return None
    name = application.municipality.name_nl
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Decision of %(name)s") % {"name": name}
    ending = PurePath(application.decision_file.name or "").suffix
    with application.decision_file.open("rb") as content:
        document = get_document_model()(title=title, uploaded_by_user=user)
        document.file = File(content, name=f"{slugify(title)}{ending}")
        document.save()
    return document


# --- Being deleted ------------------------------------------------------------------------------------------------


#: Hours after which a file of no row is left over from something that failed, and not of somebody who is sending it.
_STRAY_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Purge:
    """How much is, or would be, deleted: applications and files; and how many applications are blanked."""

    deleted: int
    files: int
    blanked: int


def purge(now: datetime | None = None, *, dry_run: bool = False) -> Purge:
    """Delete what was handled ``PORTAL_APPLICATIONS_KEPT_DAYS`` ago, and blank what nobody handled for as long.

    Safe to run at any time and again. Files go once the database has let go of them; one that an interrupted run left
    behind belongs to no application any more, and goes the next time. Call it outside of a transaction.
    """
    moment = now or timezone.now()
    limit = moment - timedelta(days=settings.PORTAL_APPLICATIONS_KEPT_DAYS)
    handled = Application.objects.filter(handled_at__lt=limit)
    waiting = Application.objects.filter(handled_at__isnull=True, submitted_at__lt=limit).exclude(
        contact_email="", message=""
    )
    with transaction.atomic():
        files = set(handled.exclude(decision_file="").values_list("decision_file", flat=True))
        counts = handled.count(), waiting.count()
        if not dry_run:
            handled.delete()
            waiting.update(contact_email="", message="")
    files |= _stray_files(moment)
    if not dry_run:
        for name in sorted(files):
            private_storage().delete(name)
    return Purge(counts[0], len(files), counts[1])


def _stray_files(moment: datetime) -> set[str]:
    storage = private_storage()
    if not storage.exists(FILES):
        return set()
    names = {f"{FILES}/{name}" for name in storage.listdir(FILES)[1]}
    known = Application.objects.exclude(decision_file="").values_list("decision_file", flat=True)
    return {name for name in names - set(known) if storage.get_modified_time(name) < moment - _STRAY_AFTER}
