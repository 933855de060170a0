"""Which application server: the same site under each, by number of workers and threads.

``python -m benchmarks.app_servers [--site var] [--seconds 5]`` starts each server that is installed (granian, gunicorn,
uvicorn), asks for a page that is kept (the page cache answers), for one that is made each time (somebody is logged in,
so nothing is kept) and for the health address (the server with hardly any Python behind it), and prints a table.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import CannotMeasureError, load, memory_of
from benchmarks.site import environment, site_in
from tests.serving import NotServingError, free_port, serving

TARGET = "portal.wsgi:application"
#: Carries a session cookie, so no cache answers; nobody has this session.
MADE_EACH_TIME = {"Cookie": "sessionid=abcdefghijklmnopqrstuvwxyz012345", "Accept_Encoding": "identity"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A server, and how many workers and threads it gets."""

    name: str
    workers: int
    threads: int

    def command(self, port: int) -> list[str]:
        """How it is started on a port of this machine."""
        program = self.program()
        workers, threads = str(self.workers), str(self.threads)
        if self.name == "granian":
            command = [program, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", workers]
            return [*command, "--blocking-threads", threads, "--log-level", "error", "--no-access-log", TARGET]
        if self.name == "gunicorn":
            kind = ["--worker-class", "gthread", "--threads", threads] if self.threads > 1 else []
            command = [program, "--bind", f"127.0.0.1:{port}", "--workers", workers, "--log-level", "error"]
            return [*command, "--keep-alive", "30", *kind, TARGET]
        command = [program, "--host", "127.0.0.1", "--port", str(port), "--workers", workers, "--interface", "wsgi"]
        return [*command, "--no-access-log", "--log-level", "error", TARGET]

    def program(self) -> str:
        """Where it is; beside this Python or in the path, else empty."""
        beside = Path(sys.executable).with_name(self.name)
        return str(beside) if beside.exists() else shutil.which(self.name) or ""


def candidates(cores: int) -> list[Candidate]:
    """Workers by cores; uvicorn keeps threads of its own."""
    workers = sorted({1, cores, 2 * cores})
    found = [
        Candidate(name, count, threads) for name in ("granian", "gunicorn") for count in workers for threads in (1, 4)
    ]
    return found + [Candidate("uvicorn", count, 0) for count in workers]


def main() -> int:
    """Measure and print; 2 when it cannot measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", type=Path, help="folder that `make run` has set up; without, one is made")
    parser.add_argument("--seconds", type=int, default=5, help="seconds for each figure")
    parser.add_argument("--connections", type=int, default=32, help="visitors at once")
    parser.add_argument("--only", default="", help="one server's name")
    options = parser.parse_args()
    cores = os.cpu_count() or 1
    print(f"{platform.python_implementation()} {platform.python_version()}, {cores} processors")
    print(f"| {'server':8} | workers | threads | kept /s | p99 ms | made /s | p99 ms | health /s | MB | failed |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    try:
        with site_in(options.site) as folder:
            for candidate in candidates(cores):
                if options.only in ("", candidate.name):
                    print(row(candidate, folder, options.seconds, options.connections), flush=True)
    except (CannotMeasureError, NotServingError) as error:
        print(f"Cannot measure: {error}.", file=sys.stderr)
        return 2
    return 0


def row(candidate: Candidate, folder: Path, seconds: int, connections: int) -> str:
    """A line of the table."""
    start = f"| {candidate.name} | {candidate.workers} | {candidate.threads or '-'} |"
    if not candidate.program():
        return f"{start} not installed |"
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    how = {"port": port, "command": candidate.command(port), "ready": "/nl/"}
    # The health address asks the database, and the page cache stays out of it.
    asked = (("/nl/", {"Accept_Encoding": "br"}), ("/nl/", MADE_EACH_TIME), ("/health/live/", {}))
    with serving(environment(folder), folder / "server.log", **how) as server:  # type: ignore[arg-type]
        kept, made, health = (
            load(url + path, seconds=seconds, connections=connections, **headers)  # type: ignore[arg-type]
            for path, headers in asked
        )
        memory = memory_of(server.pid)
    failed = kept.failed + made.failed + health.failed
    return (
        f"{start} {kept.rate:.0f} | {kept.p99:.1f} | {made.rate:.0f} | {made.p99:.0f} | {health.rate:.0f} |"
        f" {memory:.0f} | {failed} |"
    )


if __name__ == "__main__":
    sys.exit(main())
