"""What Lighthouse says of the site as it is served, and whether that is good enough.

``python -m benchmarks.lighthouse`` sets the site up from nothing in a folder of its own, serves it as `make run` does,
and has Lighthouse look at home, list, profile, letter and news in both languages, as its mobile default does: a
middling telephone on a slow 4G line, both simulated. Of three runs (``--runs``) the table has the medians. It ends
with 1 when a page stays below the bar, with 2 when it cannot measure. It takes about ten minutes.

It needs Node.js 18.16 or newer, Chromium, and Lighthouse in the version that ``tests/tools`` pins:

    npm ci --prefix tests/tools

(or ``--lighthouse FOLDER`` for another ``node_modules``). Measure on a quiet machine: Lighthouse takes the work of this
machine's processor for a quarter of a telephone's, so whatever runs beside it is charged to the page fourfold. The last
line has Lighthouse's own estimate of the machine (benchmark index: 1,500 and more is fit for this).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.browser.running import ARGUMENTS, CHROMIUM, running_portal
from tests.pages import FIRST_VISITS, HOME
from tests.serving import ROOT

TOOLS = ROOT / "tests" / "tools" / "node_modules"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
#: The bar: in all four categories, and for the largest contentful paint and everything fetched on the home page.
SCORE = 100
HOME_BYTES, HOME_REQUESTS = 60_000, 8
HOME_PAINT_MS = 1000.0


@dataclass(frozen=True)
class Measure:
    """One page: scores out of 100, milliseconds to the largest contentful paint and of blocking, shift, bytes."""

    scores: tuple[float, ...]
    paint: float
    shift: float
    blocking: float
    size: float
    requests: float
    machine: float
    complaints: tuple[str, ...] = ()

    @classmethod
    def read(cls, report: dict) -> Measure:  # type: ignore[type-arg]
        """What counts in Lighthouse's report."""
        audits, categories = report["audits"], report["categories"]
        # A file that comes from the browser's cache has no bytes: the icon, which the sprite is.
        fetched = [item for item in audits["network-requests"]["details"]["items"] if item["transferSize"]]
        references = [
            (name, each["id"]) for name in CATEGORIES for each in categories[name]["auditRefs"] if each["weight"]
        ]
        return cls(
            scores=tuple(round(categories[name]["score"] * 100) for name in CATEGORIES),
            paint=audits["largest-contentful-paint"]["numericValue"],
            shift=audits["cumulative-layout-shift"]["numericValue"],
            blocking=audits["total-blocking-time"]["numericValue"],
            size=sum(item["transferSize"] for item in fetched),
            requests=len(fetched),
            machine=report["environment"]["benchmarkIndex"],
            complaints=tuple(f"{name}: {audits[key]['title']}" for name, key in references if _is_failed(audits[key])),
        )

    @classmethod
    def median(cls, runs: Sequence[Measure]) -> Measure:
        """The middle of each figure, with whatever one of the runs complained about."""
        middle = {
            name: statistics.median(getattr(run, name) for run in runs)
            for name in ("paint", "shift", "blocking", "size", "requests", "machine")
        }
        scores = tuple(statistics.median(run.scores[place] for run in runs) for place in range(len(CATEGORIES)))
        return cls(scores=scores, complaints=tuple(sorted({each for run in runs for each in run.complaints})), **middle)

    def shortfalls(self, address: str) -> list[str]:
        """What is below the bar, in words."""
        found = [f"{name} {score:g}" for name, score in zip(CATEGORIES, self.scores, strict=True) if score < SCORE]
        if self.shift > 0:
            found.append(f"layout shift {self.shift:.3f}")
        if address in HOME:
            if self.paint >= HOME_PAINT_MS:
                found.append(f"largest contentful paint {self.paint:.0f} ms, {HOME_PAINT_MS:.0f} or more")
            if self.size >= HOME_BYTES:
                found.append(f"{self.size:.0f} bytes, {HOME_BYTES} or more")
            if self.requests >= HOME_REQUESTS:
                found.append(f"{self.requests:g} requests, {HOME_REQUESTS} or more")
        return found


