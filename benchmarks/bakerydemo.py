"""The portal beside Wagtail's own bakerydemo, on one machine, in one run, in turn.

``python -m benchmarks.bakerydemo CHECKOUT`` measures against a checkout of bakerydemo with a virtual environment of its
own, made once::

    git clone https://github.com/wagtail/bakerydemo && cd bakerydemo
    python3 -m venv .venv && .venv/bin/pip install -r requirements/production.txt granian gunicorn
    cp .env.example .env && .venv/bin/python manage.py migrate && .venv/bin/python manage.py load_initial_data

Use the Wagtail and the Django of our ``requirements.txt``. Both sites are served with their settings of production by
the same server with two processes, bakerydemo by gunicorn as well where its environment has it: the faster one counts.
wrk (Debian: ``apt install wrk``) asks for home, listing and detail; then both get 565 pages, and the admin's lists and
editor are timed. It takes about ten minutes. It ends with 1 when a bar is missed, with 2 when it cannot measure.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bakery import Bakery, refuse_no_checkout
from benchmarks.bakery_admin import PAGES, Admin, Timed, compare, grow_both
from benchmarks.measuring import CannotMeasureError, Load, load
from benchmarks.site import ADMINISTRATOR, MADE_ANEW, environment, logins, site_in
from tests.serving import NotServingError, serving


@dataclass(frozen=True)
class Contest:
    """A page of ours beside one of theirs, and how many times their rate ours has to reach."""

    name: str
    ours: str
    theirs: str
    bar: float
    kept: bool = False


CONTESTS = (
    Contest("home, from memory", "/nl/", "/", 200, kept=True),
    Contest("home", "/nl/", "/", 0),
    Contest("listing", "/nl/gemeenten/", "/breads/", 3),
    Contest("detail", "/nl/gemeenten/gent/", "/breads/anadama/", 3),
)


@dataclass(frozen=True)
class Result:
    """The rates of a contest in requests a second: ours, and theirs by server."""

    contest: Contest
    ours: float
    theirs: dict[str, float]
    failed: int

    @property
    def ratio(self) -> float:
        """Ours over the faster of theirs."""
        return self.ours / max(self.theirs.values())

    @property
    def missed(self) -> bool:
        """Whether the bar is not reached, or something was not answered."""
        return self.ratio < self.contest.bar or self.failed > 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkout", type=Path, help="the folder of bakerydemo")
    parser.add_argument("--seconds", type=int, default=5, help="for each page in each round (default 5)")
    parser.add_argument("--connections", type=int, default=16, help="side by side (default 16)")
    parser.add_argument("--rounds", type=int, default=3, help="medians of so many (default 3)")
    parser.add_argument("--times", type=int, default=30, help="how often each page of the admin (default 30)")
    parser.add_argument("--only", choices=["public", "admin"], help="leave the other part out")
    given = parser.parse_args(arguments)
    try:
        refuse_no_checkout(given.checkout)
        with site_in() as folder:
            return measure(folder, given)
    except (CannotMeasureError, NotServingError) as error:
        print(f"Cannot measure: {error}.", file=sys.stderr)
        return 2


def measure(folder: Path, given: argparse.Namespace) -> int:
    """Both parts; 1 when a bar is missed."""
    bakery = Bakery.copied(given.checkout.resolve(), folder)
    bakery.collect_static()
    missed: list[str] = []
    if given.only != "admin":
        how = {"seconds": given.seconds, "connections": given.connections}
        results = public(folder, bakery, given.rounds, lambda url, **words: load(url, **how, **words))
        print(public_table(results, given.connections))
        missed += [result.contest.name for result in results if result.missed]
    if given.only != "public":
        print(f"Filling both sites with {PAGES} pages …", file=sys.stderr)
        timed = admin(folder, bakery, given.times)
        print(admin_table(timed))
        missed += [f"admin: {row.pair.name}" for row in timed if row.missed]
    print(f"Load of the machine at the end: {os.getloadavg()[0]:.1f}. Missed: {', '.join(missed) or 'nothing'}.")
    return int(bool(missed))


def public(
    folder: Path,
    bakery: Bakery,
    rounds: int,
    ask: Callable[..., Load],
) -> list[Result]:
    """Rates of all pages: medians of the rounds, in each of which every server is asked in turn."""
    ours: dict[str, list[Load]] = {contest.name: [] for contest in CONTESTS}
    theirs: dict[tuple[str, str], list[Load]] = {}
    with ExitStack() as running:
        kept = running.enter_context(serving(environment(folder), folder / "kept.log"))
        anew = running.enter_context(serving(environment(folder, **MADE_ANEW), folder / "anew.log"))
        bakeries = {name: running.enter_context(bakery.served(name)) for name in bakery.servers}
        for contest in CONTESTS:  # Pictures are made, memories filled.
            for server in (kept, anew):
                load(f"http://localhost:{server.port}{contest.ours}", seconds=1, connections=4, Accept_Encoding="br")
            for server in bakeries.values():
                load(f"http://localhost:{server.port}{contest.theirs}", seconds=2, connections=4)
        for number in range(rounds):
            print(f"Round {number + 1} of {rounds} …", file=sys.stderr)
            for contest in CONTESTS:
                port, packing = (kept.port, "br") if contest.kept else (anew.port, "gzip")
                ours[contest.name].append(ask(f"http://localhost:{port}{contest.ours}", Accept_Encoding=packing))
                for name, server in bakeries.items():
                    found = ask(f"http://localhost:{server.port}{contest.theirs}", Accept_Encoding="gzip")
                    theirs.setdefault((contest.name, name), []).append(found)
    return [
        Result(
            contest,
            _median(ours[contest.name]),
            {name: _median(theirs[contest.name, name]) for name in bakery.servers},
            sum(found.failed for found in ours[contest.name]),
        )
        for contest in CONTESTS
    ]


def _median(loads: Sequence[Load]) -> float:
    return statistics.median(found.rate for found in loads)


def admin(folder: Path, bakery: Bakery, times: int) -> list[Timed]:
    """Medians of the admin's pages, both sites filled."""
    values = environment(folder)
    pairs, password = grow_both(values, bakery)
    with serving(values, folder / "admin.log") as ours, bakery.served() as theirs:
        return compare(
            Admin(ours.port, ADMINISTRATOR, logins(folder)[ADMINISTRATOR]),
            Admin(theirs.port, "benchmark", password),
            pairs,
            times,
        )


