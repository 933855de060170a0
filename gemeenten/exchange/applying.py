"""Carries a plan out through the page tree: everything in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from gemeenten.exchange.columns import Column
from gemeenten.exchange.pages import PageBuilder
from gemeenten.exchange.planning import Fate, Item, Plan, Problem, column_labels, make_plan
from gemeenten.exchange.reading import read_table
from gemeenten.exchange.state import load_context, source_index
from gemeenten.models import MunicipalityIndexPage, MunicipalityPage

#: Called before each profile with its number, how many there are, and its name.
Progress = Callable[[int, int, str], None]


class ImportRefusedError(Exception):
    """Nothing has been imported; the text says why, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has been done: the plan, and how many profiles were made, changed and published."""

    plan: Plan
    created: int = 0
    updated: int = 0
    published: int = 0


def plan_file(content: bytes, user: Any = None) -> Plan:
    """What importing the file would do. Nothing is changed.

    Raises:
        UnreadableFileError: it is no table.
    """
    plan = make_plan(read_table(content), load_context(user))
    return plan if plan.problems else _ask_the_pages(plan)


def _ask_the_pages(plan: Plan) -> Plan:
    """The plan with what the pages' own checks have to say, as the page editor would when somebody saves."""
    builder = PageBuilder.load()
    items, problems = [], []
    for item in plan.items:
        found = []
        if item.fate in (Fate.CREATED, Fate.UPDATED):
            page = builder.build(item)
            try:
                _ask(page)
            except ValidationError as error:
                found = _told(error, item)
        problems += found
        items.append(replace(item, fate=Fate.REJECTED) if found else item)
    return replace(plan, items=tuple(items), problems=tuple(problems)) if problems else plan


def _ask(page: MunicipalityPage) -> None:
    """Raise ``ValidationError`` where the page's own rules refuse it; Wagtail asks them only of what goes public."""
    page.clean()
    for step in page.commitments.all():
        step.clean()


def _told(error: ValidationError, item: Item) -> list[Problem]:
    by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    labels = column_labels()
    problems = []
    for name, messages in by_field.items():
        column = Column(name) if name in set(Column) else None
        value = str(getattr(item.after, name, "")) if column else item.name
        problems.append(
            Problem(item.lines[0], labels.get(column, "") if column else "", value[:200], " ".join(messages))
        )
    return problems


def apply_file(
    content: bytes,
    user: Any = None,
    *,
    publish: bool = False,
    fingerprint: str = "",
    progress: Progress | None = None,
) -> Outcome:
    """Import the file: all of it in one transaction.

    Args:
        content: the file.
        user: who does it, for the history of the pages; their rights decide what is refused.
        publish: publish new profiles and those that are public and have no other draft; else all stay drafts.
        fingerprint: that of the plan which was shown; empty: whatever the plan is now.
        progress: told of each profile.

    Raises:
        UnreadableFileError: it is no table.
        ImportRefusedError: it has problems, the portal has changed since it was shown, or a page refuses its values.
    """
    table = read_table(content)
    index = source_index()
    if index is None:
        raise ImportRefusedError(_("There is no list of municipalities to make profiles below."))
    with transaction.atomic():
        # Imports wait for each other, so that what the second one plans with is what the first one left.
        MunicipalityIndexPage.objects.select_for_update().get(pk=index.pk)
        plan = make_plan(table, load_context(user))
        if plan.problems:
            raise ImportRefusedError(_("There are problems in the file: nothing has been imported."))
        if fingerprint and fingerprint != plan.fingerprint:
            raise ImportRefusedError(
                _("The portal has changed since you saw this report: nothing has been imported. Look at it again.")
            )
        published = _write(plan.work, index, user, publish, progress)
    counts = plan.counts
    return Outcome(plan, counts[Fate.CREATED], counts[Fate.UPDATED], published)


def _write(
    work: tuple[Item, ...], index: MunicipalityIndexPage, user: Any, publish: bool, progress: Progress | None
) -> int:
    """Save the profiles; how many were published."""
    builder = PageBuilder.load()
    published = 0
    for number, item in enumerate(work, start=1):
        if progress:
            progress(number, len(work), item.name)
        page = builder.build(item)
        try:
            _ask(page)
            if item.before is None:
                published += _create(page, index, user, publish=publish)
            else:
                published += _update(page, user, publish=publish and item.before.live and not item.before.draft)
        except ValidationError as error:
            problems = "; ".join(problem.message for problem in _told(error, item))
            raise ImportRefusedError(
                _("%(name)s cannot be saved: %(problems)s Nothing has been imported.")
                % {"name": item.name, "problems": problems}
            ) from error
    return published


def _create(page: MunicipalityPage, index: MunicipalityIndexPage, user: Any, *, publish: bool) -> bool:
    page.live, page.owner = False, user
    # Three saves of a new page would write the index of references three times, each time after reading it anew.
    with disable_reference_index_auto_update():
        index.add_child(instance=page)
        log(instance=page, action="wagtail.create", user=user, content_changed=True)
        revision = page.save_revision(user=user, log_action=False, clean=False)
        if publish:
            revision.publish(user=user)
    ReferenceIndex.create_or_update_for_object(page)
    return publish


def _update(page: MunicipalityPage, user: Any, *, publish: bool) -> bool:
    if not page.live:
        # Nobody sees it yet, and lists of drafts in the admin show what the row says.
        # A draft may be incomplete, as one from the joining page is; what holds for drafts has been asked.
        page.save(clean=False)
    revision = page.save_revision(user=user, log_action=True, clean=page.live)
    if publish:
        revision.publish(user=user)
    return publish
