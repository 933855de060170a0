"""The parts a letter's body is made of: paragraphs, headings and lists of plain inline runs.

They carry meaning only; the three renderers decide what they look like.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one style; a line feed in ``text`` is a line break. ``href`` is empty or a safe address."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the body. ``level`` is 2 or 3 (the letter's subject is level 1) and never skips one."""

    runs: Runs
    level: int = 2


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item of a list, with the lists nested in it."""

    runs: Runs
    sublists: tuple["BulletList | NumberedList", ...] = ()


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list whose order means nothing."""

    items: tuple[ListItem, ...]


@dataclass(frozen=True, slots=True)
class NumberedList:
    """A list numbered from 1."""

    items: tuple[ListItem, ...]


Block = Paragraph | Heading | BulletList | NumberedList


def plain_text(runs: Iterable[Run]) -> str:
    """The text of ``runs`` without their styles."""
    return "".join(run.text for run in runs)


def is_right_to_left(text: str) -> bool:
    """Whether the first character with a direction runs from right to left (Unicode's rule P2 for a paragraph)."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False
