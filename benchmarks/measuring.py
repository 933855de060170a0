"""Puts load on an application server with wrk, and asks what memory it takes."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


class CannotMeasureError(Exception):
    """What is missing, in words."""


@dataclass(frozen=True)
class Load:
    """What wrk found: requests a second, milliseconds (median, 99th percentile), bytes an answer, failed ones."""

    rate: float
    p50: float
    p99: float
    size: float
    failed: int


def memory_of(pid: int) -> float:
    """Megabytes of a process and its children that no other process shares (PSS)."""
    total = 0.0
    for number in _with_children(pid):
        text = Path(f"/proc/{number}/smaps_rollup").read_text()
        found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
        total += int(found[1]) / 1000 if found else 0.0
    return total


def processor_seconds(pids: list[int]) -> float:
    """What processes and their children have taken of the processors so far."""
    ticks = 0
    for number in [number for pid in pids for number in _with_children(pid)]:
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _with_children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(number) for number in (task / "children").read_text().split()]
    return [pid, *(number for child in found for number in _with_children(child))]


def load(
    url: str, *, seconds: int, connections: int, threads: int = 1, script: str = "", warm: int = 1, **headers: str
) -> Load:
    """Ask for one address as fast as it answers, over so many connections, after ``warm`` seconds that do not count."""
    if warm:
        load(url, seconds=warm, connections=connections, threads=threads, script=script, warm=0, **headers)
    command = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "30s"]
    for name, value in headers.items():
        command += ["-H", f"{name.replace('_', '-')}: {value}"]
    if script:
        command += ["-s", script]
    try:
        run = subprocess.run([*command, url], capture_output=True, text=True, check=True, env=dict(os.environ))
    except FileNotFoundError as error:
        raise CannotMeasureError("wrk is missing: install it (Debian: apt install wrk)") from error
    text = run.stdout
    requests = int(_find(r"(\d+) requests in", text))
    read, unit = re.search(r"requests in .*?, ([\d.]+)(\w+) read", text).groups()  # type: ignore[union-attr]
    size = float(read) * {"B": 1, "KB": 1024, "MB": 1024**2, "GB": 1024**3}[unit] / max(requests, 1)
    other = int(_find(r"Non-2xx or 3xx responses: (\d+)", text) or 0)
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
    failed = other + (sum(map(int, errors.groups())) if errors else 0)
    return Load(float(_find(r"Requests/sec:\s+([\d.]+)", text)), _ms(r"50%", text), _ms(r"99%", text), size, failed)


def _find(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[1] if found else ""


def _ms(share: str, text: str) -> float:
    found = re.search(rf"^\s+{share}\s+([\d.]+)(\w+)\s*$", text, re.MULTILINE)
    return float(found[1]) * _UNITS[found[2]] if found else 0.0
