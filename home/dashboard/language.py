"""In which language somebody new sees the admin.

Without a preference Wagtail follows the browser, which is right for most. Translators are hired for their language: who
joins their group gets it, unless they have chosen another one.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models.signals import m2m_changed
from wagtail.users.models import UserProfile

from portal.roles import TRANSLATORS

#: The language that a group brings with it.
LANGUAGE_OF = {TRANSLATORS: "fr"}


def connect() -> None:
    """Listen to people joining groups."""
    m2m_changed.connect(prefer_language_of_group, get_user_model().groups.through, dispatch_uid="language_of_group")


def prefer_language_of_group(instance: Any, action: str, pk_set: set[int] | None, reverse: bool, **kwargs: Any) -> None:
    """Give who joins a group the language it brings, as far as they have no preference."""
    if action != "post_add" or not pk_set:
        return
    users = get_user_model().objects.filter(pk__in=pk_set) if reverse else [instance]
    names = [instance.name] if reverse else Group.objects.filter(pk__in=pk_set).values_list("name", flat=True)
    language = next((LANGUAGE_OF[name] for name in names if name in LANGUAGE_OF), "")
    if not language:
        return
    for user in users:
        profile = UserProfile.get_for_user(user)
        if not profile.preferred_language:
            profile.preferred_language = language
            profile.save(update_fields=["preferred_language"])
