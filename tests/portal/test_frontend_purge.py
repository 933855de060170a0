"""Caches in front forget what a publication changes: a real server notes what it is asked to forget."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction, Site

from gemeenten.models import MunicipalityIndexPage, MunicipalityPage
from news.models import NewsIndexPage
from portal.frontend_purge import changed_with
from portal.settings.elsewhere import caches_in_front
from tests.environment import environment
from tests.serving import answering, free_port


class Cache:
    """A cache that knows no page, and writes down what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.status = 200
        cache = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_PURGE(self) -> None:
                cache.asked.append((self.headers["Host"], self.path))
                self.send_response(cache.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        self.handler = Handler

    @property
    def paths(self) -> list[str]:
        return [path for _host, path in self.asked]


@pytest.fixture
def cache(settings: Any, db: None) -> Iterator[Cache]:
    """The cache in front of the site, as the environment names it."""
    cache = Cache()
    with answering(cache.handler) as address:
        settings.WAGTAILFRONTENDCACHE = caches_in_front(environment(FRONTEND_CACHE_URLS=address))
        yield cache


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Any) -> Callable[[Callable[[], Any]], None]:
    """Do something and let its transaction end."""

    def run(action: Callable[[], Any]) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            action()

    return run


def profile() -> MunicipalityPage:
    """A live Dutch profile that has a French one."""
    keys = MunicipalityPage.objects.live().filter(locale__language_code="fr").values("translation_key")
    return MunicipalityPage.objects.live().filter(locale__language_code="nl", translation_key__in=keys).first()


def path_of(page: Page) -> str:
    return str(page.get_url_parts()[2])


@pytest.mark.usefixtures("cache")
def test_publication_purges_page_lists_feeds_and_open_data_in_every_language(
    cache: Cache, commit: Callable[..., None]
) -> None:
    page = profile()
    commit(lambda: page.save_revision().publish())

    asked = set(cache.paths)
    same = MunicipalityPage.objects.filter(translation_key=page.translation_key)
    lists = MunicipalityIndexPage.objects.live()
    news = NewsIndexPage.objects.live()
    assert {path_of(other) for other in same} <= asked
    assert {path_of(other) for other in [*lists, *news]} <= asked
    assert {f"{path_of(other)}feed/" for other in news} <= asked
    assert any(path.endswith("/wijzigingen/feed/") for path in asked)
    assert any(path.endswith("/changements/feed/") for path in asked)
    assert {"/nl/", "/fr/", "/", "/sitemap.xml"} <= asked
    assert {f"/open-data/gemeenten.{kind}" for kind in ("csv", "json", "geojson")} <= asked
    assert {"/finder/nl.json", "/finder/fr.json", "/embed/nl/map/", "/embed/fr/list/"} <= asked
    assert {"/api/v2/municipalities/", "/open-data/catalog.jsonld"} <= asked


def test_every_address_is_asked_once_with_the_host_of_the_site(cache: Cache, commit: Callable[..., None]) -> None:
    pages = [profile(), MunicipalityPage.objects.live().last()]
    commit(lambda: [page.save_revision().publish() for page in pages])

    assert len(cache.asked) == len(set(cache.asked))
    site = Site.objects.get(is_default_site=True)
    assert {host for host, _path in cache.asked} == {site.root_url.partition("://")[2]}


def test_addresses_of_a_publication_all_exist(db: None) -> None:
    site = Client(HTTP_HOST="localhost")
    root = Site.objects.get(is_default_site=True).root_url

    wrong = [
        (address, status)
        for address in changed_with(profile())
        if (status := site.get(address.removeprefix(root)).status_code) != 200
    ]

    assert wrong == []


def test_nothing_is_purged_before_the_transaction_has_ended(
    cache: Cache, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        profile().save_revision().publish()
        assert cache.asked == []

    assert cache.asked


def test_draft_purges_nothing(cache: Cache, commit: Callable[..., None]) -> None:
    commit(lambda: profile().save_revision())

    assert cache.asked == []


def test_unpublished_page_leaves_with_its_lists(cache: Cache, commit: Callable[..., None]) -> None:
    page = profile()
    address = path_of(page)
    commit(page.unpublish)

    assert address in cache.paths
    assert path_of(page.get_parent()) in cache.paths


def test_deleted_page_leaves(cache: Cache, commit: Callable[..., None]) -> None:
    page = profile()
    address = path_of(page)
    commit(page.delete)

    assert address in cache.paths


def test_page_with_another_address_leaves_its_old_one(cache: Cache, commit: Callable[..., None]) -> None:
    page = profile()
    before = path_of(page)

    def rename() -> None:
        page.slug = "heel-anders"
        page.save_revision().publish()

    commit(rename)

    assert before in cache.paths
    assert any(path.endswith("/heel-anders/") for path in cache.paths)


def test_page_that_is_closed_to_some_is_forgotten_with_what_stands_below(
    cache: Cache, commit: Callable[..., None]
) -> None:
    above = profile().get_parent()
    commit(lambda: PageViewRestriction.objects.create(page=above, restriction_type=PageViewRestriction.LOGIN))

    assert {above.get_url(), path_of(profile())} <= set(cache.paths)


def test_cache_that_does_not_answer_stops_nobody(
    settings: Any, db: None, commit: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    settings.WAGTAILFRONTENDCACHE = caches_in_front(environment(FRONTEND_CACHE_URLS=f"http://127.0.0.1:{free_port()}"))
    page = profile()
    commit(lambda: page.save_revision().publish())

    said = [record.message for record in caplog.records if "does not answer" in record.message]
    assert len(said) == 1


def test_cache_that_refuses_is_written_down(
    cache: Cache, commit: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    cache.status = 403
    commit(lambda: profile().save_revision().publish())

    assert any("refused a purge: 403" in record.message for record in caplog.records)


def test_environment_without_caches_purges_nowhere() -> None:
    assert caches_in_front(environment()) == {}


def test_each_kind_of_cache_is_named_by_the_environment() -> None:
    from wagtail.contrib.frontend_cache.backends import AzureCdnBackend, AzureFrontDoorBackend, CloudflareBackend
    from wagtail.contrib.frontend_cache.utils import get_backends

    from portal.frontend_purge import QuickHTTPBackend

    found = caches_in_front(
        environment(
            FRONTEND_CACHE_URLS="http://one:6081,http://two:6081",
            CLOUDFLARE_ZONE_ID="zone",
            CLOUDFLARE_TOKEN="token",
            AZURE_RESOURCE_GROUP="group",
            AZURE_FRONT_DOOR="door",
            AZURE_CDN_PROFILE="profile",
            AZURE_CDN_ENDPOINT="endpoint",
        )
    )

    kinds = [type(backend) for backend in get_backends(found).values()]
    expected = [QuickHTTPBackend, QuickHTTPBackend, CloudflareBackend, AzureFrontDoorBackend, AzureCdnBackend]
    assert kinds == expected
