"""How pages show images: which sizes and formats of each are made, and the ``picture`` element that offers them.

A browser takes AVIF (the smallest) or WebP where it can, and of these the width it needs. The last format, in the
``img``, is for old browsers and for saving a copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from wagtail.images import get_image_model
from wagtail.images.models import Picture
from wagtail.images.shortcuts import get_renditions_or_not_found


@dataclass(frozen=True, slots=True)
class Shape:
    """How one kind of place shows images.

    ``widths`` are pixels, ascending; ``ratio`` cuts to width : height around the focal point, without it nothing is
    cut; ``sizes`` tells the browser how wide the place is; ``fallback`` is the format of old browsers, made in the
    first two widths only. ``height`` limits it instead of cutting.
    """

    widths: tuple[int, ...]
    sizes: str
    ratio: tuple[int, int] | None = None
    height: int = 0
    fallback: str = "jpeg"

    def spec(self, width: int, kind: str) -> str:
        """Wagtail's name for the version of that width and format."""
        if self.ratio:
            return f"fill-{width}x{round(width * self.ratio[1] / self.ratio[0])}|format-{kind}"
        if self.height:
            return f"max-{width}x{self.height * width // self.widths[0]}|format-{kind}"
        return f"width-{width}|format-{kind}"

    def specs(self, widths: tuple[int, ...] | None = None) -> list[str]:
        """Every version in these widths, by default in all."""
        chosen = self.widths if widths is None else widths
        made = [self.spec(width, kind) for kind in ("avif", "webp") for width in chosen]
        return [*made, *(self.spec(width, self.fallback) for width in chosen[:2])]

    def widths_for(self, width: int, height: int) -> tuple[int, ...]:
        """The widths worth making from an original of that size: nothing is made larger than it is."""
        widest = width
        if self.ratio:
            widest = min(width, round(height * self.ratio[0] / self.ratio[1]))
        below = [0, *self.widths[:-1]]
        return tuple(own for own, smaller in zip(self.widths, below, strict=True) if smaller < widest)


SHAPES = {
    # The image at the head of a news item.
    "news": Shape((480, 960, 1600), "(min-width: 62rem) 58rem, 94vw", ratio=(16, 9)),
    # The image of a profile, beside which stands the column with the commitment.
    "profile": Shape((480, 960, 1600), "(min-width: 60rem) 48rem, 94vw", ratio=(3, 2)),
    # Among text, whole.
    "text": Shape((480, 960, 1600), "(min-width: 62rem) 58rem, 94vw"),
    # In lists.
    "card": Shape((360, 720), "(min-width: 46rem) 24rem, 94vw", ratio=(3, 2)),
    # Of organisations: whole, and see-through where they are.
    "logo": Shape((200, 400), "12.5rem", height=80, fallback="png"),
}


#: How an image is cut for shared links; social networks read no newer format.
SHARED = "fill-1200x630|format-jpeg"


def prefetch(field: str, shape: str) -> Prefetch[Any]:
    """For ``prefetch_related``: the images in ``field`` with the versions that ``shape`` needs, in two queries."""
    return Prefetch(field, queryset=get_image_model().objects.prefetch_renditions(*SHAPES[shape].specs()))


def picture(image: Any, shape: str, attributes: dict[str, Any]) -> Picture:
    """The ``picture`` element of ``image``; versions that do not exist yet are made."""
    chosen = SHAPES[shape]
    widths = chosen.widths_for(image.width, image.height)
    renditions = get_renditions_or_not_found(image, chosen.specs(widths))
    sizes = chosen.sizes if len(widths) > 1 else None
    return Picture(renditions, {**attributes, "sizes": sizes})
