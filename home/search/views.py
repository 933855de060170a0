"""The page on which visitors search the site."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gemeenten.directory import Directory
from home.search.highlight import words_of
from home.search.results import MAX_QUERY, search
from portal.cache import apply_cache_policy
from portal.translated_pages import addresses_of

PAGE = "search"


@require_safe
def search_page(request: HttpRequest, language: str) -> HttpResponse:
    """The form, and what ``?q=`` finds. Search engines are asked not to keep it."""
    query = " ".join(request.GET.get("q", "").split())
    message = ""
    if len(query) > MAX_QUERY:
        query = query[:MAX_QUERY].rstrip()
        message = _("Your search was very long: we looked for its first %(count)d characters.") % {"count": MAX_QUERY}
    elif query and not words_of(query):
        message = _("There is no word in your search. Type letters or digits, such as “school” or “9000”.")
    context: dict[str, Any] = {
        "translated_addresses": addresses_of(PAGE),
        "noindex": True,
        "query": query,
        "page_query": f"{urlencode({'q': query})}&",
        "message": message,
        "max_query": MAX_QUERY,
        "found": search(query, language, request.GET.get("page"), request),
        "activities": Directory.load(language, request).labels.values(),
    }
    response = apply_cache_policy(request, render(request, "home/search/page.html", context))
    response["X-Robots-Tag"] = "noindex"
    return response