def public_table(results: Sequence[Result], connections: int) -> str:
    """Requests a second with so many connections."""
    servers = list(results[0].theirs)
    heads = [f"bakerydemo, {name}" for name in servers]
    lines = [
        f"## Requests a second, {connections} connections, two processes each\n",
        f"| page | portal | {' | '.join(heads)} | ratio | bar |",
        f"|---{'|---' * len(heads)}|---|---|---|",
    ]
    for result in results:
        rates = " | ".join(f"{result.theirs[name]:,.1f}" for name in servers)
        bar = f"{result.contest.bar:g}" if result.contest.bar else "–"
        lines.append(f"| {result.contest.name} | {result.ours:,.1f} | {rates} | {result.ratio:.1f} | {bar} |")
    return "\n".join([*lines, ""])


def admin_table(rows: Sequence[Timed]) -> str:
    """Milliseconds over HTTP, one after the other; kilobytes and fields of each page for its size."""
    lines = [
        f"## The admin with {PAGES} pages, medians in milliseconds\n",
        "| page | portal | bakerydemo | ratio | bar | portal's size | bakerydemo's size |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        sizes = " | ".join(
            f"{page.size / 1000:.0f} kB, {page.fields} fields" for page in (row.our_last, row.their_last)
        )
        bar = "1" if row.pair.judged else "–"
        lines.append(f"| {row.pair.name} | {row.ours:.0f} | {row.theirs:.0f} | {row.ratio:.2f} | {bar} | {sizes} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(main())
