"""Tags for what every page needs: languages, menus, breadcrumbs, addresses, settings."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.utils.translation import get_language_info
from wagtail.models import Page

from portal.cache import is_staff_request
from portal.context import language_of
from portal.dates import long_date as long_date_of
from portal.models import CampaignSettings
from portal.snapshot import remembered
from portal.translated_pages import address_of
from portal.translation.passages import passages_of
from portal.tree import Tree

register = template.Library()


@register.filter(expects_localtime=True)
def long_date(day: date | None) -> str:
    """A whole date in words, see `portal.dates`; empty when there is none."""
    return long_date_of(day) if day else ""


@register.filter
def first_words(text: str, count: int) -> str:
    """At most ``count`` words and then “…”; unlike ``truncatewords`` it keeps no-break spaces, which French needs."""
    words = re.split(r"[ \t\r\n]+", text.strip())
    return " ".join(words) if len(words) <= count else f"{' '.join(words[:count])}\N{NO-BREAK SPACE}…"


def _page(context: Context) -> Page | None:
    page = context.get("page")
    return page if isinstance(page, Page) and page.pk else None


def _translations(context: Context) -> dict[str, Page]:
    """Live translations of the page by language."""
    page = _page(context)
    if page is None:
        return {}
    return _tree(context).translations(page)


def _tree(context: Context) -> Tree:
    return Tree.load(context.get("request"))


def _home_pages(context: Context) -> dict[str, Page]:
    return _tree(context).homes


def sub_path(context: Context) -> str:
    """What the address has behind the page's own: the code of a municipality, a year."""
    page, request = _page(context), context.get("request")
    if page is None or request is None:
        return ""
    own, path = _tree(context).url(page, request), str(request.path)
    rest = path[len(own) :].strip("/") if own and path.startswith(own) else ""
    # Slashes too many lead to the same page.
    return f"{rest}/" if rest else ""


def _given_addresses(context: Context) -> dict[str, str]:
    """Paths by language that a view gave as ``translated_addresses``, because the tree does not know them."""
    return dict(context.get("translated_addresses") or {})


def _absolute(path: str) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[dict[str, Any]]:
    """Every language with the address of this page in it, or of its home page where this page is not translated."""
    here = language_of(context)
    translations, given = _translations(context), _given_addresses(context)
    request, tree = context.get("request"), _tree(context)
    links = []
    for code, home in tree.homes.items():
        translated = translations.get(code)
        url = tree.url(translated, request) + sub_path(context) if translated else tree.url(home, request)
        url = given.get(code, tree.url(home, request)) if given else url
        links.append(
            {
                "code": code,
                "name": get_language_info(code)["name_local"],
                "url": url,
                "current": code == here,
                "translated": code in given if given else translated is not None,
            }
        )
    return links


