"""Tags for what every page needs: languages, menus, breadcrumbs, addresses, settings."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.urls import NoReverseMatch
from django.utils.translation import get_language_info
from wagtail.models import Page, Site

from portal.cache import is_staff_request
from portal.context import language_of
from portal.dates import long_date as long_date_of
from portal.languages import home_pages, live_translations
from portal.models import CampaignSettings
from portal.snapshot import remembered
from portal.translation.passages import passages_of

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
    key = f"translations {page.translation_key}"
    return remembered(key, lambda: live_translations(page), context.get("request"))


def _home_pages(context: Context) -> dict[str, Page]:
    return remembered("home pages", home_pages, context.get("request"))


def _sub_path(context: Context) -> str:
    """What the address has behind the page's own: the code of a municipality, a page number."""
    page, request = _page(context), context.get("request")
    if page is None or request is None:
        return ""
    own, path = page.get_url(request) or "", str(request.path)
    return path[len(own) :] if own and path.startswith(own) else ""


def _given_addresses(context: Context) -> dict[str, str]:
    """Paths by language that a view gave as ``translated_addresses``, because the tree does not know them."""
    return dict(context.get("translated_addresses") or {})


def _absolute(path: str) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[dict[str, Any]]:
    """Every language with the address of this page in it, or of its home page where this page is not translated."""
    here = language_of(context)
    translations, homes, given = _translations(context), _home_pages(context), _given_addresses(context)
    request = context.get("request")
    links = []
    for code, home in homes.items():
        translated = translations.get(code)
        url = translated.get_url(request) + _sub_path(context) if translated else home.get_url(request)
        url = given.get(code, home.get_url(request)) if given else url
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
    tail = _sub_path(context)
    links = [{"hreflang": code, "url": f"{page.full_url}{tail}"} for code, page in translations.items()]
    page = _page(context)
    homes = {home.pk for home in _home_pages(context).values()}
    source = translations.get(settings.LANGUAGE_CODE)
    if page is not None and page.pk in homes:
        links.append({"hreflang": "x-default", "url": f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}/"})
    elif source is not None:
        links.append({"hreflang": "x-default", "url": f"{source.full_url}{tail}"})
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
    return f"{page.full_url}{_sub_path(context)}{query}" if page and page.full_url else ""


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
    pages = Page.objects.child_of(home).live().order_by("path").specific()
    return [
        {
            "title": getattr(page, "menu_title", "") or page.title,
            "lang": passages_of(page, request).lang_of("menu_title" if getattr(page, "menu_title", "") else "title"),
            "url": page.get_url(request) or "",
            "shown": page.show_in_menus,
        }
        for page in pages
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
def breadcrumbs(context: Context) -> list[dict[str, str]]:
    """The pages from home down to the parent of this one; for a page behind a page's address, down to that page."""
    page, request = _page(context), context.get("request")
    if page is None:
        home = _home_pages(context).get(language_of(context)) if _given_addresses(context) else None
        return [{"title": home.title, "url": home.get_url(request) or ""}] if home else []
    inclusive = bool(_sub_path(context))

    def find() -> list[dict[str, str]]:
        ancestors = page.get_ancestors(inclusive=inclusive).filter(depth__gt=1).select_related("locale")
        return [
            {
                "title": ancestor.title,
                "lang": passages_of(ancestor, request).lang_of("title"),
                "url": ancestor.get_url(request) or "",
            }
            for ancestor in ancestors
        ]

    return remembered(f"breadcrumbs {page.pk} {inclusive}", find, request)


@register.simple_tag(takes_context=True)
def campaign(context: Context) -> CampaignSettings | None:
    """The campaign's names and addresses."""
    request = context.get("request")
    return remembered("campaign", lambda: _campaign(request), request)


def _campaign(request: HttpRequest | None) -> CampaignSettings | None:
    site = Site.find_for_request(request) if request is not None else None
    return CampaignSettings.for_site(site) if site else None


@register.simple_tag(takes_context=True)
def home_url(context: Context) -> str:
    """The home page of this language, else the language choice."""
    home = _home_pages(context).get(language_of(context))
    try:
        return (home.get_url(context.get("request")) if home else "/") or "/"
    except NoReverseMatch:
        return "/"


@register.simple_tag(takes_context=True)
def is_staff(context: Context) -> bool:
    """Whether somebody may be logged in; asked without touching the session, which would add ``Vary: Cookie``."""
    request = context.get("request")
    return isinstance(request, HttpRequest) and is_staff_request(request)
