"""Serves the site, or another application, on a free port of this machine, as `make run` does."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from portal.run_locally import server_arguments

ROOT = Path(__file__).resolve().parent.parent
#: Seconds the site may take to set itself up from nothing on a busy machine.
PATIENCE = 600


class NotServingError(Exception):
    """Nothing answers; says what the server wrote."""


@dataclass(frozen=True)
class Server:
    """A running application server: its port, and the number of its process."""

    port: int
    pid: int


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path, patience: float = PATIENCE) -> None:
    """Wait until ``url`` answers well.

    Raises:
        NotServingError: the server has ended, or ``patience`` seconds are over.
    """
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if server.poll() is not None:
                break
            time.sleep(0.1)
    raise NotServingError(f"the site did not start:\n{log.read_text()[-4000:]}")


@contextmanager
def serving(
    environment: Mapping[str, str],
    log: Path,
    *,
    port: int | None = None,
    workers: int = 2,
    application: str = "portal.wsgi:application",
    command: Sequence[str] = (),
    ready: str = "/health/ready/",
    patience: float = PATIENCE,
    folder: Path = ROOT,
) -> Iterator[Server]:
    """Run an application server until the block ends; what it says comes into ``log``.

    ``command`` is another server than the one of `make run`, or the same with other words, and works in ``folder``.
    """
    port = port or free_port()
    if not command:
        program = str(Path(sys.executable).with_name("granian"))
        command = [program, *server_arguments(port, workers, application)]
    with log.open("wb") as lines:
        process = subprocess.Popen(command, env=environment, stdout=lines, stderr=lines, cwd=folder)
        try:
            wait_for(f"http://127.0.0.1:{port}{ready}", process, log, patience)
            yield Server(port, process.pid)
        finally:
            process.terminate()
            process.wait(timeout=30)


@contextmanager
def answering(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """The address of a small server of our own, which stands for somebody else's until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
