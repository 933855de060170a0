"""What the portal knows, as the plain values that planning and export work with. A fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, Revision, WorkflowState
from wagtail.permission_policies.pages import PagePermissionPolicy

from gemeenten.exchange.cells import Activities
from gemeenten.exchange.places import Places
from gemeenten.exchange.planning import Context
from gemeenten.exchange.records import Kept, Profile, Step, as_known
from gemeenten.exchange.table import clean_text
from gemeenten.models import Activity, ActivityPage, Municipality, MunicipalityIndexPage, MunicipalityPage


def source_index() -> MunicipalityIndexPage | None:
    """The list of municipalities in the source language, below which profiles are made."""
    index: MunicipalityIndexPage | None = MunicipalityIndexPage.objects.filter(locale=Locale.get_default()).first()
    return index


def load_context(user: Any = None, today: date | None = None) -> Context:
    """Everything that a plan is made from. ``user`` is who would import; ``None``: somebody who may do everything."""
    activities = load_activities()
    kept = load_profiles(activities, user)
    return Context(
        places=Places((row.as_row() for row in Municipality.objects.filter(missing_since=None)), kept),
        kept=kept,
        activities=activities,
        today=today or timezone.localdate(),
        language=(get_language() or "nl")[:2],
        written=Locale.get_default().language_code,
    )


def load_activities() -> Activities:
    """The activities with their slugs, names and the titles of their pages in every language."""
    labels: dict[int, list[str]] = defaultdict(list)
    for activity_id, title in ActivityPage.objects.order_by("pk").values_list("activity_id", "title"):
        labels[activity_id].append(title)
    return Activities((one.slug, [one.name, *labels[one.pk]]) for one in Activity.objects.all())


def load_profiles(activities: Activities, user: Any = None) -> dict[str, Kept]:
    """The profiles in the source language by code, each as its newest draft says."""
    slugs = dict(Activity.objects.values_list("pk", "slug"))
    pages = list(
        MunicipalityPage.objects.filter(locale=Locale.get_default())
        .select_related("latest_revision")
        .prefetch_related("commitments", "tagged_items")
        .order_by("path")
    )
    refused = _refusals(pages, user)
    kept: dict[str, Kept] = {}
    for page in pages:
        content = page.latest_revision.content if page.latest_revision else page.serializable_data()
        profile = _profile(page.municipality_id, content, slugs, activities)
        state = Kept(profile, page.pk, page.live, page.has_unpublished_changes, refused.get(page.pk, ""))
        kept.setdefault(page.municipality_id, state)
    return kept


def _profile(refnis: str, content: Mapping[str, Any], slugs: Mapping[int, str], activities: Activities) -> Profile:
    steps = sorted(content.get("commitments") or [], key=lambda step: step.get("sort_order") or 0)
    tags = (slugs.get(item["tag"], "") for item in content.get("tagged_items") or [])

    def text(name: str) -> str:
        return clean_text(content.get(name) or "")

    return Profile(
        refnis,
        title=text("title"),
        introduction=text("introduction"),
        activities=activities.in_order(tags),
        joined_on=text("joined_on"),
        confirmed_on=text("confirmed_on"),
        contact_email=text("contact_email"),
        contact_url=text("contact_url"),
        decision_url=text("decision_url"),
        steps=tuple(_step(step) for step in steps),
    )


def _step(step: Mapping[str, Any]) -> Step:
    day = step.get("date")
    return Step(
        step["kind"],
        as_known(date.fromisoformat(day), step.get("date_precision") or "day") if day else "",
        clean_text(step.get("source_name") or ""),
        clean_text(step.get("source_url") or ""),
    )


def _refusals(pages: list[MunicipalityPage], user: Any) -> dict[int, str]:
    """Why this person may not change some of the pages: no right, locked, in somebody's review, or scheduled."""
    refused = {}
    ids = [page.pk for page in pages]
    if user is not None:
        policy = PagePermissionPolicy()
        editable = set(policy.instances_user_has_permission_for(user, "change").values_list("pk", flat=True))
        refused = {pk: _("You may not change this profile: leave it out.") for pk in ids if pk not in editable}
    keys = [str(pk) for pk in ids]
    reviewed = WorkflowState.objects.active().filter(object_id__in=keys, content_type__app_label="gemeenten")
    # Wagtail keeps the workflow's state under the page's own type, and revisions under that of all pages.
    busy = set(reviewed.values_list("object_id", flat=True)) | set(
        Revision.page_revisions.filter(approved_go_live_at__isnull=False, object_id__in=keys).values_list(
            "object_id", flat=True
        )
    )
    asked = Page.objects.filter(Q(pk__in=[int(key) for key in busy]) | Q(locked=True, pk__in=ids)).specific()
    for page in asked:
        lock = page.get_lock()
        if lock is not None and (user is None or lock.for_user(user)):
            refused[page.pk] = _("This profile is locked, in review or scheduled: wait for that, or leave it out.")
    return refused
