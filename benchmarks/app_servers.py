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

from benchmarks.load import measure, tool
from benchmarks.site import free_port, megabytes, served, site_in

TARGET = "portal.wsgi:application"
#: Carries a session cookie, so no cache answers; nobody has this session.
MADE_EACH_TIME = {"Cookie": "sessionid=abcdefghijklmnopqrstuvwxyz012345", "Accept-Encoding": "identity"}


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


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", type=Path, help="folder that `make run` has set up; without, one is made")
    parser.add_argument("--seconds", type=float, default=5, help="seconds for each figure")
    parser.add_argument("--connections", type=int, default=32, help="visitors at once")
    parser.add_argument("--only", default="", help="one server's name")
    options = parser.parse_args()
    cores = os.cpu_count() or 1
    print(f"{platform.python_implementation()} {platform.python_version()}, {cores} processors, {tool()}")
    print(f"| {'server':8} | workers | threads | kept /s | p99 ms | made /s | p99 ms | health /s | MB | failed |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    with site_in(options.site) as folder:
        for candidate in candidates(cores):
            if options.only not in ("", candidate.name):
                continue
            if not candidate.program():
                print(f"| {candidate.name} | {candidate.workers} | {candidate.threads} | not installed |")
                continue
            port = free_port()
            url = f"http://127.0.0.1:{port}"
            # The health address asks the database, and the page cache stays out of it.
            with served(candidate.command(port), f"{url}/nl/", folder) as process:
                kept, made, health = (
                    measure(url + path, seconds=options.seconds, connections=options.connections, headers=headers)
                    for path, headers in (
                        ("/nl/", {"Accept-Encoding": "br"}),
                        ("/nl/", MADE_EACH_TIME),
                        ("/health/live/", {}),
                    )
                )
                memory = megabytes(process)
            failed = kept.failed + made.failed + health.failed
            print(
                f"| {candidate.name} | {candidate.workers} | {candidate.threads or '-'} | {kept.per_second:.0f} |"
                f" {kept.p99:.1f} | {made.per_second:.0f} | {made.p99:.0f} | {health.per_second:.0f} |"
                f" {memory:.0f} | {failed} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
