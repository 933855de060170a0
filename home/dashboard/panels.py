"""The dashboard's panels and summary items: each asks the facts and renders its template."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component

from gemeenten.choices import Status
from gemeenten.letter_count import monday_of
from home.dashboard import figures, plot
from home.dashboard.actions import actions_for, edit_url
from home.dashboard.facts import WEEKS, Facts, facts_for
from portal.dates import long_date

#: How many profiles and scheduled pages are listed before the rest is folded away.
SHOWN = 6


def moment(at: datetime) -> str:
    """Day and hour as readers write them."""
    local = timezone.localtime(at)
    return f"{long_date(local.date())} {local:%H:%M}"


class Panel(Component):  # type: ignore[misc]
    """One panel for one person."""

    name = ""
    order = 100

    def __init__(self, request: HttpRequest, facts: Facts) -> None:
        self.request = request
        self.facts = facts

    @classmethod
    def is_for(cls, facts: Facts) -> bool:
        """Whether it has anything to say to whom the facts are about."""
        return facts.campaign


class ActionsPanel(Panel):
    """Quick actions."""

    name = "campaign_actions"
    order = 10
    template_name = "home/dashboard/actions.html"

    @classmethod
    def is_for(cls, facts: Facts) -> bool:
        """Everybody: the way to the site at least."""
        return True

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The actions."""
        return {"actions": actions_for(self.request, self.facts)}


class StatusPanel(Panel):
    """Municipalities by status."""

    name = "campaign_status"
    order = 110
    template_name = "home/dashboard/status.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The numbers and the strip."""
        counts = self.facts.counts
        values = [plot.Value(counts[status], f"{status.label}: {counts[status]}", str(status)) for status in Status]
        svg = plot.strip(
            values,
            key="plot-status",
            title=_("Municipalities by status"),
            description=", ".join(value.label for value in values),
        )
        rows = [{"name": str(status), "label": status.label, "number": counts[status]} for status in Status]
        return {
            "solidary": counts[Status.SOLIDARY],
            "total": counts["total"],
            "rows": rows,
            "svg": svg,
            "url": reverse("profiles:index"),
        }


class JoinedPanel(Panel):
    """Who joined this year, and in the years before."""

    name = "campaign_joined"
    order = 120
    template_name = "home/dashboard/joined.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The numbers by year and their plot."""
        joined = figures.joins(self.facts.mine, self.facts.today)
        svg = plot.columns(
            [plot.Value(number, f"{year}: {number}") for year, number in joined.years],
            key="plot-joined",
            title=_("Joined by year"),
            description=_("From %(first)d to %(last)d; this year %(number)d.")
            % {"first": joined.first, "last": joined.last, "number": joined.this_year},
        )
        return {"joined": joined, "svg": svg}


class LettersPanel(Panel):
    """The letters made in each week of the last half year."""

    name = "campaign_letters"
    order = 130
    template_name = "home/dashboard/letters.html"

    @classmethod
    def is_for(cls, facts: Facts) -> bool:
        """Who may see the report."""
        return facts.letters is not None

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The numbers by week and their plot."""
        weeks = figures.weeks(self.facts.letters or {}, monday_of(self.facts.today), WEEKS)
        total = sum(number for _monday, number in weeks)
        values = [
            plot.Value(number, _("Week of %(date)s: %(number)d") % {"date": long_date(monday), "number": number})
            for monday, number in weeks
        ]
        sentence = ngettext(
            "%(number)d letter in %(weeks)d weeks, at most %(most)d in one week.",
            "%(number)d letters in %(weeks)d weeks, at most %(most)d in one week.",
            total,
        )
        highest = max(number for _monday, number in weeks)
        svg = plot.columns(
            values,
            key="plot-letters",
            title=_("Letters by week"),
            description=sentence % {"number": total, "weeks": WEEKS, "most": highest},
        )
        rows = [(long_date(monday), number) for monday, number in reversed(weeks)]
        return {
            "total": total,
            "this_week": weeks[-1][1],
            "weeks": WEEKS,
            "first": long_date(weeks[0][0]),
            "last": long_date(weeks[-1][0]),
            "rows": rows,
            "svg": svg,
            "url": reverse("letter_counts"),
        }


class ToConfirmPanel(Panel):
    """Profiles that ask to be confirmed again."""

    name = "campaign_to_confirm"
    order = 140
    template_name = "home/dashboard/to_confirm.html"

    @classmethod
    def is_for(cls, facts: Facts) -> bool:
        """Who may edit profiles in the source language: all of them, or their own."""
        return facts.campaign or facts.contact

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The profiles, the oldest first."""
        rows = [
            {"due": due, "since": long_date(due.since), "url": edit_url(due.profile.page_id)} for due in self.facts.due
        ]
        return {
            "number": len(rows),
            "shown": rows[:SHOWN],
            "more": rows[SHOWN:],
            "days": settings.PORTAL_CONFIRM_AFTER_DAYS,
        }


class ScheduledPanel(Panel):
    """Pages that go public or disappear by themselves."""

    name = "campaign_scheduled"
    order = 150
    template_name = "home/dashboard/scheduled.html"

    @classmethod
    def is_for(cls, facts: Facts) -> bool:
        """The campaign's staff always, others when something of theirs is scheduled."""
        return facts.campaign or bool(facts.scheduled)

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The items, the next one first."""
        rows = [
            {"item": item, "url": edit_url(item.page_id), "moment": moment(item.at)} for item in self.facts.scheduled
        ]
        return {
            "shown": rows[:SHOWN],
            "more": rows[SHOWN:],
            "overdue": any(item.overdue for item in self.facts.scheduled),
        }


PANELS: tuple[type[Panel], ...] = (
    ActionsPanel,
    StatusPanel,
    JoinedPanel,
    LettersPanel,
    ToConfirmPanel,
    ScheduledPanel,
)


def panels_for(request: HttpRequest) -> list[Panel]:
    """The panels that concern whoever asks."""
    facts = facts_for(request)
    return [panel(request, facts) for panel in PANELS if panel.is_for(facts)]


class ToConfirmItem(SummaryItem):  # type: ignore[misc]
    """The number of profiles to confirm again, at the top of the dashboard; none, and it stays away."""

    order = 110
    template_name = "home/dashboard/to_confirm_item.html"

    def is_shown(self) -> bool:
        """Whether there is one."""
        facts = facts_for(self.request)
        return bool(facts.due) and ToConfirmPanel.is_for(facts)

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """The number."""
        return {"number": len(facts_for(self.request).due)}
