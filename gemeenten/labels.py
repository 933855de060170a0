"""What the activities are called in a language, loaded once and handed on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from gemeenten.models.activity import Activity
from portal.snapshot import remembered
from portal.tree import Tree


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
    """All activities by primary key, in the curators' order, labelled in ``language``; one query.

    A label comes from the live activity page of that language, else of the source language (and says so), else from
    the tag itself.
    """
    tree = Tree.load(request)
    labels: dict[int, ActivityLabel] = {}
    # An activity comes once for each of its pages, drafts included: the tree knows those that are live.
    for pk, slug, name, icon, page_id, introduction in Activity.objects.order_by(
        *Activity._meta.ordering, "pages__pk"
    ).values_list("pk", "slug", "name", "icon", "pages__pk", "pages__introduction"):
        if pk not in labels:
            lang = "" if language == settings.LANGUAGE_CODE else settings.LANGUAGE_CODE
            labels[pk] = ActivityLabel(pk, slug, name, icon, lang=lang)
        page = tree.by_pk.get(page_id)
        code = page.locale.language_code if page else ""
        if page and (code == language or (code == settings.LANGUAGE_CODE and not labels[pk].url)):
            url = tree.url(page, request)
            labels[pk] = ActivityLabel(pk, slug, page.title, icon, introduction, url, "" if code == language else code)
    return labels


def labels_for(request: HttpRequest | None, language: str) -> dict[int, ActivityLabel]:
    """The labels in ``language``, kept until something is published."""
    return remembered(f"activity labels {language}", lambda: load_labels(language, request), request)


def pick(labels: dict[int, ActivityLabel], keys: Iterable[int]) -> tuple[ActivityLabel, ...]:
    """The labels of ``keys`` in the curators' order."""
    wanted = set(keys)
    return tuple(label for key, label in labels.items() if key in wanted)
