"""``{% keep "footer" place %}…{% endkeep %}``: a piece of a page that is the same for all its readers, made once.

Like Django's ``{% cache %}``, but a piece lasts exactly until something is published. It is kept by its name, the
language and whatever else is given: give everything that the piece depends on, and nothing that visitors can make up,
such as an address or a query. Previews show drafts, so they neither take a piece nor leave one; and where something
given is ``None``, the piece is made anew, as ``page_key`` has it for an address with a query.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from portal.context import language_of
from portal.page_cache.application import is_added
from portal.snapshot import kept_text
from portal.templatetags.portal_tags import sub_path
from portal.tree import Tree

register = template.Library()


class KeepNode(Node):
    """Renders its content unless it is known."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList, what: list[FilterExpression]) -> None:
        self.nodelist = nodelist
        self.what = what

    def render(self, context: Context) -> SafeString:
        """The piece from memory, or made now."""
        request = context.get("request")
        # Templates change while one develops, and several sites have each their own addresses.
        if request is None or getattr(request, "is_preview", False) or settings.DEBUG:
            return self.nodelist.render(context)
        if len(Tree.load(request).sites) != 1:
            return self.nodelist.render(context)
        what: list[Any] = [part.resolve(context) for part in self.what]
        if None in what:
            return self.nodelist.render(context)
        key = "|".join(map(str, [get_language(), language_of(context), *what]))
        return SafeString(kept_text(key, lambda: self.nodelist.render(context), request))


@register.simple_tag(takes_context=True)
def page_key(context: Context) -> str | None:
    """What decides how a page of the tree looks that was asked for without a query: itself, and the route behind it."""
    request, page = context.get("request"), context.get("page")
    if page is None or not getattr(page, "pk", None) or request is None or request.method not in ("GET", "HEAD"):
        return None
    if not all(is_added(name) for name in request.GET):
        return None
    return f"{page.pk} {sub_path(context)}"


@register.tag
def keep(parser: Parser, token: Token) -> KeepNode:
    """See the module."""
    words = token.split_contents()[1:]
    if not words:
        raise template.TemplateSyntaxError("keep needs the name of the piece")
    nodelist = parser.parse(("endkeep",))
    parser.delete_first_token()
    return KeepNode(nodelist, [parser.compile_filter(word) for word in words])
