"""Processes of a site as deploy/systemd starts them, each behind a socket of its own, and visitors who keep asking."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.drills.sites import PATIENCE, ROOT, Site

UNIT = ROOT / "deploy" / "systemd" / "portal@.service"


def arguments_of_the_unit(socket_path: Path) -> list[str]:
    """What systemd would run, with this machine's program and socket."""
    text = UNIT.read_text().replace("\\\n", " ")
    command = re.search(r"^ExecStart=(.+)$", text, re.MULTILINE)
    assert command is not None
    program, *arguments = shlex.split(command[1].replace("/run/portal/%i.sock", str(socket_path)))
    assert program.endswith("/granian")
    assert str(socket_path) in arguments
    return [str(Path(sys.executable).with_name("granian")), *arguments]


class SocketConnection(http.client.HTTPConnection):
    """HTTP over a socket in a folder."""

    def __init__(self, path: Path, timeout: float = 30) -> None:
        super().__init__("127.0.0.1", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        """Instead of a port."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


@dataclass
class Process:
    """One application server with its workers; a group of its own, so that all of it can be killed at once."""

    site: Site
    number: int
    running: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> Path:
        """Where it listens."""
        return self.site.folder / f"{self.number}.sock"

    @property
    def log(self) -> Path:
        """What it said."""
        return self.site.folder / f"process-{self.number}.log"

    def start(self) -> None:
        """Start it and wait until it can make pages."""
        self.running = self.begin()
        self.wait()

    def begin(self) -> subprocess.Popen[bytes]:
        """Start it."""
        assert "ExecStartPre=/bin/rm -f /run/portal/%i.sock" in UNIT.read_text()
        self.socket.unlink(missing_ok=True)
        with self.log.open("ab") as log:
            return subprocess.Popen(
                arguments_of_the_unit(self.socket),
                cwd=ROOT,
                env={**self.site.environment, "GRANIAN_WORKERS": "1", "GRANIAN_BLOCKING_THREADS": "4"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Until it can make pages."""
        deadline = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.ask("/health/ready/")[0] == 200:
                    return
            assert self.running is not None
            assert self.running.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    def ask(self, path: str) -> tuple[int, bytes]:
        """Status and body of an answer straight from it."""
        connection = SocketConnection(self.socket)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def workers(self) -> set[int]:
        """The ids of its worker processes."""
        assert self.running is not None
        children = Path(f"/proc/{self.running.pid}/task/{self.running.pid}/children").read_text()
        return {int(pid) for pid in children.split()}

    def kill(self) -> None:
        """All of it, without a word (kill -9)."""
        assert self.running is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait(timeout=30)

    def stop(self) -> None:
        """As systemd stops it: what was begun is answered first."""
        assert self.running is not None
        self.running.terminate()
        self.running.wait(timeout=90)

    def reload(self) -> None:
        """As ExecReload says: new workers first."""
        assert self.running is not None
        assert "ExecReload=/bin/kill -HUP $MAINPID" in UNIT.read_text()
        self.running.send_signal(signal.SIGHUP)


@dataclass
class Crowd:
    """Visitors who ask for one page after the other and send a letter now and then, until told to stop.

    ``connect`` makes a connection. What they got is counted by kind (page, letter) and outcome: a status, or the name
    of what broke.
    """

    connect: Callable[[], http.client.HTTPConnection]
    pages: Sequence[str]
    letter: str = ""
    visitors: int = 4
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    rude: list[str] = field(default_factory=list)
    slowest: float = 0.0
    _stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def during(self, action: Callable[[], None]) -> None:
        """Visit while the action runs."""
        threads = [threading.Thread(target=self._visit, args=(number,)) for number in range(self.visitors)]
        if self.letter:
            threads.append(threading.Thread(target=self._write))
        for thread in threads:
            thread.start()
        try:
            action()
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    def failed_pages(self) -> dict[str, int]:
        """How often a page did not come, by what came instead."""
        return {what: count for (kind, what), count in self.seen.items() if kind == "page" and what != "200"}

    def total(self, kind: str) -> int:
        """How many of a kind."""
        return sum(count for (seen, _what), count in self.seen.items() if seen == kind)

    def _visit(self, place: int) -> None:
        while not self._stop.is_set():
            self._ask("page", "GET", self.pages[place % len(self.pages)])
            place += 1
            # Two cores also carry the site, the database and nginx.
            time.sleep(0.01)

    def _write(self) -> None:
        form = urlencode({"gemeente": "11002", "sender_name": "An", "own_words": "Dag.", "format": "txt"})
        while not self._stop.is_set():
            self._ask("letter", "POST", self.letter, form)
            time.sleep(0.05)

    def _ask(self, kind: str, method: str, path: str, body: str | None = None) -> None:
        begun = time.monotonic()
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        connection = self.connect()
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            whole = response.read()
            what = str(response.status)
            retry = response.headers["Retry-After"]
        except (OSError, http.client.HTTPException) as error:
            what, whole, retry = type(error).__name__, b"", None
        finally:
            connection.close()
        with self._lock:
            self.seen[kind, what] += 1
            self.slowest = max(self.slowest, time.monotonic() - begun)
            # A refusal says when to come back, on a page that one can read.
            if what != "200" and not (what == "503" and retry and b"<h1" in whole):
                self.rude.append(f"{kind} {path}: {what} {whole[:80]!r}")
