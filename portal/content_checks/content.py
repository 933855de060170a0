"""What the checks read of a page, as plain values: they know nothing of Wagtail."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Place:
    """Where something stands: for people ("Content, Text 2") and for the editor's form (``body.<id>.text``)."""

    label: str
    path: str


@dataclass(frozen=True)
class Link:
    """A link or button with the words a visitor clicks on."""

    text: str
    place: Place


@dataclass(frozen=True)
class Picture:
    """A picture with the text that stands for it; a decorative one has none on purpose.

    ``alternative`` is ``None`` as long as the text is the library's, which is looked up by ``image``, its key.
    """

    alternative: str | None
    decorative: bool
    place: Place
    image: Any = None


@dataclass(frozen=True)
class Heading:
    """A heading of the level that readers meet it on."""

    level: int
    text: str
    place: Place


@dataclass(frozen=True)
class Paragraph:
    """Running text; ``bold`` when all of it is."""

    text: str
    place: Place
    bold: bool = False


@dataclass
class Content:
    """Everything the checks read of one page, in reading order."""

    language: str
    title: str
    #: The title for search engines, where there is one of its own.
    seo_title: str = ""
    #: The text for search engines, where there is one of its own, and what takes its place elsewhere.
    description: str = ""
    fallback_description: str = ""
    links: list[Link] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    #: The headings of each field: levels begin anew with each.
    headings: list[list[Heading]] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
