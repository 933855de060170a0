"""nginx's cache against nginx with a file of the same size and headers, both with the configuration of deploy/nginx.

``python -m benchmarks.nginx [--site var] [--seconds 5]`` prints both, packed and plain, with TLS as visitors come and
without, and their ratio, which should be 0.9 at least. Rounds alternate, and the middle ratio counts, so that a busy
moment spoils one round, not the result.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import ssl
import statistics
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.app_servers import Candidate
from benchmarks.measuring import CannotMeasureError, Load, load
from benchmarks.site import environment, site_in
from tests.deploy.servers import Nginx, configure, running_nginx
from tests.serving import NotServingError, free_port, serving

WANTED = 0.9
NAME = "benchmark.html"
#: Headers that nginx gives a file by itself.
FILES_OWN = {"connection", "content-length", "content-type", "date", "etag", "server", "transfer-encoding", "vary"}


def fetch(url: str, packing: str = "identity") -> tuple[list[tuple[str, str]], bytes]:
    """Headers and body of one answer; the certificate is our own, signed by nobody."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": packing})  # noqa: S310 - our own address
    anybody = ssl._create_unverified_context()  # noqa: S323
    with urllib.request.urlopen(request, timeout=60, context=anybody) as response:  # noqa: S310
        return response.headers.items(), response.read()


def file_location(url: str, var: Path) -> str:
    """The place of the file in nginx: written to the same log as pages are, and with the headers that pages have."""
    kept = [(name, value) for name, value in fetch(url)[0] if name.lower() not in FILES_OWN]
    headers = "".join(f"add_header {name} {json.dumps(value)}; " for name, value in kept)
    return f"location = /{NAME} {{ root {var}; {headers} }}\n"


@contextmanager
def nginx_before(folder: Path, work: Path, *, tls: bool) -> Iterator[tuple[Nginx, Path]]:
    """nginx in front of the site in ``folder``, and the folder in which it finds the file."""
    port = free_port()
    command = Candidate("granian", 1, 4).command(port)
    with serving(environment(folder), work / "server.log", port=port, command=command, ready="/nl/"):
        var = work / "var"
        var.mkdir()
        process = f"127.0.0.1:{port}"
        nginx = configure(work / "nginx", [process, process], var=var, workers=os.cpu_count() or 1, tls=tls)
        site = nginx.folder / "sites-enabled" / "portal"
        own = file_location(f"http://127.0.0.1:{port}/nl/", var)
        include = "include portal/locations.conf;"
        site.write_text(site.read_text().replace(include, f"{include} {own}"))
        with running_nginx(nginx):
            yield nginx, var


def ratio(nginx: Nginx, var: Path, packing: str, options: argparse.Namespace) -> float:
    """The middle of some rounds: how often the page comes for each time that the file does."""
    page = fetch(f"{nginx.url}/nl/", packing)[1]
    (var / NAME).write_bytes(page)
    found = []
    for _ in range(options.rounds):
        cached, file = (ask(nginx.url + path, packing, options) for path in ("/nl/", f"/{NAME}"))
        name = f"{nginx.url.partition(':')[0]:6} {packing:9} {len(page):7} bytes"
        print(f"{name}  cache {cached.rate:9,.0f}/s  file {file.rate:9,.0f}/s", flush=True)
        found.append(cached.rate / file.rate)
    (var / NAME).unlink()
    return statistics.median(found)


def ask(url: str, packing: str, options: argparse.Namespace) -> Load:
    """One figure."""
    how = {"seconds": options.seconds, "connections": options.connections, "threads": 2}
    return load(url, **how, Accept_Encoding=packing)


def main() -> int:
    """Measure and print; 1 where a ratio is too low, 2 when it cannot measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", type=Path, help="folder that `make run` has set up; without, one is made")
    parser.add_argument("--seconds", type=int, default=5, help="seconds for each figure")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=64, help="visitors at once")
    options = parser.parse_args()
    print(f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} processors")
    ratios = {}
    try:
        with site_in(options.site) as folder:
            for tls in (True, False):
                with tempfile.TemporaryDirectory() as work, nginx_before(folder, Path(work), tls=tls) as (nginx, var):
                    for packing in ("br", "identity"):
                        ratios["TLS" if tls else "plain", packing] = ratio(nginx, var, packing, options)
    except (CannotMeasureError, NotServingError) as error:
        print(f"Cannot measure: {error}.", file=sys.stderr)
        return 2
    for (way, packing), found in ratios.items():
        print(f"{way:5} {packing:9} nginx's cache reaches {found:.2f} of a file ({WANTED} wanted)")
    return int(min(ratios.values()) < WANTED)


if __name__ == "__main__":
    sys.exit(main())
