"""How long pages take to make, and how often they ask the database: one request after the other, in one process.

``python -m benchmarks.rendering`` sets the site up from nothing in a folder of its own and calls its WSGI application
with the settings of production, without the page cache and the last good pages. Each page is measured in three states:

* warm: the process has answered before, and nothing has been published since;
* cold: something has just been published, so nothing that the process kept of pages is worth anything any more;
* new: the process has kept nothing at all, not even the register; its templates are parsed.

It ends with 1 when a page of :data:`BARS` is above its bar (cold), with 2 when it cannot measure. It takes two minutes;
measure on a quiet machine.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from benchmarks.load import PAGES
from benchmarks.measuring import CannotMeasureError
from benchmarks.site import MADE_ANEW, environment, site_in
from tests.serving import NotServingError


@dataclass(frozen=True)
class Bar:
    """What a cold page may take at most: milliseconds (median) and queries."""

    milliseconds: float
    queries: int


BARS = {"list of 565": Bar(60, 12), "profile": Bar(20, 10), "home": Bar(100, 15)}


@dataclass(frozen=True)
class Found:
    """What a page took: queries, milliseconds (median, 95th percentile), and its bytes on the way."""

    queries: int
    median: float
    p95: float
    size: int

    def __str__(self) -> str:
        """As cells of the table."""
        return f"{self.queries} | {self.median:.1f} | {self.p95:.1f}"


def ask(application: Callable[..., Any], address: str) -> tuple[float, int]:
    """Ask for a page as a browser does; milliseconds until its last byte, and how many bytes came.

    Raises:
        NotServingError: the answer is not 200.
    """
    path, _mark, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "HTTP_ACCEPT_ENCODING": "gzip",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
    }
    statuses: list[str] = []
    began = time.perf_counter()
    response = application(environ, lambda status, headers, exc_info=None: statuses.append(status))
    size = sum(len(part) for part in response)
    response.close()
    taken = (time.perf_counter() - began) * 1000
    if not statuses[0].startswith("200"):
        raise NotServingError(f"{address} answers {statuses[0]}")
    return taken, size


def measure(application: Callable[..., Any], address: str, before: Callable[[], None], times: int) -> Found:
    """Ask ``times`` times, each after calling ``before``, which counts for nothing."""
    from django.db import connection

    counted: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        counted.append(sql)
        return execute(sql, *rest)

    before()
    with connection.execute_wrapper(note):
        ask(application, address)
    taken, size = [], 0
    for _time in range(times):
        before()
        milliseconds, size = ask(application, address)
        taken.append(milliseconds)
    return Found(len(counted), statistics.median(taken), statistics.quantiles(taken, n=20)[-1], size)


def table(application: Callable[..., Any], times: int) -> list[str]:
    """Print a line a page; what is above its bar, in words."""
    from portal.snapshot import forget, renew_stamp

    print("| page | warm: queries | ms | p95 | cold: queries | ms | p95 | new: queries | ms | p95 |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    missed = []
    for name, address in PAGES.items():
        for _time in range(3):
            ask(application, address)
        warm = measure(application, address, lambda: None, times)
        cold = measure(application, address, renew_stamp, times)
        new = measure(application, address, forget, max(5, times // 3))
        print(f"| {name} | {warm} | {cold} | {new} |", flush=True)
        bar = BARS.get(name)
        if bar and cold.median > bar.milliseconds:
            missed.append(f"{name}: {cold.median:.1f} ms, above {bar.milliseconds:g}")
        if bar and cold.queries > bar.queries:
            missed.append(f"{name}: {cold.queries} queries, above {bar.queries}")
    return missed


def main(arguments: Sequence[str] | None = None) -> int:
    """Set up, measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--times", type=int, default=60, help="how often each page is asked for (default 60)")
    given = parser.parse_args(arguments)
    try:
        with site_in() as folder:
            os.environ.update(environment(folder, **MADE_ANEW))
            # Not before: it reads the environment.
            from portal.wsgi import application

            missed = table(application, max(3, given.times))
    except (CannotMeasureError, NotServingError) as error:
        print(f"Cannot measure: {error}.", file=sys.stderr)
        return 2
    print()
    for line in missed:
        print(f"Above the bar: {line}", file=sys.stderr)
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
