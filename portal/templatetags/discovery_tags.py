"""Tags for search engines and shared links: title and description in all their places, picture, structured data."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

from portal.context import language_of
from portal.share_picture import SharePicture, absolute, campaign_picture, picture_of_page
from portal.structured_data import as_script, breadcrumb_list
from portal.templatetags.portal_tags import alternates, breadcrumbs, canonical_url

register = template.Library()

#: Search engines show about this many characters of a description.
_DESCRIPTION_LENGTH = 170


def _one_line(text: str) -> str:
    """Line breaks and double spaces gone; no-break spaces stay, which French needs."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


class CaptureNode(Node):
    """Renders its content into a variable."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist = nodelist
        self.name = name

    def render(self, context: Context) -> SafeString:
        """Keep the text, show nothing."""
        context[self.name] = SafeString(_one_line(self.nodelist.render(context)))
        return SafeString("")


@register.tag
def capture(parser: Parser, token: Token) -> CaptureNode:
    """``{% capture as title %}…{% endcapture %}``: a block's text in a variable, since a block can stand only once."""
    words = token.split_contents()
    if len(words) != 3 or words[1] != "as":
        raise template.TemplateSyntaxError("capture needs “as” and the name of a variable")
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return CaptureNode(nodelist, words[2])


@register.filter
def as_description(html: str) -> str:
    """Rendered text as one line of at most 170 characters, cut between sentences or words."""
    text = _one_line(unescape(re.sub(r"<[^>]*>", " ", str(html))))
    if len(text) <= _DESCRIPTION_LENGTH:
        return text
    cut = text[: _DESCRIPTION_LENGTH - 1]
    sentence = max(cut.rfind(". "), cut.rfind("? "), cut.rfind("! "))
    if sentence > _DESCRIPTION_LENGTH // 2:
        return cut[: sentence + 1].rstrip()
    return f"{cut.rsplit(' ', 1)[0].rstrip(',;:–- ')}…"


@register.simple_tag(takes_context=True)
def share_picture(context: Context) -> SharePicture:
    """The picture for shared links: the view's ``share_picture``, else the page's, else the campaign's."""
    given = context.get("share_picture")
    if isinstance(given, SharePicture):
        return given
    page = context.get("page")
    if page is None or not getattr(page, "pk", None):
        return campaign_picture()
    return picture_of_page(page, context.get("request"))


@register.simple_tag(takes_context=True)
def other_locales(context: Context) -> list[str]:
    """The languages of the page's translations as Open Graph names them: ``fr_BE``."""
    own = language_of(context)
    codes = [link["hreflang"] for link in alternates(context)]
    return [f"{code}_BE" for code in codes if code not in (own, "x-default")]


@register.simple_tag(takes_context=True)
def structured_data(context: Context) -> SafeString:
    """The view's ``structured_data`` and the page's place in the site as JSON-LD."""
    things: list[dict[str, Any]] = list(context.get("structured_data") or [])
    here = canonical_url(context)
    title = unescape(str(context.get("page_title") or ""))
    crumbs = [(crumb["title"], absolute(crumb["url"])) for crumb in breadcrumbs(context)]
    if here and title and crumbs and not (context.get("noindex") or context.get("canonical_path")):
        things.append(breadcrumb_list([*crumbs, (title, here)]))
    return as_script(things)
