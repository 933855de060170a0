"""Videos and posts elsewhere: a link with the name of the site, and nothing loaded from there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from portal.external_media import ExternalMediaBlock, host_of, provider_of

VIDEO = "https://www.youtube.com/watch?v=abc"


def value(url: str, **others: Any) -> Any:
    """A block's value as the form makes it."""
    return ExternalMediaBlock().to_python({"title": "Film", "description": "", "url": url, "image": None, **others})


@pytest.mark.parametrize(
    ("url", "name"),
    [
        (VIDEO, "YouTube"),
        ("https://youtu.be/abc", "YouTube"),
        ("https://m.facebook.com/x", "Facebook"),
        ("https://player.vimeo.com/video/1", "Vimeo"),
        ("https://bsky.app/profile/x", "Bluesky"),
        ("https://open.spotify.com/episode/x", "Spotify"),
        ("https://www.bruzz.be/video/x", "bruzz.be"),
        ("https://notyoutube.com/", "notyoutube.com"),
        ("https://youtube.com.example.org/", "youtube.com.example.org"),
        ("https://WWW.YOUTUBE.COM./x", "YouTube"),
    ],
)
def test_site_is_called_by_its_own_name(url: str, name: str) -> None:
    assert provider_of(url) == name


@pytest.mark.parametrize(
    "url",
    ["http://www.youtube.com/x", "https://name:secret@vimeo.com/1", "https://localhost/x", "ftp://vimeo.com/1"],
)
@pytest.mark.asvs("v5.0.0-1.2.2")
def test_unsafe_address_is_refused_beside_its_field(url: str) -> None:
    with translation.override("nl"), pytest.raises(ValidationError) as error:
        ExternalMediaBlock().clean(value(url))

    assert set(error.value.block_errors) == {"url"}


@pytest.mark.parametrize("url", ["javascript:alert(1)", "youtube", "https://[bad", "data:text/html,x"])
def test_what_is_no_address_is_refused_and_never_becomes_a_link(url: str) -> None:
    block = ExternalMediaBlock()

    with pytest.raises(ValidationError):
        block.clean(value(url))
    assert "<a" not in block.render(value(url), context={})


def test_https_address_is_accepted() -> None:
    assert ExternalMediaBlock().clean(value(VIDEO))["url"] == VIDEO
    assert host_of(VIDEO) == "www.youtube.com"


@pytest.mark.parametrize(
    ("language", "address", "words"),
    [
        ("nl", "/nl/over-ons/", "Bekijk op YouTube (opent daar)"),
        ("fr", "/fr/a-propos/", "Voir sur YouTube (s’ouvre là-bas)"),
    ],
)
@pytest.mark.asvs("v5.0.0-1.3.6")
def test_page_shows_a_link_and_loads_nothing_from_the_other_site(
    site: Client, page_at: Any, language: str, address: str, words: str
) -> None:
    page = page_at(address)
    page.body = [
        {
            "type": "external_media",
            "value": {
                "title": "De film",
                "description": "Twee <b>minuten</b>",
                "url": VIDEO,
                # As the form leaves it.
                "image": {"image": None, "alt_text": None, "decorative": None},
            },
        }
    ]
    page.save_revision().publish()

    html = site.get(address).content.decode()

    assert words in html
    assert "Twee &lt;b&gt;minuten" in html
    assert re.findall(r'(\w+)="[^"]*youtube', html) == ["href"]
    for element in ("<iframe", "<embed", "<object", "<video"):
        assert element not in html
