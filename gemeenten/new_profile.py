"""Making the draft of a municipality's profile from what is known of it, or adding that to the profile it has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from gemeenten.choices import CommitmentKind, DatePrecision
from gemeenten.models import Activity, Commitment, Municipality, MunicipalityIndexPage, MunicipalityPage


@dataclass(frozen=True, slots=True)
class Decision:
    """What is known of a decision: when, as exactly as known, who says so, and where it can be read."""

    on: date | None = None
    precision: DatePrecision = DatePrecision.DAY
    source_name: str = ""
    source_url: str = ""

    def as_step(self, kind: CommitmentKind, order: int) -> Commitment:
        """The step of a profile's history."""
        return Commitment(
            sort_order=order,
            kind=kind,
            date=self.on,
            date_precision=self.precision,
            source_name=self.source_name,
            source_url=self.source_url,
        )


def profile_of(municipality: Municipality) -> MunicipalityPage | None:
    """The municipality's profile in the source language, public or draft."""
    return MunicipalityPage.objects.filter(
        municipality=municipality, locale__language_code=settings.LANGUAGE_CODE
    ).first()


def profiles_parent() -> MunicipalityIndexPage:
    """The page below which profiles are made."""
    return MunicipalityIndexPage.objects.get(locale__language_code=settings.LANGUAGE_CODE)


@transaction.atomic
def draft_profile(
    municipality: Municipality,
    *,
    decision: Decision | None = None,
    activities: Iterable[Activity] = (),
    user: Any = None,
    **values: Any,
) -> MunicipalityPage:
    """A new draft under the register's Dutch name, with the decision as first step; its text is left to the editor.

    ``values`` are further fields of the profile, such as ``contact_email`` or ``decision_document``.
    """
    parent = profiles_parent()
    page = MunicipalityPage(
        municipality=municipality,
        locale=parent.locale,
        live=False,
        title=municipality.name_nl,
        slug=_free_slug(parent, municipality),
        joined_on=decision.on if decision and decision.precision == DatePrecision.DAY else None,
        owner=user,
        **values,
    )
    page.commitments = [decision.as_step(CommitmentKind.DECIDED, 0)] if decision else []
    parent.add_child(instance=page)
    # The tags of a page can only be set once it has a key; the revision takes them along.
    page.activities.set(activities)
    page.save_revision(user=user, log_action=True, clean=False)
    return page


@transaction.atomic
def add_to_profile(
    page: MunicipalityPage,
    *,
    decision: Decision | None = None,
    activities: Iterable[Activity] = (),
    user: Any = None,
    **values: Any,
) -> MunicipalityPage:
    """A new draft revision of a profile with what is new; what visitors see stays as it is until it is published.

    A decision after an earlier one counts as its renewal; the same one twice is one. Empty ``values`` change nothing.
    """
    draft: MunicipalityPage = page.get_latest_revision_as_object()
    steps = list(draft.commitments.all())
    decided = {step.date for step in steps if step.kind in (CommitmentKind.DECIDED, CommitmentKind.RENEWED)}
    if decision and decision.on not in decided:
        kind = CommitmentKind.RENEWED if decided else CommitmentKind.DECIDED
        order = max((step.sort_order or 0 for step in steps), default=-1) + 1
        draft.commitments.add(decision.as_step(kind, order))
    known = {activity.pk for activity in draft.activities.all()}
    draft.activities.add(*(activity for activity in activities if activity.pk not in known))
    for name, value in values.items():
        if value:
            setattr(draft, name, value)
    draft.save_revision(user=user, log_action=True, clean=False)
    return draft


def _free_slug(parent: MunicipalityIndexPage, municipality: Municipality) -> str:
    """The name as address; with the register's code where another page has it."""
    slug = slugify(municipality.name_nl)
    taken = parent.get_children().filter(slug=slug).exists()
    return f"{slug}-{municipality.refnis}" if taken or not slug else slug
