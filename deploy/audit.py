"""Asks whether a locked package has a known weakness: what `make audit` runs.

pip-audit asks the package index, or OSV with ``AUDIT_SERVICE=osv``. Where no answer comes, or none about a package,
this says so and never that all is well. Ends with 0: nothing known; 1: weaknesses; 2: not all could be asked.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BASE = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-extras.txt", "requirements-dev.txt")
#: Seconds for one question, and for a whole lock.
TIMEOUT, PATIENCE = 15, 600


@dataclass(frozen=True, slots=True)
class Report:
    """What is known of a lock: ``package version: weakness``, and packages about which nobody answered."""

    weaknesses: tuple[str, ...]
    unanswered: tuple[str, ...]
    asked: int


def read(answer: str) -> Report:
    """What pip-audit's JSON says.

    Raises:
        ValueError: it is no such JSON.
    """
    packages: list[dict[str, Any]] = json.loads(answer)["dependencies"]
    weaknesses, unanswered = [], []
    for package in packages:
        if "skip_reason" in package:
            unanswered.append(package["name"])
        for weakness in package.get("vulns", ()):
            mended = ", ".join(weakness["fix_versions"]) or "no version yet"
            weaknesses.append(f"{package['name']} {package['version']}: {weakness['id']}, mended in {mended}")
    return Report(tuple(weaknesses), tuple(unanswered), len(packages))


def ask(lock: Path) -> Report | None:
    """Let pip-audit ask about a lock; ``None`` when it gets no answer at all."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--require-hashes", "--disable-pip"]
    command += ["--format", "json", "--progress-spinner", "off", "--timeout", str(TIMEOUT)]
    command += ["--vulnerability-service", os.environ.get("AUDIT_SERVICE", "pypi")]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
        return read(done.stdout)
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return None


def say(name: str, report: Report | None) -> int:
    """Print what is known of a lock; its exit status."""
    if report is None or len(report.unanswered) == report.asked:
        print(f"{name}: NOT AUDITED, the source of weaknesses does not answer from here. Run it where it does.")
        return 2
    for line in report.weaknesses:
        print(f"{name}: {line}")
    if report.unanswered:
        print(f"{name}: nobody answered about {', '.join(report.unanswered)}")
    print(f"{name}: {report.asked - len(report.unanswered)} packages asked, {len(report.weaknesses)} weaknesses")
    return 1 if report.weaknesses else 2 if report.unanswered else 0


def main(locks: Sequence[str] = LOCKS) -> int:
    """Ask about each lock; a weakness weighs more than a missing answer."""
    found = [say(name, ask(BASE / name)) for name in locks]
    return 1 if 1 in found else max(found)


if __name__ == "__main__":
    raise SystemExit(main())
