"""Reading the template context."""

from collections.abc import Mapping
from typing import Any

from django.template import Context
from django.utils.translation import get_language


def language_of(context: Mapping[str, Any] | Context) -> str:
    """The language of the page being made: its locale's, else the active one."""
    locale = getattr(context.get("page"), "locale", None)
    return str(locale.language_code) if locale else str(get_language() or "nl")[:2]
