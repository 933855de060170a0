"""The database goes away under load and comes back: visitors of known pages never notice."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.drills.postgres import Cluster
from tests.drills.sites import Site, ask, copy_of, served

pytestmark = pytest.mark.drill

PAGES = ("/nl/", "/fr/", "/nl/gemeenten/", "/fr/communes/", "/nl/nieuws/", "/open-data/gemeenten.json")
#: One that nobody visits before.
NEVER_SEEN = "/nl/gemeenten/11001/"
SECONDS_AWAY = 8


@dataclass
class Load:
    """Visitors who ask for one page after the other; what they got, by status and whether it was an old version."""

    url: str
    seen: Counter[tuple[int, bool]] = field(default_factory=Counter)
    slowest: float = 0.0
    _stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def visit(self, place: int) -> None:
        """Until told to stop."""
        while not self._stop.is_set():
            begun = time.monotonic()
            status, headers, body = ask(self.url + PAGES[place % len(PAGES)])
            assert body
            with self._lock:
                self.seen[status, "X-Last-Good" in headers] += 1
                self.slowest = max(self.slowest, time.monotonic() - begun)
            place += 1

    def during(self, action: Callable[[], None]) -> None:
        """Visit from four sides while the action runs."""
        visitors = [threading.Thread(target=self.visit, args=(place,)) for place in range(4)]
        for visitor in visitors:
            visitor.start()
        try:
            action()
        finally:
            self._stop.set()
            for visitor in visitors:
                visitor.join()


def hold(site: Site, take_away: Callable[[], None], give_back: Callable[[], None]) -> None:
    """Serve, take the database away for a while, and look at what visitors and staff got."""
    with served(site) as url:
        for page in PAGES:
            assert ask(url + page)[0] == 200
        load = Load(url)

        def outage() -> None:
            time.sleep(2)
            take_away()
            time.sleep(SECONDS_AWAY / 2)
            assert ask(f"{url}/health/live/")[0] == 200
            assert ask(f"{url}/health/ready/")[0] == 503
            status, headers, body = ask(f"{url}/admin/", cookie="sessionid=abcdefghijklmnopqrstuvwxyz012345")
            assert status == 503
            assert headers["Retry-After"]
            assert b"<h1" in body
            status, headers, _body = ask(url + NEVER_SEEN)
            assert status == 503
            assert headers["Cache-Control"] == "no-store"
            time.sleep(SECONDS_AWAY / 2)
            give_back()
            deadline = time.monotonic() + 30
            while "X-Last-Good" in ask(f"{url}/nl/")[1] or ask(url + NEVER_SEEN)[0] != 200:
                assert time.monotonic() < deadline
                time.sleep(0.2)

        load.during(outage)

    assert {status for status, _old in load.seen} == {200}, load.seen
    assert load.seen[200, False] > 0
    if has_memory(site):
        # Pages in memory are given without asking anybody: nothing is noticed at all.
        assert load.seen[200, False] > 20
    else:
        assert load.seen[200, True] > 20
    assert load.slowest < 15


def has_memory(site: Site) -> bool:
    """Whether the page cache stands in front, and the pages on disk behind it."""
    return site.values.get("PAGE_CACHE_MEGABYTES") != "0"


@pytest.mark.parametrize("megabytes", ["0", "64"])
def test_sqlite_is_unmounted_for_a_while(starter: Site, tmp_path: Path, megabytes: str) -> None:
    site = copy_of(starter, tmp_path / "site")
    there, gone = site.folder / "database", site.folder / "gone"
    there.mkdir()
    (site.folder / "portal.sqlite3").rename(there / "portal.sqlite3")
    values = {"DATABASE_URL": f"sqlite:///{there / 'portal.sqlite3'}", "PAGE_CACHE_MEGABYTES": megabytes}
    site = Site(site.folder, values)
    site.manage("collectstatic", "--noinput", "--verbosity=0")

    hold(site, lambda: there.rename(gone) and None, lambda: gone.rename(there) and None)


def test_postgresql_dies_and_is_started_again(cluster: Cluster, filled_on_postgresql: Site) -> None:
    filled_on_postgresql.manage("collectstatic", "--noinput", "--verbosity=0")
    site = Site(filled_on_postgresql.folder, filled_on_postgresql.values | {"PAGE_CACHE_MEGABYTES": "0"})

    hold(site, cluster.stop, cluster.start)
