"""What a new profile starts with, so that nobody faces an empty page."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup, Tag
from django.utils import translation
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from wagtail.signals import init_new_page

from gemeenten.choices import CommitmentKind

_LEVELS = {"h2": 2, "h3": 3, "h4": 4}


def usual_headings(language: str) -> str:
    """The headings of a profile's text, as rich text in ``language``."""
    with translation.override(language):
        headings = (_("What the municipality does"), _("How it began"), _("Who takes part"))
    return str(format_html_join("", "<h2>{}</h2><p></p>", ((heading,) for heading in headings)))


def without_empty_headings(html: str) -> str:
    """Rich text without the headings that nothing was written under, and without empty paragraphs around them."""
    soup = BeautifulSoup(html, "html.parser")
    blocks = [node for node in soup.contents if isinstance(node, Tag)]
    kept: list[Tag] = []
    # From the end: a heading stays when something of a lower level follows it.
    for block in reversed(blocks):
        level = _LEVELS.get(block.name)
        if level is None:
            if block.name == "p" and not block.get_text(strip=True) and not block.find(True):
                block.decompose()
                continue
        else:
            below = _LEVELS.get(kept[-1].name, 9) if kept else 0
            if below <= level:
                block.decompose()
                continue
        kept.append(block)
    return str(soup) if len(kept) < len(blocks) else html


def start_profile(sender: Any, page: Any, parent: Any, **kwargs: Any) -> None:
    """Give a new profile, about to be shown in the editor, its headings and a first step."""
    from gemeenten.models.profile import Commitment, MunicipalityPage

    if not isinstance(page, MunicipalityPage):
        return
    page.body = usual_headings(parent.locale.language_code)
    page.commitments = [Commitment(kind=CommitmentKind.DECIDED)]


def connect() -> None:
    """Listen to Wagtail's editor."""
    init_new_page.connect(start_profile, dispatch_uid="start profile")
