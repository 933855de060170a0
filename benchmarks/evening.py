"""Two million visitors on one evening: what this machine bears of the model's visits, against what the model needs.

``python -m benchmarks.evening [--seconds 20] [--sqlite]`` sets the site up from nothing as docs/deployment.md does it
on one machine: two processes with a worker each behind nginx, which ends TLS, and PostgreSQL. Every page is asked for
once; then wrk plays visits on the same processors, as fast as they are answered: the pages, questions and letters of
``evening_model.Visit``, each visitor with a TLS handshake and the static files of a first visit. Since wrk, which has
as many handshakes to make, takes its share of the processors, what the machine bears is reckoned from what its own
processes took of them. It prints visits a second, how slow the slowest were and what failed, and the minutes of the
evening that need more. It ends with 1 when the worst minute needs more than the machine bears or anything failed, with
2 when it cannot measure.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path

from benchmarks.evening_model import Evening, Visit
from benchmarks.measuring import CannotMeasureError, Load, load, processor_seconds
from benchmarks.nginx import fetch
from benchmarks.site import NO_LIMIT, postgresql
from tests.deploy.servers import Nginx, configure, replaced, running_nginx
from tests.drills.processes import Process
from tests.drills.sites import Site
from tests.serving import NotServingError

#: Visits that are played again and again; fractions of the model come out evenly.
VISITS = 200
LETTER = "gemeente={refnis}&sender_name=Een+inwoner&format=pdf&counted=1"
PAGES = {
    "home": ["/nl/", "/fr/"],
    "list": ["/nl/gemeenten/", "/fr/communes/"],
    "news": ["/nl/nieuws/", "/fr/actualites/"],
    "campaign": ["/nl/wat-is-een-solidaire-gemeente/", "/nl/doe-mee/", "/fr/participer/"],
    "letter_form": ["/nl/brief/", "/fr/lettre/"],
}
SCRIPT = """
local asked = {}
for line in io.lines("@FILE@") do
  local method, path, last, body = line:match("^(%S+)\\t(%S+)\\t(%S+)\\t?(.*)$")
  local headers = { ["Accept-Encoding"] = "br", ["Host"] = "@HOST@" }
  if last == "1" then headers["Connection"] = "close" end
  if method == "POST" then headers["Content-Type"] = "application/x-www-form-urlencoded" end
  asked[#asked + 1] = wrk.format(method, path, headers, body)
end
local place = 0
local number = 0
setup = function(thread) thread:set("start", number) number = number + 1 end
request = function()
  if place == 0 then place = start * math.floor(#asked / 2) end
  place = place % #asked + 1
  return asked[place]
end
"""


@contextmanager
def deployed(work: Path, *, sqlite: bool) -> Iterator[tuple[Nginx, list[Process], dict[str, list[int]]]]:
    """The site as it is deployed on one machine: nginx, the portal's processes, and the numbers of each part's."""
    with ExitStack() as stack:
        files = {"nginx": work / "nginx" / "nginx.pid"}
        values = {**NO_LIMIT, "BEHIND_PROXY": "true", "LOG_REQUESTS": "false"}
        if not sqlite:
            cluster, database = stack.enter_context(postgresql())
            files["PostgreSQL"] = cluster.folder / "data" / "postmaster.pid"
            values |= database
        site = Site(work / "site", values)
        (site.folder / "static").mkdir(parents=True)
        for command in (("migrate", "-v0"), ("load_initial_data",), ("collectstatic", "--noinput", "-v0")):
            print(f"{command[0]} ...", file=sys.stderr, flush=True)
            site.manage(*command)
        processes = [Process(site, number) for number in (1, 2)]
        for process in processes:
            process.start()
            stack.callback(process.kill)
        sockets = [f"unix:{process.socket}" for process in processes]
        nginx = configure(work / "nginx", sockets, var=site.folder, workers=os.cpu_count() or 1, tls=True)
        stack.enter_context(running_nginx(nginx))
        pids = {name: [int(file.read_text().split()[0])] for name, file in files.items()}
        pids["portal"] = [process.running.pid for process in processes if process.running]
        yield nginx, processes, pids


def files_of_a_first_visit(nginx: Nginx) -> list[str]:
    """Static files and pictures that the home page names, fonts of its style sheets included."""
    page = fetch(f"{nginx.url}/nl/")[1].decode()
    found = dict.fromkeys(re.findall(r'(?:href|src)="(/(?:static|media)/[^"#]+)', page))
    for style in [name for name in found if name.endswith(".css")]:
        text = fetch(nginx.url + style)[1].decode()
        folder = style.rpartition("/")[0]
        for name in re.findall(r"url\([\"']?([^\"')]+\.woff2)", text):
            found[os.path.normpath(name if name.startswith("/") else f"{folder}/{name}")] = None
    return list(found)


def played(nginx: Nginx, visit: Visit, seed: int = 20) -> tuple[list[str], int]:
    """Lines of the script for ``VISITS`` visits, and how many pages they hold; the same each time."""
    chance = random.Random(seed)
    refnis = [row["refnis"] for row in json.loads(fetch(f"{nginx.url}/open-data/gemeenten.json")[1])["municipalities"]]
    files = files_of_a_first_visit(nginx)
    often = {name: round(share * VISITS) for name, share in asdict(visit).items()}
    visits: list[list[str]] = [[f"GET\t{name}" for name in files] for _ in range(VISITS)]
    for name, times in often.items():
        for number in range(times):
            where = chance.choice(refnis)
            if name == "letter":
                asked = f"POST\t/nl/brief/\t{LETTER.format(refnis=where)}"
            elif name == "finder":
                asked = (
                    f"GET\t/finder/nl.json?q={chance.choice(LETTERS)}{chance.choice(LETTERS)}{chance.choice(LETTERS)}"
                )
            elif name == "municipality":
                asked = f"GET\t/{chance.choice(('nl/gemeenten', 'fr/communes'))}/{where}/"
            else:
                asked = f"GET\t{chance.choice(PAGES[name])}"
            visits[number % VISITS].append(asked)
    lines = []
    for visit_lines in visits:
        for place, line in enumerate(visit_lines, start=1):
            method, path, *body = line.split("\t")
            lines.append("\t".join([method, path, str(int(place == len(visit_lines))), *body]))
    return lines, sum(number for name, number in often.items() if name not in ("finder", "letter"))


LETTERS = "aabdeeghiklmnoorstv"


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--connections", type=int, default=64, help="visitors at once")
    parser.add_argument("--sqlite", action="store_true", help="instead of PostgreSQL")
    options = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory(prefix="portal-evening-") as work:
            os.chmod(work, 0o755)  # noqa: S103, PTH101 - nginx's own processes read in it
            return measure(Path(work), options)
    except (CannotMeasureError, NotServingError, AssertionError) as error:
        print(f"Cannot measure: {error}.", file=sys.stderr)
        return 2


def measure(work: Path, options: argparse.Namespace) -> int:
    """Play the visits; 1 when they need more than they get."""
    evening, visit = Evening(), Visit()
    with deployed(work, sqlite=options.sqlite) as (nginx, processes, pids):
        lines, pages = played(nginx, visit)
        (work / "visits").write_text("\n".join(lines) + "\n")
        script = work / "visits.lua"
        words = {"@FILE@": str(work / "visits"), "@HOST@": f"127.0.0.1:{nginx.port}"}
        script.write_text(replaced(SCRIPT, list(words.items())))
        how = {"connections": options.connections, "threads": 2, "script": str(script), "warm": 0}
        for process in processes:
            for path in dict.fromkeys(line.split("\t")[1] for line in lines if line.startswith("GET")):
                process.ask(path)
        load(nginx.url, seconds=2, **how)  # type: ignore[arg-type]
        nginx.visits.write_text("")
        before = {name: processor_seconds(numbers) for name, numbers in pids.items()}
        found = load(nginx.url, seconds=options.seconds, **how)  # type: ignore[arg-type]
        taken = {name: (processor_seconds(numbers) - before[name]) / options.seconds for name, numbers in pids.items()}
        time.sleep(3)  # Until nginx has written its log down.
        failures = Counter(re.findall(r"^\S+ (\w+ [45]\d\d) ", nginx.visits.read_text(), re.MULTILINE))
    print(f"Not answered with a page: {dict(failures) or 'nothing'}.")
    return judge(evening, visit, found, len(lines) / VISITS, pages / VISITS, taken)


def judge(evening: Evening, visit: Visit, found: Load, requests: float, pages: float, taken: dict[str, float]) -> int:
    """Print what was found; 1 when it is not enough. ``taken`` is how many processors each part has taken."""
    own = sum(taken.values())
    played = found.rate / requests
    borne = played * (os.cpu_count() or 1) / own
    print(f"A visit: {pages:.2f} pages, {visit.finder} questions, {visit.letter} letters, {requests:.1f} requests.")
    print(f"Played: {found.rate:,.0f} requests/s = {played:,.0f} visits/s = {played * pages:,.0f} pages/s,")
    print(f"  p50 {found.p50:.1f} ms, p99 {found.p99:.1f} ms, {found.failed} failed;")
    parts = ", ".join(f"{name} {share:.2f}" for name, share in taken.items())
    print(f"  they took {own:.2f} of {os.cpu_count()} processors ({parts}), wrk the rest.")
    print(f"Borne, with the visitors on machines of their own: {borne:,.0f} visits/s.")
    print(f"Needed in the worst minute: {evening.peak:,.0f} visits/s ({evening.peak * visit.letter:.0f} letters/s).\n")
    print("| from | visitors | worst minute, visits/s | of what is borne |\n|---|--:|--:|--:|")
    for start in range(0, evening.minutes, 15):
        arrivals = [evening.arrivals(minute) for minute in range(start, start + 15)]
        worst = max(arrivals) / 60
        clock = f"{18 + start // 60}:{start % 60:02}"
        print(f"| {clock} | {sum(arrivals):,.0f} | {worst:,.0f} | {worst / borne:.0%} |")
    over = sum(evening.arrivals(minute) / 60 > borne for minute in range(evening.minutes))
    print(f"\nMinutes that need more than this machine bears: {over} of {evening.minutes}.")
    return int(over > 0 or found.failed > 0)


if __name__ == "__main__":
    sys.exit(main())
