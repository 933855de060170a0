"""How many visitors one machine bears: pages from memory and made anew, beside the ceiling, in one run.

``python -m benchmarks.load`` sets the site up from nothing in a folder of its own, serves it with the settings of
production and two workers, and asks for each page with wrk (Debian: ``apt install wrk``). The table has requests a
second, median and 99th percentile of the time to answer, bytes on the way and failed answers: from the page cache,
with brotli as browsers ask for it; made anew for each visitor, with the cache switched off, and for staff; and, in the
same run, what the same server gives for a Django view that answers a constant of the cached page's size, without any
middleware. ``--postgresql`` measures on a PostgreSQL of its own. It takes about five minutes; measure on a quiet
machine, since wrk runs on the same processors. It ends with 1 when the cached home page stays below ``BAR`` times the
constant or anything failed, with 2 when it cannot measure.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks.bakery_admin import Admin
from benchmarks.measuring import CannotMeasureError, Load, load, memory_of
from benchmarks.site import ADMINISTRATOR, MADE_ANEW, environment, logins, postgresql, site_in
from tests.serving import NotServingError, serving

#: A page from memory next to a constant of its size, at least.
BAR = 1.2
PAGES = {
    "home": "/nl/",
    "list of 565": "/nl/gemeenten/",
    "profile": "/nl/gemeenten/gent/",
    "municipality": "/nl/gemeenten/11002/",
    "news item": "/nl/nieuws/fusies-2025/",
    "letter form": "/nl/brief/",
    "finder": "/finder/nl.json?q=gent",
    "open data": "/open-data/gemeenten.json",
}
ADMIN_PAGES = {"admin: start": "/admin/", "admin: list of pages": "/admin/pages/"}
LETTER = """wrk.method = "POST"
wrk.body = "gemeente=44021&language=nl&sender_name=Een+inwoner&format=pdf&counted=1"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
"""


def row(name: str, found: Load, ratio: str = "") -> str:
    """A line of the table."""
    times = f"{found.p50:.1f} | {found.p99:.1f}"
    return f"| {name} | {found.rate:,.0f} | {times} | {found.size / 1000:,.1f} | {found.failed} | {ratio} |"


HEAD = "| page | requests/s | p50 ms | p99 ms | kB | failed | next to the constant |\n|---|---|---|---|---|---|---|"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=int, default=5, help="for each page (default 5)")
    parser.add_argument("--connections", type=int, default=16, help="side by side (default 16)")
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL of its own instead of SQLite")
    given = parser.parse_args(arguments)
    try:
        with ExitStack() as stack:
            values = stack.enter_context(postgresql())[1] if given.postgresql else {}
            folder = stack.enter_context(site_in(**values))
            return measure(folder, given.seconds, given.connections, values)
    except (CannotMeasureError, NotServingError) as error:
        print(f"Cannot measure: {error}.", file=sys.stderr)
        return 2


def measure(folder: Path, seconds: int, connections: int, database: Mapping[str, str]) -> int:
    """All tables for the site in ``folder``; 1 when a bar is missed."""
    script = folder / "letter.lua"
    script.write_text(LETTER)
    failed, kept = 0, {}
    how = {"seconds": seconds, "connections": connections}

    print(f"## From memory, {connections} connections\n\n{HEAD}")
    with serving(environment(folder, **database), folder / "load.log") as server:
        site = f"http://localhost:{server.port}"
        for name, address in PAGES.items():
            kept[name] = load(site + address, **how, Accept_Encoding="br")  # type: ignore[arg-type]
            failed += kept[name].failed
        memory = memory_of(server.pid)
    ceilings = {name: ceiling(folder, round(found.size), seconds, connections) for name, found in kept.items()}
    for name, found in kept.items():
        print(row(name, found, f"{found.rate / ceilings[name].rate:.2f} (of {ceilings[name].rate:,.0f})"))
    print(f"\nMemory of the server with everything kept: {memory:.0f} MB.\n")

    print(f"## Made anew for each visitor, {connections} connections\n\n{HEAD}")
    with serving(environment(folder, **database, **MADE_ANEW), folder / "load.log") as server:
        site = f"http://localhost:{server.port}"
        for name, address in PAGES.items():
            found = load(site + address, **how, Accept_Encoding="gzip")  # type: ignore[arg-type]
            print(row(name, found))
            failed += found.failed
        letter = load(f"{site}/nl/brief/", **how, script=str(script))  # type: ignore[arg-type]
        print(row("letter as PDF", letter))
        cookie = Admin(server.port, ADMINISTRATOR, logins(folder)[ADMINISTRATOR]).cookie
        for name, address in ADMIN_PAGES.items():
            found = load(site + address, **how, Cookie=cookie)  # type: ignore[arg-type]
            print(row(name, found))
            failed += found.failed
        print(f"\nMemory of the server: {memory_of(server.pid):.0f} MB.")
        failed += letter.failed
    ratio = kept["home"].rate / ceilings["home"].rate
    print(f"\nHome from memory next to a constant: {ratio:.2f} (bar {BAR}); failed answers: {failed} (bar 0).")
    return int(ratio < BAR or failed > 0)


def ceiling(folder: Path, size: int, seconds: int, connections: int) -> Load:
    """What the server gives for a constant of ``size`` bytes."""
    values = {**os.environ, "CONSTANT_BYTES": str(size)}
    constant = {"application": "benchmarks.constant:application", "ready": "/"}
    with serving(values, folder / "constant.log", **constant) as server:
        url = f"http://localhost:{server.port}/"
        return load(url, seconds=seconds, connections=connections)


if __name__ == "__main__":
    sys.exit(main())
