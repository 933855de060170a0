"""The site behind its page cache: nobody sees an old page after a publication, nobody sees another one's page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.db.models.signals import post_save
from django.test import RequestFactory
from wagtail.models import Page

from gemeenten.letter_count import count_letter
from gemeenten.models import MunicipalityPage
from news.models import NewsPage
from portal.page_cache.application import PageCache
from portal.page_cache.setup import with_page_cache
from portal.snapshot import renew_stamp
from portal.stamp import ContentStamp
from tests.every_kind import KINDS
from tests.factories import make_profile

Get = Callable[..., tuple[int, dict[str, str], str]]
#: The form for joining carries a token of its own for each visitor; the choice of language, and former codes, lead on.
NEVER = ("/nl/sluit-aan/", "/fr/rejoindre/", "/nl/gemeenten/11007/", "/fr/communes/11007/")
ADDRESSES = [
    kind.address
    for kind in KINDS
    if not kind.button and kind.status == 200 and kind.address not in NEVER and kind.address != "/"
]
FILES = ["/open-data/gemeenten.csv", "/open-data/gemeenten.json", "/sitemap.xml", "/finder/nl.json"]


@pytest.fixture
def get(db: None, settings: Any) -> Any:
    """Fetch an address through the cache: status, headers, text."""
    settings.PORTAL_PAGE_CACHE_MEGABYTES, settings.PORTAL_PAGE_CACHE_CHECK_SECONDS = 64, 0
    application = with_page_cache(get_wsgi_application())
    # As Django's own test client does: the connection holds the test's transaction.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    assert isinstance(application, PageCache)

    def fetch(address: str, **headers: str) -> tuple[int, dict[str, str], str]:
        environ = RequestFactory(SERVER_NAME="localhost").get(address, **headers).environ
        environ["HTTP_HOST"] = "localhost"
        said: list[Any] = []
        response = application(environ, lambda status, pairs, *_rest: said.extend([status, dict(pairs)]))
        body = b"".join(response)
        if hasattr(response, "close"):
            response.close()
        return int(said[0].split()[0]), said[1], body.decode()

    yield fetch
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)
    post_save.disconnect(sender=ContentStamp, dispatch_uid="page cache looks again")


@pytest.mark.parametrize("address", sorted(set(ADDRESSES)))
def test_page_from_memory_is_the_page_that_is_made(get: Get, address: str) -> None:
    _status, first, made = get(address)
    _status, second, kept = get(address)

    assert kept == made
    assert second["X-Page-Cache"] == "hit"
    for name in ("Content-Security-Policy", "Cache-Control", "Content-Type", "X-Content-Type-Options"):
        assert second[name] == first[name]


@pytest.mark.parametrize("address", NEVER)
def test_these_are_made_for_each_visitor(get: Get, address: str) -> None:
    for _time in range(2):
        assert "X-Page-Cache" not in get(address)[1]


def test_no_query_is_asked_for_a_kept_page_but_for_the_stamp(get: Get, django_assert_num_queries: Any) -> None:
    get("/nl/gemeenten/")

    with django_assert_num_queries(1):
        get("/nl/gemeenten/")


def all_that_is_shown(get: Get) -> dict[str, str]:
    return {address: get(address)[2] for address in [*ADDRESSES, *FILES]}


def test_new_profile_is_everywhere_at_once_and_nothing_old_is_left(get: Get) -> None:
    before = all_that_is_shown(get)

    make_profile("11001", title="Aartselaar")

    after = all_that_is_shown(get)
    changed = {address for address in before if before[address] != after[address]}
    assert {"/nl/", "/fr/", "/nl/gemeenten/", "/fr/communes/", "/open-data/gemeenten.csv"} <= changed
    fresh = with_nothing_kept(get)
    assert {address for address in after if after[address] != fresh[address]} == set()


def test_changed_profile_is_new_in_both_languages(get: Get) -> None:
    page = MunicipalityPage.objects.get(slug="gent", locale__language_code="nl")
    address = "/nl/gemeenten/gent/"
    assert "Iets heel nieuws" not in get(address)[2]

    page.introduction = "Iets heel nieuws."
    page.save_revision().publish()

    assert "Iets heel nieuws" in get(address)[2]


def test_news_is_on_the_home_page_and_in_the_feed_at_once(get: Get) -> None:
    item = NewsPage.objects.live().filter(locale__language_code="nl").first()
    assert item is not None
    get("/nl/")
    get("/nl/nieuws/feed/")

    item.title = "Nooit gezien nieuws"
    item.save_revision().publish()

    assert "Nooit gezien nieuws" in get("/nl/")[2]
    assert "Nooit gezien nieuws" in get("/nl/nieuws/feed/")[2]


def test_page_that_was_taken_down_is_gone_at_once(get: Get) -> None:
    assert get("/nl/gemeenten/gent/")[0] == 200

    Page.objects.get(slug="gent", locale__language_code="nl").unpublish()

    assert get("/nl/gemeenten/gent/")[0] != 200


def test_drafts_and_counts_of_letters_throw_nothing_out(get: Get) -> None:
    get("/nl/gemeenten/")
    page = MunicipalityPage.objects.get(slug="gent", locale__language_code="nl")
    page.save_revision()
    count_letter("44021", date(2026, 11, 24))

    assert get("/nl/gemeenten/")[1]["X-Page-Cache"] == "hit"


def test_staff_get_their_own_page_and_leave_none_behind(get: Get) -> None:
    cookie = f"{settings.SESSION_COOKIE_NAME}=abc"

    for _time in range(2):
        _status, headers, _text = get("/nl/", HTTP_COOKIE=cookie)
        assert "X-Page-Cache" not in headers
        assert "private" in headers["Cache-Control"]
    assert get("/nl/")[1]["X-Page-Cache"] == "miss"


def test_forged_hosts_are_refused_and_not_kept(get: Get) -> None:
    assert get("/nl/")[0] == 200

    assert "evil.example" not in get("/nl/", HTTP_X_FORWARDED_HOST="evil.example")[2]


def with_nothing_kept(get: Get) -> dict[str, str]:
    """The same pages made anew, since something changed that nobody sees."""
    renew_stamp()
    return all_that_is_shown(get)
