"""What is kept in memory: until the next publication and no longer, in every process, also after a rollback."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, Site

from gemeenten.models import Activity, TaggedMunicipality
from home.models import Partner
from news.models import NewsIndexPage, NewsPage
from portal import snapshot
from portal.models import CampaignSettings
from portal.snapshot import current_stamp, remembered


class Builder:
    """Counts how often a value is made."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> int:
        """Make the value: its own number."""
        self.count += 1
        return self.count


@pytest.fixture
def build(db: None) -> Builder:
    """A builder whose first value is remembered under ``key``."""
    builder = Builder()
    assert remembered("key", builder) == 1
    return builder


def draft() -> NewsPage:
    """A news item that is not published."""
    index = NewsIndexPage.objects.get(locale__language_code="nl")
    page = NewsPage(title="Kladje", slug="kladje", date=date(2026, 1, 1), introduction="Kort.", locale=index.locale)
    page.live = False
    index.add_child(instance=page)
    return page


def test_value_is_made_once_until_something_is_published(build: Builder) -> None:
    for _visit in range(5):
        assert remembered("key", build) == 1
    assert build.count == 1


def test_values_of_two_keys_are_kept_apart(build: Builder) -> None:
    assert remembered("other", lambda: "another value") == "another value"
    assert remembered("key", build) == 1


def test_a_value_of_nothing_is_remembered_too(db: None) -> None:
    made = []
    for _visit in range(3):
        assert remembered("nothing", lambda: made.append(1)) is None
    assert len(made) == 1


CHANGES: dict[str, Callable[[], Any]] = {
    "publication": lambda: Page.objects.get(slug="over-ons").specific.save_revision().publish(),
    "unpublication": lambda: Page.objects.get(slug="over-ons").unpublish(),
    "deletion": lambda: Page.objects.get(slug="over-ons").delete(),
    "move": lambda: Page.objects.get(slug="over-ons").move(Page.objects.get(slug="doe-mee"), pos="last-child"),
    "partner": lambda: Partner.objects.first().save(),
    "partner deleted": lambda: Partner.objects.first().delete(),
    "activity": lambda: Activity.objects.first().save(),
    "tag of a profile": lambda: TaggedMunicipality.objects.first().delete(),
    "settings": lambda: CampaignSettings.objects.first().save(),
    "site": lambda: Site.objects.first().save(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_value_is_made_anew_after_a_change(build: Builder, change: Callable[[], Any]) -> None:
    change()

    assert remembered("key", build) == 2
    assert remembered("key", build) == 2


def test_memory_is_bounded_and_the_oldest_value_makes_room(build: Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "MOST", 3)
    for number in range(3):
        remembered(f"page {number}", lambda: "page")

    assert len(snapshot._values) == 3
    remembered("key", build)

    assert build.count == 2


def test_reading_pages_changes_no_stamp(build: Builder, site: Client) -> None:
    stamp = current_stamp()
    for address in ("/nl/", "/fr/communes/", "/nl/brief/", "/nl/bestaat-niet/"):
        site.get(address)

    assert current_stamp() == stamp


def test_rollback_brings_the_old_stamp_and_the_old_value_back(build: Builder) -> None:
    stamp = current_stamp()
    try:
        with transaction.atomic():
            Page.objects.get(slug="over-ons").unpublish()
            assert current_stamp() != stamp
            raise InterruptedError
    except InterruptedError:
        pass

    assert current_stamp() == stamp
    assert remembered("key", build) == 1


def test_value_made_inside_a_transaction_that_failed_is_not_used_after_it(build: Builder) -> None:
    page = Page.objects.get(slug="over-ons")
    key, read = "live", lambda: Page.objects.get(pk=page.pk).live
    try:
        with transaction.atomic():
            page.unpublish()
            assert remembered(key, read) is False
            raise InterruptedError
    except InterruptedError:
        pass

    assert remembered(key, read) is True


def test_stamp_is_asked_once_a_request(db: None) -> None:
    request = RequestFactory().get("/")
    with CaptureQueriesContext(connection) as queries:
        for number in range(10):
            remembered(f"key {number}", lambda: 1, request)

    assert len(queries) == 1


def test_every_request_asks_for_the_stamp_anew(build: Builder) -> None:
    factory = RequestFactory()
    remembered("key", build, factory.get("/"))
    Page.objects.get(slug="over-ons").unpublish()

    assert remembered("key", build, factory.get("/")) == 2


def test_warm_visit_asks_for_the_stamp_once(site: Client) -> None:
    site.get("/nl/gemeenten/")
    with CaptureQueriesContext(connection) as queries:
        site.get("/nl/gemeenten/")

    assert sum("contentstamp" in query["sql"] for query in queries) == 1


def test_several_threads_make_a_value_once(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    # The threads share a stamp handed to them, since a test's database belongs to its own thread.
    request = RequestFactory().get("/")
    current_stamp(request)
    builder, start = Builder(), Barrier(6)

    def visit() -> None:
        start.wait(timeout=10)
        remembered("shared", builder, request)

    threads = [Thread(target=visit) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)

    assert builder.count == 1


def test_builder_that_fails_leaves_nothing_behind(db: None) -> None:
    def fail() -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        remembered("key", fail)

    assert remembered("key", lambda: 7) == 7


def test_builders_may_ask_for_other_values(db: None) -> None:
    assert remembered("outer", lambda: remembered("inner", lambda: 3) + 1) == 4


def test_forgetting_empties_the_memory(build: Builder) -> None:
    snapshot.forget()

    assert remembered("key", build) == 2


def test_draft_becomes_visible_when_published_and_goes_when_unpublished(site: Client) -> None:
    page = draft()
    assert "Kladje" not in site.get("/nl/").content.decode()

    page.date = timezone.localdate()
    page.save_revision().publish()
    assert "Kladje" in site.get("/nl/").content.decode()

    NewsPage.objects.get(pk=page.pk).unpublish()
    assert "Kladje" not in site.get("/nl/").content.decode()


def test_menu_follows_a_new_title_at_once(site: Client, page_at: Any) -> None:
    page = page_at("/nl/doe-mee/")
    site.get("/nl/")
    page.menu_title = "Nieuwe naam"
    page.save_revision().publish()

    assert "Nieuwe naam" in site.get("/nl/gemeenten/").content.decode()
