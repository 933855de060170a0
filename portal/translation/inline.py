"""A segment's markup as a row of pieces: text, tags and {placeholders}. Pure; shared by XLIFF, checks and machines.

A segment is a fragment of HTML with inline tags only, as wagtail-localize cuts it: links are ``<a id="a1">``, text is
escaped. :func:`canonical` is how wagtail-localize writes such a fragment; pieces put together give exactly that again.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Literal

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning

Kind = Literal["text", "open", "close", "void", "placeholder"]

#: A name in braces that code fills in.
PLACEHOLDER = re.compile(r"\{[A-Za-z][A-Za-z0-9_]*\}")
_PIECE = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>|" + PLACEHOLDER.pattern, re.DOTALL)
_TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_VOID = {"br"}


@dataclass(frozen=True, slots=True)
class Piece:
    """``raw`` is the markup; of text it is what a reader sees, without escapes. ``name`` is the tag or placeholder."""

    kind: Kind
    raw: str
    name: str = ""


def canonical(html: str) -> str:
    """The fragment as wagtail-localize writes it: every tag closed, ``&``, ``<`` and ``>`` escaped, nothing else."""
    with warnings.catch_warnings():
        # A text that looks like an address or a file name is still a text.
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        return str(BeautifulSoup(html, "html.parser"))


def pieces(html: str) -> list[Piece]:
    """The fragment cut up, in canonical form."""
    text = canonical(html)
    found: list[Piece] = []
    position = 0
    for match in _PIECE.finditer(text):
        if match.start() > position:
            found.append(Piece("text", unescape(text[position : match.start()])))
        found.append(_piece(match[0]))
        position = match.end()
    if position < len(text):
        found.append(Piece("text", unescape(text[position:])))
    return found


def join(parts: list[Piece]) -> str:
    """The fragment that the pieces came from."""
    return "".join(escape(part.raw) if part.kind == "text" else part.raw for part in parts)


def visible_text(html: str) -> str:
    """What a reader sees, placeholders included, line breaks as spaces."""
    shown = {"text", "placeholder"}
    return "".join(part.raw if part.kind in shown else " " if part.name == "br" else "" for part in pieces(html))


def is_well_formed(html: str) -> bool:
    """Whether every tag is closed in the right order; browsers would mend it, each in its way."""
    parser = _Nesting()
    parser.feed(html)
    parser.close()
    return not parser.broken and not parser.open


def escape(text: str) -> str:
    """Text as canonical HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(html: str) -> str:
    """Canonical HTML without tags as text."""
    return html.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _piece(raw: str) -> Piece:
    if raw.startswith("{"):
        return Piece("placeholder", raw, raw[1:-1])
    tag = _TAG_NAME.match(raw)
    if tag is None:
        return Piece("void", raw, "comment")
    name = tag[1].lower()
    if raw.startswith("</"):
        return Piece("close", raw, name)
    return Piece("void" if name in _VOID or raw.endswith("/>") else "open", raw, name)


class _Nesting(HTMLParser):
    """Follows the nesting of tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.broken = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.broken = True
