"""Runs what is due, where no systemd does (containers): publications every minute, the rest at night.

One process for the whole site. A command that fails is said and tried again when it is next due; one that is missed,
because the machine was off at its hour, is made up for.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

BASE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Job:
    """A management command, and when: at ``hour`` and ``minute`` of each day, or, without an hour, every minute."""

    command: tuple[str, ...]
    hour: int | None = None
    minute: int = 0

    @property
    def name(self) -> str:
        """The command's name."""
        return self.command[0]

    def is_due(self, now: datetime, last: datetime | None) -> bool:
        """Whether it should run, when it ran ``last``."""
        if self.hour is None:
            return last is None or now - last >= timedelta(seconds=59)
        moment = now.replace(hour=self.hour, minute=self.minute, second=0, microsecond=0)
        if moment > now:
            moment -= timedelta(days=1)
        return last is None or last < moment


#: The same as the timers in deploy/systemd/.
JOBS = (
    Job(("publish_scheduled",)),
    Job(("backup",), 3, 15),
    Job(("purge_personal_data",), 4, 30),
)


class Notes:
    """When each job was run last, kept in a file so that a restart forgets nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._known = {name: datetime.fromisoformat(text) for name, text in json.loads(path.read_text()).items()}
        except (OSError, ValueError):
            self._known = {}

    def last(self, job: Job) -> datetime | None:
        """The last time; a job of the night that was never run waits for its hour."""
        return self._known.get(job.name)

    def note(self, job: Job, moment: datetime) -> None:
        """It was run."""
        self._known[job.name] = moment
        partial = self.path.with_suffix(".new")
        partial.write_text(json.dumps({name: moment.isoformat() for name, moment in self._known.items()}))
        partial.replace(self.path)


def run_due(notes: Notes, now: datetime, jobs: tuple[Job, ...] = JOBS) -> list[str]:
    """Run what is due at ``now``; the commands that failed."""
    failed = []
    for job in jobs:
        last = notes.last(job)
        if last is None and job.hour is not None:
            # A new site has nothing to save or to delete yet.
            notes.note(job, now)
        elif job.is_due(now, last):
            notes.note(job, now)
            if subprocess.run(
                [sys.executable, str(BASE / "manage.py"), *job.command], cwd=BASE, check=False
            ).returncode:
                failed.append(job.name)
    return failed


def main() -> None:
    """Until told to stop: what runs then is finished first."""
    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    folder = Path(os.environ.get("PORTAL_VAR_DIR", BASE / "var"))
    folder.mkdir(parents=True, exist_ok=True)
    notes = Notes(folder / "scheduled.json")
    while not stop.is_set():
        for name in run_due(notes, datetime.now().astimezone()):
            print(f"{name} failed; it is tried again when it is next due", file=sys.stderr, flush=True)
        # The beginning of the next minute.
        stop.wait(60 - time.time() % 60)


if __name__ == "__main__":
    main()
