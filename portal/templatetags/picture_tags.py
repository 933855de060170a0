"""``{% picture_of image "card" %}``: an image in the sizes and formats that its place asks for.

``alt`` and ``lang`` replace the image's own text; ``lead`` is for the image at the head of a page, which is loaded at
once, while all others wait until the reader comes near.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from portal.images.pictures import picture
from portal.snapshot import remembered

register = template.Library()


@register.simple_tag(takes_context=True)
def picture_of(
    context: Any, image: Any, shape: str, *, alt: str | None = None, lang: str = "", lead: bool = False, css: str = ""
) -> SafeString:
    """The ``picture`` element with width, height, ``srcset`` and ``sizes``; nothing without an image."""
    if not image:
        return SafeString("")
    attributes: dict[str, Any] = {"fetchpriority": "high"} if lead else {"loading": "lazy"}
    attributes["decoding"] = "async"
    if alt is not None:
        attributes["alt"] = alt
    if lang:
        attributes["lang"] = lang
    if css:
        attributes["class"] = css
    if not lead:
        return SafeString(picture(image, shape, attributes))
    # A list has its versions with its images; the one at the head of a page is remembered until something changes.
    key = f"lead picture {image.pk} {shape} {sorted(attributes.items())}"
    return remembered(key, lambda: SafeString(picture(image, shape, attributes)), context.get("request"))
