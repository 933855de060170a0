"""Whether the steps of a commitment can have followed each other. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from gemeenten.choices import CommitmentKind, Status
from gemeenten.exchange.records import Profile, Step

_BEFORE = {CommitmentKind.ASKED, CommitmentKind.DEBATED}
_AFTER = {CommitmentKind.RENEWED, CommitmentKind.WITHDRAWN}


def surely_before(one: str, other: str) -> bool:
    """Whether a date lies before another, as far as both are known: ``2024`` is not before ``2024-03``."""
    shorter = min(len(one), len(other))
    return one[:shorter] < other[:shorter]


def order_problem(steps: Sequence[Step], fresh: Collection[Step]) -> tuple[Step, str] | None:
    """The first of the ``fresh`` steps that cannot be where its date puts it, and why; ``None`` when all can.

    What was in the portal before is not questioned.
    """
    decisions = [step for step in steps if step.kind == CommitmentKind.DECIDED]
    dated = [step.known for step in decisions if step.known]
    for step in steps:
        if step not in fresh or not step.known:
            continue
        if step.kind in _AFTER and dated and all(surely_before(step.known, known) for known in dated):
            return step, _("This step lies before the decision (%(date)s). Correct one of the two dates.") % {
                "date": min(dated)
            }
    status = Profile("", steps=tuple(steps)).status
    committed = any(step.kind in (CommitmentKind.DECIDED, CommitmentKind.RENEWED) for step in steps)
    withdrawn = any(step.kind == CommitmentKind.WITHDRAWN for step in steps)
    asked = next((step for step in reversed(steps) if step in fresh and step.kind in _BEFORE), None)
    if status == Status.ASKED and committed and not withdrawn and asked:
        return asked, _(
            "This would come after the decision, as if the municipality had not decided. Correct the date, or give the "
            "date of the decision too."
        )
    return None
