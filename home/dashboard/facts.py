"""What the dashboard needs to know, read in a fixed number of queries whatever the number of profiles."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Min, Q, Sum
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page, Revision

from gemeenten.choices import CommitmentKind
from gemeenten.confirmation import with_last_vouch
from gemeenten.directory import Directory
from gemeenten.letter_count import monday_of
from gemeenten.letter_report import policy as letters_policy
from gemeenten.models import LetterCount, MunicipalityIndexPage, MunicipalityPage
from home.dashboard.figures import Profile, Scheduled, ToConfirm, is_overdue, schedule, to_confirm
from portal.translation.board import Access, access_of

#: How many weeks of letters are drawn: half a year.
WEEKS = 26


@dataclass(slots=True)
class Facts:
    """What one person may know: parts that are not theirs are empty.

    ``campaign``: they work on the whole list of municipalities, not on a profile of their own or a translation.
    ``counts``: municipalities by status, and ``total``. ``mine``: the profiles that they may edit.
    """

    access: Access
    today: date
    campaign: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    mine: list[Profile] = field(default_factory=list)
    due: list[ToConfirm] = field(default_factory=list)
    scheduled: list[Scheduled] = field(default_factory=list)
    letters: dict[date, int] | None = None

    @property
    def contact(self) -> bool:
        """Whether all that they may edit is profiles: the contact of a municipality."""
        return not self.campaign and bool(self.mine)


def facts_for(request: HttpRequest) -> Facts:
    """The facts for whoever asks, read once a request."""
    known: Facts | None = request.__dict__.get("_dashboard_facts")
    if known is None:
        known = request.__dict__["_dashboard_facts"] = _read(request)
    return known


def _read(request: HttpRequest) -> Facts:
    user, now = request.user, timezone.now()
    facts = Facts(access=access_of(user), today=timezone.localdate())
    index = source_page(MunicipalityIndexPage)
    facts.campaign = index is not None and facts.access.may_edit(index.path)
    facts.mine = [profile for profile in _profiles() if facts.access.may_edit(profile.path)]
    facts.due = to_confirm(facts.mine, facts.today, settings.PORTAL_CONFIRM_AFTER_DAYS)
    facts.scheduled = schedule(item for item in _scheduled(now) if facts.access.may_edit(item.path))
    if facts.campaign:
        facts.counts = Directory.load(settings.LANGUAGE_CODE, request).counts()
    if letters_policy.user_has_permission(user, "view"):
        facts.letters = _letters(monday_of(facts.today) - timedelta(weeks=WEEKS - 1))
    return facts


def source_page(kind: type[Page]) -> Any:
    """The page of which there is one a language, in the language that everything is translated from."""
    return kind.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()


def _profiles() -> list[Profile]:
    """All public profiles in the source language: the others follow them."""
    rows = (
        with_last_vouch(MunicipalityPage.objects.live())
        .filter(locale__language_code=settings.LANGUAGE_CODE, alias_of__isnull=True)
        .annotate(decided=Min("commitments__date", filter=Q(commitments__kind=CommitmentKind.DECIDED)))
        .order_by("title")
        .values_list("pk", "title", "path", "joined_on", "decided", "confirmed_on", "vouched_on")
    )
    return [Profile(*row) for row in rows]


def _scheduled(now: datetime) -> list[Scheduled]:
    """Every page with an approved moment of publication, and every public page with a moment of expiry."""
    moments = {
        int(pk): at
        for pk, at in Revision.page_revisions.filter(approved_go_live_at__isnull=False)
        .order_by("pk")
        .values_list("object_id", "approved_go_live_at")
    }
    pages = Page.objects.filter(
        Q(pk__in=moments) | Q(live=True, expire_at__isnull=False), alias_of__isnull=True
    ).values_list("pk", "draft_title", "title", "path", "locale__language_code", "live", "expire_at")
    items = []
    for pk, draft_title, title, path, language, live, expire_at in pages:
        name = draft_title or title
        if pk in moments:
            at = moments[pk]
            items.append(Scheduled(pk, name, path, language, at, live=True, overdue=is_overdue(at, now)))
        if live and expire_at:
            late = is_overdue(expire_at, now)
            items.append(Scheduled(pk, name, path, language, expire_at, live=False, overdue=late))
    return items


def _letters(since: date) -> dict[date, int]:
    rows = LetterCount.objects.filter(week__gte=since).order_by().values_list("week").annotate(Sum("count"))
    return dict(rows)
