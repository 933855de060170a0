"""What all tests share: a database with the whole starter site, loaded once; every test has its own transaction."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import translation
from wagtail.models import Page, Site

from portal import snapshot
from tests.starter_database import FOLDER, StarterDatabase


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Who runs what, where several processes run the tests."""
    from tests.scheduling import ByFile

    return ByFile(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In which order, where several processes run them."""
    if hasattr(config, "workerinput"):
        from tests.scheduling import longest_first

        longest_first(items)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> Iterator[StarterDatabase | None]:
    """Before Django makes the database: one in memory begins as a copy of what was made for this state of the code."""
    if connection.vendor != "sqlite" or connection.settings_dict["TEST"].get("NAME"):
        yield None
        return
    name = f"file:memorydb_{connection.alias}?mode=memory&cache=shared"
    starter = StarterDatabase(request.config.cache.mkdir(FOLDER), name)
    if not request.config.getoption("create_db"):
        starter.restore()
    yield starter
    starter.close()


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: Any, django_db_modify_db_settings: StarterDatabase | None
) -> None:
    """Load register and starter content once, through the same command that `make run` uses."""
    starter = django_db_modify_db_settings
    if starter and starter.is_complete:
        return
    with django_db_blocker.unblock():
        call_command("load_initial_data", verbosity=0)
    if starter:
        starter.keep()


@pytest.fixture(autouse=True)
def _no_values_of_other_tests() -> Iterator[None]:
    """Forget what the process remembers of content that a rollback took back; Wagtail remembers where sites begin.

    A request leaves its language active in its thread.
    """
    snapshot.forget()
    translation.deactivate()
    yield
    snapshot.forget()
    Site.clear_site_root_paths_cache()


@pytest.fixture
def site(db: None) -> Client:
    """A visitor's browser: real requests through all middleware, without cookies to begin with."""
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def page_at(db: None) -> Callable[[str], Any]:
    """Find a live page by its address."""

    def find(address: str) -> Any:
        for page in Page.objects.live().specific():
            if page.url and page.url.endswith(address):
                return page
        raise AssertionError(f"no live page at {address}")

    return find


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail where the browser is required and its tests were left out."""
    if os.environ.get("PORTAL_NEEDS_BROWSER") and not shutil.which("chromium"):
        session.exitstatus = 1
