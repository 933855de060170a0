"""Links that hand a page on: plain addresses of the networks' own share pages, nothing of theirs is loaded. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class ShareLink:
    """Where to share: the name that readers know, the address, the sign of our icon sprite."""

    name: str
    url: str
    icon: str


def share_links(url: str, text: str) -> tuple[ShareLink, ...]:
    """Share ``url`` with a short ``text``: by e-mail, and on three networks."""
    both = quote(f"{text} {url}", safe="")
    return (
        ShareLink("E-mail", f"mailto:?subject={quote(text, safe='')}&body={quote(url, safe='')}", "letter"),
        ShareLink("WhatsApp", f"https://wa.me/?text={both}", "external"),
        ShareLink("Mastodon", f"https://share.joinmastodon.org/#text={both}", "external"),
        ShareLink("Bluesky", f"https://bsky.app/intent/compose?text={both}", "external"),
    )
