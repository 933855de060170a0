"""A process takes up new code while visitors ask: nobody notices."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.drills.processes import Crowd, Process, SocketConnection
from tests.drills.sites import PATIENCE, Site, copy_of

pytestmark = pytest.mark.drill

PAGES = ("/nl/", "/fr/", "/nl/gemeenten/", "/nl/nieuws/", "/open-data/gemeenten.json", "/nl/gemeenten/11001/")


def test_workers_are_exchanged_without_a_failed_request(starter: Site, tmp_path: Path) -> None:
    site = copy_of(starter, tmp_path / "site")
    site = Site(site.folder, {"LETTERS_A_MINUTE": "100000", "POSTS_A_MINUTE": "100000"})
    site.manage("collectstatic", "--noinput", "--verbosity=0")
    process = Process(site, 1)
    process.start()
    crowd = Crowd(lambda: SocketConnection(process.socket), PAGES, "/nl/brief/")

    def reload_twice() -> None:
        for _ in range(2):
            before = process.workers()
            process.reload()
            deadline = time.monotonic() + PATIENCE
            # The old ones answer what they have begun; then they are gone.
            while process.workers() & before or not process.workers():
                assert time.monotonic() < deadline, process.log.read_text()
                time.sleep(0.1)

    try:
        crowd.during(reload_twice)
    finally:
        process.kill()

    assert {what for _kind, what in crowd.seen} == {"200"}, (crowd.seen, crowd.rude[:5])
    assert crowd.total("page") > 100
    assert crowd.total("letter") > 10