def _is_failed(audit: dict) -> bool:  # type: ignore[type-arg]
    return audit["score"] is not None and audit["score"] < 0.9


def run(program: Path, url: str, folder: Path) -> Measure:
    """Have Lighthouse look at one address, as a first visit.

    Raises:
        RuntimeError: it could not.
    """
    report = folder / "report.json"
    report.unlink(missing_ok=True)
    command = ["node", str(program), url, "--quiet", "--output=json", f"--output-path={report}"]
    command.append(f"--chrome-flags=--headless=new {' '.join(ARGUMENTS)}")
    outcome = subprocess.run(
        command, env=os.environ | {"CHROME_PATH": CHROMIUM}, capture_output=True, text=True, check=False, timeout=180
    )
    if outcome.returncode or not report.exists():
        raise RuntimeError(f"Lighthouse could not measure {url}:\n{outcome.stderr[-2000:]}")
    found = json.loads(report.read_text(encoding="utf-8"))
    if "runtimeError" in found:
        raise RuntimeError(f"Lighthouse could not measure {url}: {found['runtimeError']['message']}")
    return Measure.read(found)


def measure(program: Path, addresses: Sequence[str], runs: int) -> int:
    """Print a line a page, then what is below the bar; how many pages are."""
    print("| page | performance | accessibility | best practices | SEO | LCP | CLS | TBT | bytes | requests |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    wanting: dict[str, list[str]] = {}
    machine: list[float] = []
    with tempfile.TemporaryDirectory() as name, running_portal(Path(name)) as portal:
        for address in addresses:
            # What a process remembers between publications it makes at its first answer; there are two processes.
            for _time in range(8):
                urllib.request.urlopen(portal.url + address, timeout=60).close()  # noqa: S310 - our own server
            found = Measure.median([run(program, portal.url + address, Path(name)) for _run in range(runs)])
            machine.append(found.machine)
            scores = " | ".join(f"{score:g}" for score in found.scores)
            print(
                f"| `{address}` | {scores} | {found.paint / 1000:.2f} s | {found.shift:g} | {found.blocking:.0f} ms "
                f"| {found.size / 1000:.1f} kB | {found.requests:g} |",
                flush=True,
            )
            if short := found.shortfalls(address):
                wanting[address] = [*short, *found.complaints]
    print(f"\nMedians of {runs} runs; benchmark index of this machine {statistics.median(machine):.0f}.")
    for address, reasons in wanting.items():
        print(f"Below the bar: {address}: {'; '.join(reasons)}", file=sys.stderr)
    return len(wanting)


def main() -> None:
    """Measure, and fail below the bar."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("addresses", nargs="*", default=FIRST_VISITS, help="paths, instead of the ten pages")
    parser.add_argument("--runs", type=int, default=3, help="how often each page is measured (an odd number)")
    parser.add_argument(
        "--lighthouse", type=Path, default=TOOLS, metavar="FOLDER", help="a node_modules with Lighthouse"
    )
    options = parser.parse_args()
    program = options.lighthouse / "lighthouse" / "cli" / "index.js"
    missing = [
        what
        for what, there in (
            ("Node.js (node)", shutil.which("node")),
            ("Chromium", CHROMIUM),
            (f"Lighthouse in {options.lighthouse} (npm ci --prefix tests/tools)", program.exists()),
        )
        if not there
    ]
    if missing or options.runs < 1:
        print(f"Cannot measure without {', '.join(missing) or 'a run'}.", file=sys.stderr)
        raise SystemExit(2)
    try:
        wanting = measure(program, options.addresses, options.runs)
    except (RuntimeError, AssertionError, subprocess.TimeoutExpired) as failure:
        print(failure, file=sys.stderr)
        raise SystemExit(2) from failure
    raise SystemExit(bool(wanting))


if __name__ == "__main__":
    main()
