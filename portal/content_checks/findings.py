"""What the checks say."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.content_checks.content import Place
from portal.content_checks.readability import Level, Readability


class Severity(enum.IntEnum):
    """How much a finding matters: the highest first in lists."""

    HINT = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> Promise:
        """What the staff read."""
        return _SEVERITIES[self]


class Kind(enum.Enum):
    """What a finding is about."""

    ALTERNATIVE = "alternative"
    LINK = "link"
    HEADING = "heading"
    SEARCH = "search"
    READING = "reading"

    @property
    def label(self) -> Promise:
        """What the staff read."""
        return _KINDS[self]


_SEVERITIES = {
    Severity.ERROR: _("To mend"),
    Severity.WARNING: _("To improve"),
    Severity.HINT: _("Hint"),
}
_KINDS = {
    Kind.ALTERNATIVE: _("Alternative text"),
    Kind.LINK: _("Link text"),
    Kind.HEADING: _("Headings"),
    Kind.SEARCH: _("Search engines"),
    Kind.READING: _("Reading level"),
}
LEVELS = {Level.EASY: _("easy"), Level.MEDIUM: _("average"), Level.DIFFICULT: _("difficult")}


@dataclass(frozen=True)
class Finding:
    """One thing to look at: what is wrong, what to do, and where; ``quote`` is the text in question."""

    kind: Kind
    severity: Severity
    message: str
    advice: str
    place: Place
    quote: str = ""


@dataclass(frozen=True)
class Result:
    """What the checks say of one page: the worst findings first."""

    findings: list[Finding]
    readability: Readability | None = None
    counts: Counter[Severity] = field(default_factory=Counter)

    @classmethod
    def of(cls, findings: list[Finding], readability: Readability | None) -> Result:
        """Sort and count."""
        ordered = sorted(findings, key=lambda finding: -finding.severity)
        return cls(ordered, readability, Counter(finding.severity for finding in findings))

    @property
    def has_problems(self) -> bool:
        """Whether there is more than hints."""
        return any(severity > Severity.HINT for severity in self.counts)

    @property
    def level_label(self) -> Promise | str:
        """The verdict on the reading level in plain words; empty for a text too short to say."""
        return LEVELS[self.readability.level] if self.readability else ""
