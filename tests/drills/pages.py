"""Which page drills work on."""

from __future__ import annotations

from typing import Any


def victim() -> Any:
    """A Dutch campaign page of the starter site."""
    from home.models import CampaignPage

    return CampaignPage.objects.filter(locale__language_code="nl", live=True).order_by("pk")[0]
