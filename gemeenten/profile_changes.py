"""The same change to several profiles: which may be changed, what is published, what waits as a draft."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail_localize.models import Translation

from gemeenten.models import Activity, MunicipalityPage

#: Changes the draft of a profile in place; tells whether there was anything to change.
Change = Callable[[MunicipalityPage], bool]


@dataclass(slots=True)
class Outcome:
    """What became of each profile, by title; ``refused`` has the reason beside it."""

    published: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def confirm_today(profile: MunicipalityPage) -> bool:
    """The municipality has said today that its profile is right."""
    today = timezone.localdate()
    if profile.confirmed_on == today:
        return False
    profile.confirmed_on = today
    return True


def adding(activity: Activity) -> Change:
    """Tie an activity to a profile."""

    def change(profile: MunicipalityPage) -> bool:
        if activity in profile.activities.all():
            return False
        profile.activities.add(activity)
        return True

    return change


def removing(activity: Activity) -> Change:
    """Take an activity off a profile."""

    def change(profile: MunicipalityPage) -> bool:
        if activity not in profile.activities.all():
            return False
        # Wagtail's manager takes tags away by name.
        profile.activities.remove(activity.name)
        return True

    return change


def followers() -> set[tuple[UUID, int]]:
    """The translations, by key and locale, whose dates and activities follow their source."""
    rows = Translation.objects.filter(enabled=True).values_list("source__object_id", "target_locale_id")
    return set(rows)


def refusal(page: MunicipalityPage, user: Any, translations: set[tuple[UUID, int]]) -> str:
    """Why ``user`` cannot change one profile here; empty when nothing stands in the way."""
    permissions = page.permissions_for_user(user)
    if not permissions.can_edit():
        return _("You may not edit this profile.")
    if permissions.page_locked():
        return _("This profile is locked.")
    if page.workflow_in_progress:
        return _("This profile is being reviewed: decide on that first.")
    if (page.translation_key, page.locale_id) in translations:
        return _("A translation takes this over from its source: change that one.")
    return ""


def change_profiles(pages: Iterable[MunicipalityPage], change: Change, user: Any) -> Outcome:
    """Change all of them or, when something unforeseen happens, none.

    Each change is a revision. It is published where the page is public, nobody's draft waits and ``user`` may publish;
    everywhere else it is a draft, in which other people's unpublished work stays what it is. A profile whose content
    is refused when it is saved is left alone and reported.
    """
    outcome = Outcome()
    with transaction.atomic():
        for page in pages:
            try:
                with transaction.atomic():
                    _change(page, change, user, outcome)
            except ValidationError as error:
                outcome.refused.append((page.title, " ".join(error.messages)))
    return outcome


def _change(page: MunicipalityPage, change: Change, user: Any, outcome: Outcome) -> None:
    # Asked first: without unpublished changes the draft is the page itself, which saving marks as changed.
    publishes = page.live and not page.has_unpublished_changes and page.permissions_for_user(user).can_publish()
    draft: MunicipalityPage = page.get_latest_revision_as_object()
    if not change(draft):
        outcome.unchanged.append(page.title)
        return
    revision = draft.save_revision(user=user, log_action=True)
    if publishes:
        revision.publish(user=user)
        outcome.published.append(page.title)
    else:
        outcome.drafts.append(page.title)
