"""What the site holds of one applicant, by their mail address: to hand it to them, and to erase it.

An applicant is who left an address in the municipality's form. Pages that show the address as a contact, and accounts
of the staff, are not an applicant's: they are told of, and changed where they are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.validators import validate_email
from django.db import transaction
from wagtail.models import Revision

from gemeenten.models import Application, MunicipalityPage
from gemeenten.models.application import private_storage


@dataclass(frozen=True, slots=True)
class Found:
    """What there is of an address: applications, and where it stands besides."""

    address: str
    applications: tuple[Application, ...]
    pages: tuple[str, ...]
    #: Drafts and earlier versions of pages that have it as their contact.
    versions: int
    accounts: int


def find(address: str) -> Found:
    """Everything of ``address``, in whichever capitals it was written.

    Raises:
        ValidationError: ``address`` is no mail address.
    """
    address = address.strip()
    validate_email(address)
    applications = Application.objects.filter(contact_email__iexact=address).select_related("municipality")
    pages = MunicipalityPage.objects.filter(contact_email__iexact=address)
    # Drafts and earlier versions, each of which Wagtail keeps as JSON.
    versions = Revision.page_revisions.filter(content__contact_email__iexact=address).count()
    return Found(
        address=address,
        applications=tuple(applications.order_by("pk")),
        pages=tuple(page.url or page.title for page in pages.order_by("pk")),
        versions=versions,
        accounts=get_user_model().objects.filter(email__iexact=address).count(),
    )


def exported(found: Found) -> dict[str, Any]:
    """What to hand to the applicant, in values that JSON knows. Names of the staff are not in it."""
    return {
        "address": found.address,
        "applications": [_as_values(application) for application in found.applications],
        "shown_as_contact_on": list(found.pages),
        "versions_of_pages_with_the_address": found.versions,
        "staff_accounts_with_the_address": found.accounts,
    }


def _as_values(application: Application) -> dict[str, Any]:
    plain = ("kind", "decided_by", "decided_on_precision", "decision_url", "contact_email", "message", "language")
    days = ("decided_on", "submitted_at", "handled_at")
    return {
        "number": application.pk,
        "municipality": _municipality(application),
        **{name: getattr(application, name) for name in (*plain, "status", "reply")},
        **{name: value.isoformat() if (value := getattr(application, name)) else None for name in days},
        "activities": sorted(application.activities.values_list("name", flat=True)),
        "decision_file": _file(application),
        "mails": [
            {"mail": mail.kind, "sent_at": mail.sent_at.isoformat() if mail.sent_at else None}
            for mail in application.mails.all()
        ],
    }


def _municipality(application: Application) -> dict[str, str]:
    return {"refnis": str(application.municipality_id), "name": application.municipality.name_nl}


def _file(application: Application) -> dict[str, Any] | None:
    """The file by its name here, so that whoever exports can add it; ``None`` when there is none."""
    name = application.decision_file.name
    if not name:
        return None
    there = private_storage().exists(name)
    return {"name": name, "bytes": private_storage().size(name) if there else None}


def erase(found: Found) -> int:
    """Delete the applications of ``found`` with their mails and files; how many. Doing it again deletes none.

    The files go once the database has let go of them; what an interrupted run leaves behind goes with
    `purge_personal_data`. Call it outside of a transaction.
    """
    with transaction.atomic():
        mine = Application.objects.select_for_update().filter(
            pk__in=[application.pk for application in found.applications], contact_email__iexact=found.address
        )
        keys, files = [], []
        for key, name in mine.values_list("pk", "decision_file"):
            keys.append(key)
            files.append(name)
        Application.objects.filter(pk__in=keys).delete()
    for name in filter(None, files):
        private_storage().delete(name)
    return len(keys)
