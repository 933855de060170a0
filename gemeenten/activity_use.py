"""An activity that profiles, activity pages or initiatives name is not deleted; the reason says where it is used."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import ReferenceIndex

from gemeenten.models import Activity

#: How many places a refusal names; the page that one is led to lists them all.
_NAMED = 8
#: Wagtail's list of everything that names one activity.
USAGE = "wagtailsnippets_gemeenten_activity:usage"


def places_of(activity: Activity) -> list[str]:
    """What names an activity: titles of pages with their language, in order.

    Wagtail itself keeps tags and activity pages safe. An initiative would lose its activity without a word.
    """
    places = [source for source, _references in ReferenceIndex.get_references_to(activity).group_by_source_object()]
    return sorted({f"{place} ({place.locale.language_code})" for place in places})


def guard_deletion(request: HttpRequest, instances: Iterable[Any]) -> HttpResponse | None:
    """Say where activities are used and show it; ``None`` where nothing stands in the way."""
    answer: HttpResponse | None = None
    for activity in instances:
        places = places_of(activity) if isinstance(activity, Activity) else []
        if not places:
            continue
        named = ", ".join(places[:_NAMED]) + (" …" if len(places) > _NAMED else "")
        text = _("“%(name)s” cannot be deleted: it is used by %(places)s. Take it off there first.")
        messages.error(request, text % {"name": activity.name, "places": named})
        answer = answer or redirect(USAGE, activity.pk)
    return answer
