"""How long a letter takes in each format, and what making many of them does to memory.

``python -m benchmarks.letters [--letters 10000]`` prints medians over warm runs of letters that all differ.
"""

import argparse
import os
import platform
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median, quantiles

from gemeenten.letters.letter import Letter, Neighbour, Sender, Wording, build_letter
from gemeenten.letters.render_docx import render_docx
from gemeenten.letters.render_pdf import render_pdf
from gemeenten.letters.render_text import render_text
from gemeenten.register.reader import read_register

WORDING = Wording(
    subject="Vraag om van {municipality} een solidaire {city_or_municipality} te maken",
    salutation="{council_salutation},",
    body_html="<p>Ik ben inwoner {of_municipality} en vraag u drie dingen:</p>"
    "<ol><li>Verklaar {municipality} <b>solidair</b>.</li><li>Kies een activiteit.</li><li>Zeg het ons.</li></ol>"
    + "<p>Een stad of gemeente die mensen op de vlucht beschermt, toont dat het kan. Ze begint waar mensen wonen.</p>"
    * 4
    + "<ul><li>opvangplaatsen;</li><li>pleegzorg;</li><li>vrije tijd;</li><li>onderwijs.</li></ul>"
    "<p>{neighbours}</p><p>{own_words}</p><p>Meer op <a href='https://example.org/'>onze site</a>.</p>",
    closing="Met vriendelijke groeten",
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=2000, help="how many letters (default: 2000)")
    count = max(10, parser.parse_args().letters)
    print(
        f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} processors, {_processor()}"
    )
    rows = read_register().current

    def letter(number: int) -> Letter:
        return build_letter(
            WORDING,
            rows[number % len(rows)],
            Sender(f"An Peeters {number}", f"Kerkstraat {number}", "9000 Gent"),
            date(2026, 11, 23),
            [Neighbour("Deinze", ("opvangplaatsen", "onderwijs")), Neighbour("Genk")],
            f"Dit is brief {number}.\n\nIk ken een gezin dat hier een thuis vond.",
            "nl",
        )

    # The memory of the PDFs is measured first, before the other formats add theirs.
    print(f"before the first letter: {_memory():.0f} MB")
    _measure("PDF", lambda number: len(render_pdf(letter(number))), count)
    _measure("DOCX", lambda number: len(render_docx(letter(number))), count // 4)
    _measure("text", lambda number: len(render_text(letter(number))), count)


def _measure(name: str, make: Callable[[int], int], count: int) -> None:
    started = time.perf_counter()
    make(0)
    first = time.perf_counter() - started
    times, size, halfway = [], 0, 0.0
    processor = time.process_time()
    for number in range(1, count + 1):
        started = time.perf_counter()
        size = make(number)
        times.append(time.perf_counter() - started)
        if number == count // 2:
            halfway = _memory()
    processor = (time.process_time() - processor) / count
    print(
        f"{name:5} first {first * 1000:6.1f} ms, median {median(times) * 1000:6.2f} ms, "
        f"95th percentile {quantiles(times, n=20)[-1] * 1000:6.2f} ms, processor {processor * 1000:6.2f} ms, "
        f"{size / 1000:.0f} kB; {halfway:.0f} MB after {count // 2}, {_memory():.0f} MB after {count}"
    )


def _memory() -> float:
    """Resident memory in MB: now where Linux tells, else the highest so far."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / (1e6 if sys.platform == "darwin" else 1e3)
    return pages * resource.getpagesize() / 1e6


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    main()
