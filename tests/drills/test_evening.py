"""The evening on which everything goes wrong: two processes behind nginx, PostgreSQL and Valkey, under load."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal.degraded import PAUSE
from tests.deploy.servers import Valkey, configure, needs, program, running_nginx, running_valkey
from tests.drills.postgres import Cluster
from tests.drills.processes import Crowd, Process
from tests.drills.sites import ROOT, Site

pytestmark = pytest.mark.drill

PAGES = ("/nl/", "/fr/", "/nl/gemeenten/", "/fr/communes/", "/nl/nieuws/", "/open-data/gemeenten.json",
         "/nl/gemeenten/11001/", "/nl/gemeenten/12002/")  # fmt: skip
#: Seconds without a database; CI takes the minute that is promised.
SECONDS_AWAY = float(os.environ.get("PORTAL_DRILL_SECONDS_AWAY", "60" if os.environ.get("CI") else "15"))
#: Seconds after which every process shows what was published.
SOON = 1.0


@dataclass
class Editor:
    """Somebody in the admin, who publishes a page under the title that she is told."""

    process: subprocess.Popen[str]
    path: str = ""
    title: str = ""

    def publish(self, title: str) -> float:
        """Publish; the moment (monotonic) at which it was done."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{title}\n")
        self.process.stdin.flush()
        assert self._said()["done"] == title
        return time.monotonic()

    def _said(self) -> dict[str, str]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("{"), line + self.process.stdout.read()
        said: dict[str, str] = json.loads(line)
        return said


@contextmanager
def at_work(site: Site) -> Iterator[Editor]:
    """An editor until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.drills.work", "publish_asked"],
        cwd=ROOT,
        env=site.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        editor = Editor(process)
        said = editor._said()
        editor.path, editor.title = said["path"], said["title"]
        yield editor
        assert process.stdin is not None
        process.stdin.close()


def published_everywhere(editor: Editor, processes: list[Process], title: str) -> None:
    """Publish, and look at every process whether it shows so soon enough."""
    done = editor.publish(title)
    waiting = list(processes)
    while waiting:
        waiting = [process for process in waiting if title.encode() not in process.ask(editor.path)[1]]
        # What is asked last may have been asked for a little too early.
        assert not waiting or time.monotonic() < done + SOON, [process.number for process in waiting]


def test_visitors_never_notice(cluster: Cluster, filled_on_postgresql: Site, tmp_path: Path) -> None:
    program("nginx")
    needs("redis", "psycopg_pool")
    with ExitStack() as stack:
        valkey = stack.enter_context(running_valkey())
        site = Site(
            filled_on_postgresql.folder,
            {
                **filled_on_postgresql.values,
                "CACHE_URL": valkey.url,
                "DATABASE_POOL_SIZE": "5",
                "BEHIND_PROXY": "true",
                # Programs log in here, without a telephone.
                "PORTAL_SECOND_FACTOR": "false",
                "LETTERS_A_MINUTE": "1000000",
                "POSTS_A_MINUTE": "1000000",
            },
        )
        site.manage("collectstatic", "--noinput", "--verbosity=0")
        processes = [Process(site, number) for number in (1, 2)]
        for process in processes:
            process.start()
            stack.callback(process.kill)
        folder = tmp_path / "nginx"
        nginx = configure(folder, [f"unix:{process.socket}" for process in processes], var=site.folder)
        stack.enter_context(running_nginx(nginx))
        editor = stack.enter_context(at_work(site))

        def visitor() -> http.client.HTTPConnection:
            return http.client.HTTPConnection("127.0.0.1", nginx.port, timeout=60)

        pages = (*PAGES, editor.path)
        # What nobody ever asked for cannot be given while the database is away.
        for process in processes:
            assert [process.ask(page)[0] for page in pages] == [200] * len(pages)
        crowd = Crowd(visitor, pages, "/nl/brief/")
        said = []

        def evening() -> None:
            for name, happens in (
                ("one process is killed", lambda: killed(processes[0])),
                ("both are restarted in turn", lambda: restarted(processes)),
                ("the database is away", lambda: database_away(cluster)),
                ("the cache is emptied", lambda: cache_emptied(valkey)),
                ("the cache is away", lambda: cache_away(valkey)),
            ):
                before, begun = crowd.total("page"), time.monotonic()
                happens()
                for process in processes:
                    process.wait()
                published_everywhere(editor, processes, f"Na {name}")
                said.append(f"{name}: {time.monotonic() - begun:.0f} s, {crowd.total('page') - before} pages")
                assert crowd.failed_pages() == {}, (name, crowd.failed_pages(), crowd.rude[:5])

        try:
            crowd.during(evening)
        finally:
            # The site is for other drills as well.
            editor.publish(editor.title)

    sys.stdout.write("\n".join([*said, f"{dict(crowd.seen)}, slowest {crowd.slowest:.1f} s", ""]))
    assert crowd.failed_pages() == {}
    assert crowd.rude == []
    assert crowd.seen["letter", "200"] > 20
    assert crowd.total("page") > 500


def killed(process: Process) -> None:
    """Without a word; a second later systemd starts it again."""
    process.kill()
    time.sleep(1)
    process.start()


def restarted(processes: list[Process]) -> None:
    """As an upgrade does it."""
    for process in processes:
        process.stop()
        process.start()


def database_away(cluster: Cluster) -> None:
    """As long as a machine takes to come back."""
    cluster.stop()
    try:
        time.sleep(SECONDS_AWAY)
    finally:
        cluster.start()
    # For so long at most a process goes on giving its last good pages without asking.
    time.sleep(PAUSE + 1)


def cache_emptied(valkey: Valkey) -> None:
    """Everything that was counted and kept is gone."""
    assert valkey.say("FLUSHALL").startswith(b"+OK")


def cache_away(valkey: Valkey) -> None:
    """The server dies and is started again."""
    valkey.stop()
    time.sleep(3)
    valkey.start()
