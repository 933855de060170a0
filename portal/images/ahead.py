"""Makes the versions of a page's images when it is published, so that no visitor waits for them.

An image of twelve million pixels takes seconds to read, cut and pack eight times; the editor who publishes waits
instead, once; or nobody does, where a worker makes them (``portal.background``).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django_tasks import task
from wagtail.models import Page
from wagtail.signals import page_published

from portal.background import do_after_commit
from portal.images.page_text import IllustratedPage
from portal.images.pictures import SHARED, picture

logger = logging.getLogger(__name__)


def images_of(page: Any) -> Iterator[tuple[Any, str]]:
    """Each image that a page shows, with the shape it has there."""
    if isinstance(page, IllustratedPage) and getattr(page, "image", None):
        for shape in page.image_shapes:
            yield page.image, shape  # type: ignore[attr-defined]
    for block in getattr(page, "body", None) or ():
        if getattr(block, "block_type", "") == "image" and block.value.get("image"):
            yield block.value["image"], "text"


def make_versions(page: Any) -> None:
    """Make what is missing. An image that cannot be read is no reason to stop: the page shows a gap there."""
    for image, shape in images_of(page):
        _try(image, partial(picture, image, shape, {}))
    shared = getattr(page, "image_to_share", None)
    if shared is not None:
        _try(shared, partial(shared.get_rendition, SHARED))


def _try(image: Any, make: Callable[[], Any]) -> None:
    try:
        make()
    except Exception:
        logger.exception("no versions of image %s", image.pk)


@task()
def make_versions_of(pk: int) -> None:
    """Make what the page with this number lacks; nothing when it is gone by now."""
    page = Page.objects.filter(pk=pk).first()
    if page is not None:
        make_versions(page.specific)


def when_published(instance: Any, **kwargs: Any) -> None:
    """Make the versions once the publication is certain."""
    do_after_commit(make_versions_of, instance.pk)


def connect() -> None:
    """Follow every publication."""
    page_published.connect(when_published, dispatch_uid="make the versions of images")
