"""Read the HTML that Wagtail's rich text editor writes into the blocks of a letter.

Only what the editor can write is understood (``p h2 h3 ul ol li b strong i em a br`` and relatives); other elements
count as the text inside them, and scripts and styles as nothing. No markup of any output format ever comes out: text
stays text. Links to pages and documents must be expanded to full addresses by the caller; a link with any other
scheme than ``http(s)``, ``mailto`` or ``tel`` loses its address and keeps its text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from typing import Literal

from gemeenten.letters.blocks import (
    Block,
    BulletList,
    Heading,
    ListItem,
    NumberedList,
    Paragraph,
    Run,
    Runs,
)
from gemeenten.letters.cleaning import without_controls

_HEADING_LEVELS = {"h1": 2, "h2": 2, "h3": 3, "h4": 3, "h5": 3, "h6": 3}
_PARAGRAPHS = frozenset(("p", "div", "blockquote", "section", "article", "pre", "hr", "table", "tr"))
_BOLD, _ITALIC = frozenset(("b", "strong")), frozenset(("i", "em"))
_NOTHING = frozenset(("script", "style", "template", "head", "title"))
_SAFE_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:)[^\s\x00-\x1f\x7f]+", re.IGNORECASE)
_WHITE = re.compile(r"[ \t\r\n\f]+")


@lru_cache(maxsize=32)
def read_rich_text(html: str) -> tuple[Block, ...]:
    """The blocks of ``html``, empty ones left out. Broken HTML is read as well as it goes; nothing raises.

    The last few are remembered: a site has one wording a language, and nothing of a visitor's ever comes here.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return with_even_headings(reader.blocks)


def tidy(runs: list[Run]) -> Runs:
    """``runs`` with white space collapsed as HTML does, neighbours of one style joined and no space at either end."""
    tidied: list[Run] = []
    for run in runs:
        before = tidied[-1].text if tidied else "\n"
        text = run.text
        if before.endswith((" ", "\n")):
            text = text.lstrip(" ")
        if text.startswith("\n") and tidied:
            tidied[-1] = _restyled(tidied[-1], before.rstrip(" "))
        if not text:
            continue
        if tidied and _style(tidied[-1]) == _style(run):
            tidied[-1] = _restyled(tidied[-1], tidied[-1].text + text)
        else:
            tidied.append(_restyled(run, text))
    while tidied and not tidied[-1].text.rstrip(" \n"):
        tidied.pop()
    if tidied:
        tidied[-1] = _restyled(tidied[-1], tidied[-1].text.rstrip(" \n"))
        tidied[0] = _restyled(tidied[0], tidied[0].text.lstrip(" \n"))
    return tuple(run for run in tidied if run.text)


def with_even_headings(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Headings that skip no level (PDF/UA refuses a letter that goes from its subject to a third level)."""
    level, even = 1, list(blocks)
    for position, block in enumerate(even):
        if isinstance(block, Heading):
            level = min(block.level, level + 1)
            even[position] = Heading(block.runs, level)
    return tuple(even)


def _style(run: Run) -> tuple[bool, bool, str]:
    return run.bold, run.italic, run.href


def _restyled(run: Run, text: str) -> Run:
    return Run(text, run.bold, run.italic, run.href)


@dataclass
class _OpenList:
    kind: Literal["ul", "ol"]
    items: list[ListItem] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    sublists: list[BulletList | NumberedList] = field(default_factory=list)

    def end_item(self) -> None:
        runs = tidy(self.runs)
        if runs or self.sublists:
            self.items.append(ListItem(runs, tuple(self.sublists)))
        self.runs, self.sublists = [], []

    def finished(self) -> BulletList | NumberedList | None:
        self.end_item()
        if not self.items:
            return None
        return (BulletList if self.kind == "ul" else NumberedList)(tuple(self.items))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._runs: list[Run] = []
        self._lists: list[_OpenList] = []
        self._heading = 0
        self._bold = self._italic = self._ignored = 0
        self._hrefs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _NOTHING:
            self._ignored += 1
        elif tag in _BOLD:
            self._bold += 1
        elif tag in _ITALIC:
            self._italic += 1
        elif tag == "a":
            self._hrefs.append(_safe_address(dict(attrs).get("href") or ""))
        elif tag == "br":
            self._add("\n")
        elif tag in ("ul", "ol"):
            if not self._lists:
                self.end_block()
            self._lists.append(_OpenList("ul" if tag == "ul" else "ol"))
        elif tag == "li" and self._lists:
            self._lists[-1].end_item()
        elif tag in _HEADING_LEVELS and not self._lists:
            self.end_block()
            self._heading = _HEADING_LEVELS[tag]
        elif tag in _PARAGRAPHS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in _NOTHING:
            self._ignored = max(0, self._ignored - 1)
        elif tag in _BOLD:
            self._bold = max(0, self._bold - 1)
        elif tag in _ITALIC:
            self._italic = max(0, self._italic - 1)
        elif tag == "a" and self._hrefs:
            self._hrefs.pop()
        elif tag in ("ul", "ol") and self._lists:
            self._end_list()
        elif tag == "li" and self._lists:
            self._lists[-1].end_item()
        elif tag in _HEADING_LEVELS and not self._lists:
            self.end_block()
        elif tag in _PARAGRAPHS:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._ignored:
            self._add(_WHITE.sub(" ", without_controls(data)))

    def end_block(self) -> None:
        """Close whatever is open and put it among the blocks."""
        while self._lists:
            self._end_list()
        runs = tidy(self._runs)
        self._runs = []
        if runs:
            self.blocks.append(Heading(runs, self._heading) if self._heading else Paragraph(runs))
        self._heading = 0

    def _break(self) -> None:
        """A paragraph's edge: in a list item only a new line."""
        if self._lists:
            if self._lists[-1].runs:
                self._add("\n")
        else:
            self.end_block()

    def _add(self, text: str) -> None:
        run = Run(text, self._bold > 0, self._italic > 0, self._hrefs[-1] if self._hrefs else "")
        (self._lists[-1].runs if self._lists else self._runs).append(run)

    def _end_list(self) -> None:
        closed = self._lists.pop().finished()
        if closed is None:
            return
        if self._lists:
            self._lists[-1].sublists.append(closed)
        else:
            self.blocks.append(closed)


def _safe_address(href: str) -> str:
    href = href.strip()
    return href if _SAFE_ADDRESS.fullmatch(href) and without_controls(href) == href else ""
