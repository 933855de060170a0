"""A site to measure: set up from nothing in a folder, served by any application server."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
#: Seconds that a server may take to start.
PATIENCE = 120


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Production's settings for the site in ``folder``, over plain http."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "SECRET_KEY": "of-a-benchmark-" * 4,
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "PORTAL_BASE_URL": "http://127.0.0.1",
        "PORTAL_HTTPS": "false",
        "PORTAL_VAR_DIR": str(folder),
        "LOG_LEVEL": "ERROR",
        "POSTS_A_MINUTE": "1000000000",
        "LETTERS_A_MINUTE": "1000000000",
        **more,
    }


@contextmanager
def site_in(folder: Path | None) -> Iterator[Path]:
    """The folder of a filled site: the given one, which `make run` has set up, or a new one, filled now."""
    if folder is not None:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="portal-benchmark-") as made:
        (Path(made) / "static").mkdir()
        for command in (("migrate", "-v0"), ("load_initial_data",), ("collectstatic", "--noinput", "-v0")):
            print(f"{command[0]} ...", file=sys.stderr, flush=True)
            program = [sys.executable, "manage.py", *command]
            subprocess.run(program, cwd=BASE, env=environment(Path(made)), check=True, stdout=subprocess.DEVNULL)
        yield Path(made)


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def served(
    command: Sequence[str], url: str, folder: Path, values: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends; ``url`` answers with 200 when it begins."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, cwd=BASE, env=environment(folder, **(values or {})), stdout=log, stderr=log, start_new_session=True
        )
        try:
            deadline = time.monotonic() + PATIENCE
            while not _answers(url):
                if process.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    raise SystemExit(f"{command[0]} did not start:\n{log.read().decode(errors='replace')[-3000:]}")
                time.sleep(0.1)
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def megabytes(process: subprocess.Popen[bytes]) -> float:
    """Memory of a server with all its processes; what they share counts once (Linux), 0 where that is not told."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            # Process group and session stand behind the name, which may hold anything.
            session = int(status.read_text().rpartition(")")[2].split()[3])
            if session == process.pid:
                rollup = (status.parent / "smaps_rollup").read_text()
                total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        except (OSError, StopIteration, ValueError):
            continue
    return total / 1000


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=30) as response:  # noqa: S310 - our own address
            return bool(response.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
