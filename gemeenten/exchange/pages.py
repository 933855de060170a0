"""From planned profiles to pages that are ready to save. What all of them need is asked for once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import slugify
from wagtail.models import Locale, Page

from gemeenten.exchange.planning import Item
from gemeenten.exchange.records import Profile, Step
from gemeenten.exchange.state import source_index
from gemeenten.models import Activity, Commitment, MunicipalityPage, TaggedMunicipality

_TEXTS = ("title", "introduction", "contact_email", "contact_url", "decision_url")
_DAYS = ("joined_on", "confirmed_on")


@dataclass(slots=True)
class PageBuilder:
    """Builds pages without saving them."""

    activities: dict[str, Activity]
    locale: Locale
    slugs: set[str]

    @classmethod
    def load(cls) -> PageBuilder:
        """Ask for the activities, the language and the addresses in use."""
        index = source_index()
        used = Page.objects.child_of(index).values_list("slug", flat=True) if index else ()
        return cls({one.slug: one for one in Activity.objects.all()}, Locale.get_default(), set(used))

    def build(self, item: Item) -> MunicipalityPage:
        """The page of a planned profile: a new one, or the newest draft of the one there is with its changes."""
        if item.after is None:
            raise ValueError(f"{item.name} has no profile planned")
        before = item.before.profile if item.before else Profile(item.refnis)
        page = self._existing(item.before.page_id) if item.before else self._new(item)
        for name in _TEXTS:
            if getattr(item.after, name) != getattr(before, name):
                setattr(page, name, getattr(item.after, name))
        for name in _DAYS:
            if getattr(item.after, name) != getattr(before, name):
                setattr(page, name, date.fromisoformat(getattr(item.after, name)))
        if item.after.activities != before.activities:
            self._tag(page, item.after.activities)
        if item.after.steps != before.steps:
            _write_history(page, before.steps, item.after.steps)
        return page

    def _existing(self, page_id: int) -> MunicipalityPage:
        page: MunicipalityPage = (
            MunicipalityPage.objects.select_related("latest_revision").get(pk=page_id).get_latest_revision_as_object()
        )
        return page

    def _new(self, item: Item) -> MunicipalityPage:
        title = item.after.title if item.after else item.name
        slug = slugify(title) or item.refnis
        slug = slug if slug not in self.slugs else f"{slug}-{item.refnis}"
        self.slugs.add(slug)
        return MunicipalityPage(title=title, slug=slug, municipality_id=item.refnis, locale=self.locale)

    def _tag(self, page: MunicipalityPage, slugs: Iterable[str]) -> None:
        known = {tagged.tag_id: tagged for tagged in page.tagged_items.all()}
        wanted = (self.activities[slug] for slug in slugs)
        page.tagged_items.set([known.get(one.pk) or TaggedMunicipality(tag=one) for one in wanted])


def _write_history(page: MunicipalityPage, before: tuple[Step, ...], after: tuple[Step, ...]) -> None:
    """Change the rows of known steps where they are and add the new ones behind them."""
    rows: list[Any] = sorted(page.commitments.all(), key=lambda row: row.sort_order or 0)
    rows += [Commitment() for _step in after[len(before) :]]
    for place, (row, step) in enumerate(zip(rows, after, strict=True)):
        row.sort_order = place
        if place >= len(before) or step != before[place]:
            row.kind, row.source_name, row.source_url = step.kind, step.source_name, step.source_url
            row.date, row.date_precision = step.day, step.precision
    page.commitments.set(rows)
