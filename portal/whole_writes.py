"""What staff save or publish is written whole or not at all, even when the machine dies in the middle.

Wagtail publishes in several transactions: the page, then its history, then what hangs on the signals: our stamp, by
which every process learns that pages have changed, and the drafts for the translators. A process that dies in between
would leave a page public that no other process shows. One transaction around the view closes that gap, as Django's
``ATOMIC_REQUESTS`` would, but only where pages are written: reading must not wait for SQLite's one writer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

#: Where pages are saved, published, moved and deleted, one or many.
WRITTEN_WHOLE = ("/admin/pages/", "/admin/bulk/", "/admin/workflows/")
#: Fetched with every pause in typing; they keep nothing.
_NOT_WRITTEN = ("/preview/", "/checks/")


class WholeWrites:
    """Calls such a view inside one transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]
    ) -> Any:
        """Answer by the view itself where something is written; the protection against forged forms has looked."""
        if request.method != "POST" or not request.path.startswith(WRITTEN_WHOLE):
            return None
        if request.path.endswith(_NOT_WRITTEN):
            return None
        with transaction.atomic():
            return view(request, *args, **kwargs)
