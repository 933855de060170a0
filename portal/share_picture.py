"""Which picture shared links of a page show, and the addresses of those that we draw ourselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.images.shortcuts import get_rendition_or_not_found
from wagtail.models import Page

from portal.answers import make_answer, send
from portal.images.pictures import SHARED
from portal.share_image import CONTENT_TYPE, HEIGHT, WIDTH, Card, draw
from portal.snapshot import remembered

#: The address holds a fingerprint of what is drawn, so whoever has the picture need never ask again.
_FOREVER = "public, max-age=31536000, immutable"
#: How long the cache keeps a picture (seconds); it is drawn again in less than a tenth of a second.
_KEPT = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class SharePicture:
    """A picture for shared links: its full address, its size in pixels, its alternative text."""

    url: str
    width: int
    height: int
    alt: str


def absolute(path: str) -> str:
    """The full public address of a path of ours."""
    return path if "://" in path else f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"


def campaign_picture() -> SharePicture:
    """The campaign's own, for what is no page of the tree."""
    return SharePicture(absolute(static("portal/img/share.png")), WIDTH, HEIGHT, _("Solidary municipalities"))


def picture_of_page(page: Any, request: HttpRequest | None = None) -> SharePicture:
    """The picture of ``page``: the one chosen for it, else the page's own, else one drawn with its title."""
    image = getattr(page, "image_to_share", None)
    if image is not None:
        return remembered(f"share picture {image.pk} {page.pk}", lambda: _picture_of_image(page, image), request)
    card = page.share_card(request) if page.pk and hasattr(page, "share_card") else None
    return picture_of_card(card, "share_page", pk=page.pk) if card else campaign_picture()


def picture_of_card(card: Card, name: str, **place: Any) -> SharePicture:
    """The picture drawn from ``card`` at the route ``name``."""
    words = [card.title, card.badge, card.place]
    url = absolute(reverse(name, kwargs={**place, "version": card.version}))
    return SharePicture(url, WIDTH, HEIGHT, ", ".join(word for word in words if word))


def _picture_of_image(page: Any, image: Any) -> SharePicture:
    rendition = get_rendition_or_not_found(image, SHARED)
    alt = getattr(page, "image_alt", "") if image == getattr(page, "image", None) else ""
    alt = alt or getattr(image, "description", "") or page.title
    return SharePicture(absolute(rendition.url), rendition.width, rendition.height, alt)


def send_card(
    request: HttpRequest, card: Card, version: str, language: str, address: Callable[[str], str]
) -> HttpResponse:
    """The picture of ``card``; an address with another version, from before a change, leads to the present one."""
    if version != card.version:
        response: HttpResponse = HttpResponseRedirect(address(card.version))
        response["Cache-Control"] = "no-cache"
        return response
    key = f"share-picture-{card.version}"
    data = cache.get(key)
    if data is None:
        data = draw(card)
        cache.set(key, data, _KEPT)
    response = send(request, make_answer(data, CONTENT_TYPE, language))
    response["Cache-Control"] = _FOREVER
    return response


@require_safe
def page_picture(request: HttpRequest, pk: str, version: str = "") -> HttpResponse:
    """The picture of a public page; drafts and private pages have none."""
    found = Page.objects.live().public().filter(pk=int(pk)).select_related("locale").first()
    page = found.specific if found is not None else None
    if page is None or not hasattr(page, "share_card"):
        raise Http404
    card = page.share_card(request)
    return send_card(
        request,
        card,
        version,
        page.locale.language_code,
        lambda present: reverse("share_page", kwargs={"pk": page.pk, "version": present}),
    )
