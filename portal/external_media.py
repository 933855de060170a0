"""A video or post on another site, shown as a link: nothing of that site is loaded until a visitor goes there."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from portal.block_groups import MEDIA

#: What the sites that staff link to are called; others are called by their host.
PROVIDERS = {
    "bsky.app": "Bluesky",
    "facebook.com": "Facebook",
    "fb.watch": "Facebook",
    "instagram.com": "Instagram",
    "linkedin.com": "LinkedIn",
    "mastodon.social": "Mastodon",
    "rtbf.be": "RTBF",
    "soundcloud.com": "SoundCloud",
    "spotify.com": "Spotify",
    "tiktok.com": "TikTok",
    "twitter.com": "X",
    "vimeo.com": "Vimeo",
    "vrt.be": "VRT",
    "x.com": "X",
    "youtu.be": "YouTube",
    "youtube.com": "YouTube",
    "youtube-nocookie.com": "YouTube",
}


def host_of(url: str) -> str:
    """The host in an address, in small letters; empty for what is no address."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def provider_of(url: str) -> str:
    """What the site of an address is called: its name, else its host without ``www``."""
    labels = host_of(url).split(".")
    for start in range(len(labels)):
        if name := PROVIDERS.get(".".join(labels[start:])):
            return name
    return ".".join(labels).removeprefix("www.")


def problem_with(url: str) -> str:
    """Why an address cannot be offered to visitors, in the editor's language; empty when it can."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return gettext("This is not an address.")
    if parts.scheme != "https":
        return gettext("Give an address that begins with https://.")
    if "." not in host_of(url):
        return gettext("This is not an address.")
    if parts.username or parts.password:
        return gettext("The address holds a name or password: take it out.")
    return ""


class ExternalMediaBlock(blocks.StructBlock):
    """A link to a video, podcast or post, with an image of our own if there is one."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    description = blocks.TextBlock(
        label=_("Description"),
        required=False,
        max_length=400,
        help_text=_("What there is to see or hear, for who does not go there."),
    )
    url = blocks.URLBlock(
        label=_("Address"), help_text=_("For example https://www.youtube.com/watch?v=… Visitors go there by a link.")
    )
    image = ImageBlock(
        label=_("Image"), required=False, help_text=_("One of our own: images of the other site are never loaded.")
    )

    class Meta:
        icon = "media"
        label = _("Video or post elsewhere")
        description = _("A link to a video, podcast or post on another site; visitors choose to go there")
        template = "blocks/external_media.html"
        group = MEDIA

        def preview_value(self) -> dict[str, Any]:
            """A video, in the editor's language."""
            return {
                "title": gettext("The campaign in two minutes"),
                "description": gettext("Three mayors tell why they joined."),
                "url": "https://www.youtube.com/",
                "image": None,
            }

    def clean(self, value: Any) -> Any:
        """Refuse addresses that are not safe to offer."""
        cleaned = super().clean(value)
        if problem := problem_with(str(cleaned.get("url") or "")):
            raise blocks.StructBlockValidationError(block_errors={"url": ValidationError(problem)})
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add what the other site is called, and no address that ``clean`` would have refused."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        url = str(value.get("url") or "")
        context["href"] = "" if problem_with(url) else url
        context["provider"] = provider_of(url)
        return context
