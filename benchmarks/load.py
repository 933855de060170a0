"""Load on an address: by wrk where it is installed, else by a small program of ours, which a fast server outruns."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlsplit

#: Lets wrk say what it found as one line of JSON.
REPORT = """
done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\\nJSON {"requests": %d, "seconds": %f, "p50": %f, "p99": %f, "bytes": %d, "failed": %d}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    summary.bytes, errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it: answers a second, milliseconds of the middle and the slowest hundredth, bytes, failures."""

    per_second: float
    p50: float
    p99: float
    bytes_each: float
    failed: int

    def __str__(self) -> str:
        """One piece of a table."""
        failed = f", {self.failed} FAILED" if self.failed else ""
        return f"{self.per_second:9.0f} /s  p50 {self.p50:7.2f} ms  p99 {self.p99:8.2f} ms{failed}"


def measure(
    url: str, *, seconds: float, connections: int = 32, headers: Mapping[str, str] | None = None, warm: float = 1.0
) -> Result:
    """Ask for ``url`` over and over from so many connections, after ``warm`` seconds that do not count."""
    ask = _with_wrk if shutil.which("wrk") else _with_threads
    if warm:
        ask(url, warm, connections, headers or {})
    return ask(url, seconds, connections, headers or {})


def tool() -> str:
    """What measures here."""
    return "wrk" if shutil.which("wrk") else "a program of ours (install wrk for figures that mean something)"


def _with_wrk(url: str, seconds: float, connections: int, headers: Mapping[str, str]) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "report.lua"
        script.write_text(REPORT)
        threads = min(2, os.cpu_count() or 1, connections)
        command = ["wrk", "-t", str(threads), "-c", str(connections), "-d", f"{max(1, round(seconds))}s"]
        command += ["-s", str(script), "--timeout", "30s"]
        command += [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
        said = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    found = json.loads(said.rpartition("JSON ")[2])
    count = max(1, found["requests"])
    return Result(count / found["seconds"], found["p50"], found["p99"], found["bytes"] / count, found["failed"])


def _with_threads(url: str, seconds: float, connections: int, headers: Mapping[str, str]) -> Result:
    place = urlsplit(url)
    until = time.monotonic() + seconds
    times: list[float] = []
    sizes: list[int] = []
    failures: list[str] = []

    def ask() -> None:
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=30)
        while (begun := time.monotonic()) < until:
            try:
                connection.request("GET", place.path or "/", headers=dict(headers))
                response = connection.getresponse()
                sizes.append(len(response.read()))
                if response.status >= 400:
                    failures.append(str(response.status))
            except (OSError, http.client.HTTPException) as error:
                failures.append(type(error).__name__)
                connection.close()
            times.append((time.monotonic() - begun) * 1000)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    parts = quantiles(times, n=100) if len(times) > 1 else [0.0] * 99
    return Result(len(times) / seconds, parts[49], parts[98], sum(sizes) / max(1, len(sizes)), len(failures))
