"""What the privacy and accessibility pages promise, held against the software."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from portal.visits import Page, count_visits

PAGES = {
    "nl": {"privacy": "/nl/privacy/", "accessibility": "/nl/toegankelijkheid/"},
    "fr": {"privacy": "/fr/vie-privee/", "accessibility": "/fr/accessibilite/"},
}
EVERY = [path for pages in PAGES.values() for path in pages.values()]


@pytest.mark.parametrize("path", EVERY)
def test_statement_is_linked_from_everywhere_and_names_a_contact(site: Client, path: str) -> None:
    home = site.get(f"/{path.split('/')[1]}/").content.decode()
    page = site.get(path).content.decode()

    assert f'href="{path}"' in home
    assert 'href="mailto:' in page


@pytest.mark.parametrize(
    ("path", "texts"),
    [
        (
            PAGES["nl"]["accessibility"],
            ["gedeeltelijk", "EN 301 549", "2018/1523", "november 2026", "schermlezer", "www.unia.be"],
        ),
        (
            PAGES["fr"]["accessibility"],
            ["partiellement", "EN 301 549", "2018/1523", "novembre 2026", "lecteur d’écran", "www.unia.be"],
        ),
    ],
)
def test_accessibility_statement_has_what_the_european_model_asks(site: Client, path: str, texts: list[str]) -> None:
    page = site.get(path).content.decode()

    assert [text for text in texts if text not in page] == []
    assert len(re.findall(r"<h2\b", page)) >= 4


def test_form_leaves_only_an_unreadable_print_for_ten_minutes(site: Client, settings: Any) -> None:
    cache.clear()
    settings.PORTAL_LETTERS_A_MINUTE = settings.PORTAL_BUNDLES_IN_TEN_MINUTES = 100
    words = {"gemeente": "44021", "language": "nl", "sender_name": "Jonna Onvindbaar", "own_words": "Geheime woorden."}

    answers = [
        site.post("/nl/brief/", {**words, "format": "txt"}, REMOTE_ADDR="192.0.2.77"),
        site.post("/nl/brief/", {"bundle": "1", "province": "10000", "kind": "pdf"}, REMOTE_ADDR="192.0.2.77"),
    ]
    for answer in answers:
        b"".join(answer)  # type: ignore[arg-type]

    kept = {key: expires for key, expires in cache._expire_info.items() if "burst" in key}  # type: ignore[attr-defined]
    everything = repr(cache._cache) + repr(kept)  # type: ignore[attr-defined]
    assert kept
    assert max(_seconds_left(kept.values())) <= 601
    for secret in ("192.0.2.77", "Onvindbaar", "Geheime"):
        assert secret not in everything


def _seconds_left(moments: Any) -> list[float]:
    return [moment - time.time() for moment in moments]


def test_log_of_the_documentation_names_nobody_and_is_the_one_that_is_counted() -> None:
    text = (Path(settings.BASE_DIR) / "docs" / "statistics.md").read_text(encoding="utf-8")
    form = re.search(r"log_format visits '([^']+)'", text)
    example = re.search(r"A line is `([^`]+)`", text)
    assert form is not None
    assert example is not None

    variables = set(re.findall(r"\$\w+", form[1]))
    assert variables == {"$day", "$request_method", "$status", "$uri"}
    values = {"$day": "2026-11-24", "$request_method": "GET", "$status": "200", "$uri": "/nl/gemeenten/gent/"}
    line = re.sub(r"\$\w+", lambda name: values[name[0]], form[1])
    assert line == example[1]
    assert count_visits([line], {"nl"}).pages == {Page("2026-11-24", "nl", "/nl/gemeenten/gent/"): 1}
