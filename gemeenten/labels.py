"""What the activities are called in a language, loaded once and handed on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from gemeenten.models.activity import Activity, ActivityPage
from portal.snapshot import remembered


@dataclass(frozen=True, slots=True)
class ActivityLabel:
    """An activity as a reader meets it.

    ``lang`` is empty when the label is in the reader's language, else the code of the language it is in.
    """

    pk: int
    slug: str
    label: str
    icon: str
    introduction: str = ""
    url: str = ""
    lang: str = ""


def load_labels(language: str, request: HttpRequest | None = None) -> dict[int, ActivityLabel]:
    """All activities by primary key, in the curators' order, labelled in ``language``; two queries.

    A label comes from the live activity page of that language, else of the source language (and says so), else from
    the tag itself.
    """
    pages: dict[int, ActivityPage] = {}
    codes = {language, settings.LANGUAGE_CODE}
    for page in ActivityPage.objects.live().filter(locale__language_code__in=codes).select_related("locale"):
        if page.activity_id not in pages or page.locale.language_code == language:
            pages[page.activity_id] = page
    return {
        activity.pk: _label(activity, pages.get(activity.pk), language, request) for activity in Activity.objects.all()
    }


def _label(activity: Activity, page: ActivityPage | None, language: str, request: HttpRequest | None) -> ActivityLabel:
    if page is None:
        lang = "" if language == settings.LANGUAGE_CODE else settings.LANGUAGE_CODE
        return ActivityLabel(activity.pk, activity.slug, activity.name, activity.icon, lang=lang)
    code = page.locale.language_code
    return ActivityLabel(
        pk=activity.pk,
        slug=activity.slug,
        label=page.title,
        icon=activity.icon,
        introduction=page.introduction,
        url=page.get_url(request) or "",
        lang="" if code == language else code,
    )


def labels_for(request: HttpRequest | None, language: str) -> dict[int, ActivityLabel]:
    """The labels in ``language``, kept until something is published."""
    return remembered(f"activity labels {language}", lambda: load_labels(language, request), request)


def pick(labels: dict[int, ActivityLabel], keys: Iterable[int]) -> tuple[ActivityLabel, ...]:
    """The labels of ``keys`` in the curators' order."""
    wanted = set(keys)
    return tuple(label for key, label in labels.items() if key in wanted)
