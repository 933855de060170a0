"""nginx's cache against nginx with a file of the same size and headers, both with the configuration of deploy/nginx.

``python -m benchmarks.nginx [--site var] [--seconds 5]`` prints both, packed and plain, and their ratio, which should
be 0.9 at least. Rounds alternate, and the middle ratio counts, so that a busy moment spoils one round, not the result.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
import urllib.request
from pathlib import Path

from benchmarks.app_servers import Candidate
from benchmarks.measuring import load
from benchmarks.site import environment, site_in
from tests.deploy.servers import configure, running_nginx
from tests.serving import free_port, serving

WANTED = 0.9
NAME = "benchmark.html"
#: Headers that nginx gives a file by itself.
FILES_OWN = {"connection", "content-length", "content-type", "date", "etag", "server", "transfer-encoding", "vary"}


def file_location(url: str, var: Path) -> str:
    """The place of the file in nginx: written to the same log as pages are, and with the headers that pages have."""
    with urllib.request.urlopen(url, timeout=60) as response:  # noqa: S310 - our own address
        kept = [(name, value) for name, value in response.headers.items() if name.lower() not in FILES_OWN]
    headers = "".join(f"add_header {name} {json.dumps(value)}; " for name, value in kept)
    return f"location = /{NAME} {{ root {var}; {headers} }}\n"


def main() -> None:
    """Measure and print; ends with 1 where the ratio is too low."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", type=Path, help="folder that `make run` has set up; without, one is made")
    parser.add_argument("--seconds", type=int, default=5, help="seconds for each figure")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=64, help="visitors at once")
    options = parser.parse_args()
    print(f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} processors")
    ratios = {}
    with site_in(options.site) as folder, tempfile.TemporaryDirectory() as work:
        port = free_port()
        command = Candidate("granian", 1, 4).command(port)
        with serving(environment(folder), Path(work) / "server.log", port=port, command=command, ready="/nl/"):
            var = Path(work) / "var"
            var.mkdir()
            process = f"127.0.0.1:{port}"
            nginx = configure(Path(work) / "nginx", [process, process], var=var, workers=os.cpu_count() or 1)
            site = nginx.folder / "sites-enabled" / "portal"
            own = file_location(f"http://127.0.0.1:{port}/nl/", var)
            site.write_text(
                site.read_text().replace("include portal/locations.conf;", f"include portal/locations.conf; {own}")
            )
            with running_nginx(nginx):
                for packing in ("br", "identity"):
                    request = urllib.request.Request(f"{nginx.url}/nl/", headers={"Accept-Encoding": packing})  # noqa: S310 - our own address
                    with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
                        page = response.read()
                    (var / NAME).write_bytes(page)
                    pairs = []
                    for _ in range(options.rounds):
                        cached, file = (
                            load(
                                nginx.url + path,
                                seconds=options.seconds,
                                connections=options.connections,
                                threads=2,
                                Accept_Encoding=packing,
                            )
                            for path in ("/nl/", f"/{NAME}")
                        )
                        print(f"{packing:9} {len(page):7} bytes  cache {cached.rate:9,.0f}/s p99 {cached.p99:.2f} ms   file {file.rate:9,.0f}/s p99 {file.p99:.2f} ms", flush=True)
                        pairs.append(cached.rate / file.rate)
                    (var / NAME).unlink()
                    ratios[packing] = statistics.median(pairs)
    for packing, ratio in ratios.items():
        print(f"{packing:9} nginx's cache reaches {ratio:.2f} of a file ({WANTED} wanted)")
    raise SystemExit(int(min(ratios.values()) < WANTED))


if __name__ == "__main__":
    main()