@register.simple_tag(takes_context=True)
def alternates(context: Context) -> list[dict[str, str]]:
    """The ``hreflang`` links of a page: every live translation; the language choice as ``x-default`` of the homes."""
    if context.get("canonical_query"):
        # Further pages of a list hold other items in every language: none is a translation of another.
        return []
    if given := _given_addresses(context):
        links = [{"hreflang": code, "url": _absolute(path)} for code, path in given.items()]
        source_path = "" if "x-default" in given else given.get(settings.LANGUAGE_CODE)
        return [*links, {"hreflang": "x-default", "url": _absolute(source_path)}] if source_path else links
    translations = _translations(context)
    if len(translations) < 2:
        return []
    tail, tree = sub_path(context), _tree(context)
    links = [{"hreflang": code, "url": f"{tree.full_url(page)}{tail}"} for code, page in translations.items()]
    page = _page(context)
    homes = {home.pk for home in tree.homes.values()}
    source = translations.get(settings.LANGUAGE_CODE)
    if page is not None and page.pk in homes:
        links.append({"hreflang": "x-default", "url": f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}/"})
    elif source is not None:
        links.append({"hreflang": "x-default", "url": f"{tree.full_url(source)}{tail}"})
    return links


@register.simple_tag(takes_context=True)
def canonical_url(context: Context) -> str:
    """The one address search engines should keep: without filters, but with the number of a list's further page.

    A view says that number as ``canonical_query``; the choice of a language, which has none, as ``canonical_path``.
    """
    if path := context.get("canonical_path"):
        return _absolute(path)
    query = f"?{context['canonical_query']}" if context.get("canonical_query") else ""
    if here := _given_addresses(context).get(language_of(context)):
        return f"{_absolute(here)}{query}"
    page = _page(context)
    own = _tree(context).full_url(page) if page else ""
    return f"{own}{sub_path(context)}{query}" if own else ""


def _menu(context: Context, shown: bool) -> list[dict[str, Any]]:
    """The children of this language's home page in tree order, marked where the reader is."""
    request = context.get("request")
    language = language_of(context)
    home = _home_pages(context).get(language)
    items = remembered(f"menu {language}", lambda: _menu_items(home, request), request)
    path = request.path if request is not None else ""
    return [{**item, "current": path.startswith(item["url"])} for item in items if item["shown"] == shown]


def _menu_items(home: Page | None, request: HttpRequest | None) -> list[dict[str, Any]]:
    if home is None:
        return []
    tree = Tree.load(request)
    return [
        {
            "title": page.menu_title or page.title,
            "lang": passages_of(page, request).lang_of("menu_title" if page.menu_title else "title"),
            "url": tree.url(page, request),
            "shown": page.show_in_menus,
        }
        for page in tree.children(home)
    ]


@register.simple_tag(takes_context=True)
def main_menu(context: Context) -> list[dict[str, Any]]:
    """The pages under home that editors show in menus."""
    return _menu(context, shown=True)


@register.simple_tag(takes_context=True)
def footer_menu(context: Context) -> list[dict[str, Any]]:
    """The other pages under home: privacy, accessibility, sources."""
    return _menu(context, shown=False)


@register.simple_tag(takes_context=True)
def menu_place(context: Context) -> str:
    """Which entries of menu and footer lead to where the reader is: beside the language all that these depend on."""
    request = context.get("request")
    path = request.path if request is not None else ""
    search = address_of("search", language_of(context))
    entries = [item["url"] for item in [*main_menu(context), *footer_menu(context)] if item["current"]]
    return " ".join([*entries, *([search] if path == search else [])])


@register.simple_tag(takes_context=True)
def breadcrumbs(context: Context) -> list[dict[str, str]]:
    """The pages from home down to the parent of this one; for a page behind a page's address, down to that page."""
    page, request = _page(context), context.get("request")
    if page is None:
        home = _home_pages(context).get(language_of(context)) if _given_addresses(context) else None
        return [{"title": home.title, "url": _tree(context).url(home, request)}] if home else []
    tree = _tree(context)
    return [
        {
            "title": ancestor.title,
            "lang": passages_of(ancestor, request).lang_of("title"),
            "url": tree.url(ancestor, request),
        }
        for ancestor in tree.ancestors(page, inclusive=bool(sub_path(context)))
    ]


@register.simple_tag(takes_context=True)
def campaign(context: Context) -> CampaignSettings | None:
    """The campaign's names and addresses."""
    return CampaignSettings.from_memory(context.get("request"))


@register.simple_tag(takes_context=True)
def home_url(context: Context) -> str:
    """The home page of this language, else the language choice."""
    home = _home_pages(context).get(language_of(context))
    return (_tree(context).url(home, context.get("request")) if home else "/") or "/"


@register.simple_tag(takes_context=True)
def is_staff(context: Context) -> bool:
    """Whether somebody may be logged in; asked without touching the session, which would add ``Vary: Cookie``."""
    request = context.get("request")
    return isinstance(request, HttpRequest) and is_staff_request(request)
